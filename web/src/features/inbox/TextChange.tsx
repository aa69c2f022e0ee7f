// What became of an offer's text from one version to the next. Read when somebody looks at it: the two texts are long.
import { useEffect, useMemo, useState } from 'react';
import { OfferTextChange, type OfferTextChangeResult } from '../../gen/operations';
import { request } from '../../shared/api';
import { useT } from '../../shared/i18n';
import { useLive } from '../../shared/live';
import { Pieces } from '../../shared/Pieces';
import { visible } from '../../shared/text';
import { folded, textDiff, type Fold } from '../../shared/text_diff';
import { Button, Icon, Skeleton } from '../../shared/ui';

type Texts = NonNullable<OfferTextChangeResult['offerTextChange']>;
const shownFirst = 1600;
// Of this visit; what a version changed never changes.
const read = new Map<string, Texts>();

export default function TextChange({ id, version }: { id: string; version: number }) {
  const t = useT();
  const { connected } = useLive();
  const key = `${id} ${version}`;
  const [texts, setTexts] = useState(read.get(key));
  const [state, setState] = useState<'reading' | 'failed' | 'gone'>('reading');
  const [all, setAll] = useState(false);
  const ask = () => {
    setState('reading');
    request(OfferTextChange, { id, version }).then((r) => { if (r.offerTextChange) { read.set(key, r.offerTextChange); setTexts(r.offerTextChange); } else setState('gone'); }).catch(() => setState('failed'));
  };
  useEffect(() => { if (!texts) ask(); }, [key, connected]);
  if (texts) return <Difference texts={texts} all={all} onAll={() => setAll(!all)} />;
  if (state === 'gone') return <p className="note">{t('versions.text_gone')}</p>;
  if (state === 'failed') return <p className="note"><Icon name="alert" /> {t('versions.text_unread')} <Button look="quiet" onClick={ask}>{t('action.retry')}</Button></p>;
  return <Skeleton lines={3} />;
}

function Difference({ texts, all, onAll }: { texts: Texts; all: boolean; onAll: () => void }) {
  const t = useT();
  const whole = useMemo(() => textDiff(texts.before ?? '', texts.after ?? ''), [texts]);
  const first = useMemo(() => folded(whole, shownFirst), [whole]);
  const shown: Fold['stretches'] = all ? whole : first.stretches;
  if (whole.every((s) => s.kind === 'same')) return <p className="note">{t('versions.text_spaces')}</p>;
  return (
    <div className="text-change">
      <p>{shown.map((s, i) => (
        s.kind === 'fold' ? <span key={i} className="fold">{t('versions.folded', { n: s.n })}</span>
          : s.kind === 'same' ? <span key={i}>{visible(s.sentences.join(''))}</span>
            : <Pieces key={i} of={s.pieces} />
      ))}</p>
      {texts.isCut && <p className="note">{t('versions.text_cut')}</p>}
      {first.more && <Button look="quiet" aria-expanded={all} onClick={onAll}>{t(all ? 'versions.show_less' : 'versions.show_all')}</Button>}
    </div>
  );
}
