// Completes or corrects an offer that was added: the form with what is stored of it.
import { useEffect } from 'react';
import { announce } from '../../shared/announce';
import { useT } from '../../shared/i18n';
import { useLive } from '../../shared/live';
import { usePreferences } from '../../shared/preferences';
import { Skeleton } from '../../shared/ui';
import { loadDetail, rawOf, useDetail, useItem } from '../inbox/inbox_store';
import { editOffer } from './add_store';
import { OfferForm } from './OfferForm';
import { fieldOf, fromItem, stillMissing, type OwnOffer } from './own_offer';

// What is stored of it, once that is read.
export function useStored(id: string): OwnOffer | undefined {
  const { language } = usePreferences();
  const { connected } = useLive();
  const row = useItem(id), detail = useDetail(id);
  useEffect(() => { void loadDetail(id); }, [id, language, detail, connected]);
  return row && detail ? fromItem(row, rawOf(detail)) : undefined;
}

export default function OfferEditor({ id, missing = [], onSaved }: { id: string; missing?: readonly string[]; onSaved?: () => void }) {
  const t = useT();
  const { connected } = useLive();
  const stored = useStored(id);
  if (!stored) return connected ? <Skeleton lines={8} /> : <p className="note">{t('offer.not_kept')}</p>;
  const unsaid = stillMissing(missing, stored).flatMap((m) => fieldOf[m] ?? []);
  return <OfferForm place={id} stored={stored} unsaid={unsaid} onSave={async (before, now) => { await editOffer(id, before, now); announce(t('manual.saved')); onSaved?.(); }} />;
}
