// Beneath a paragraph: that the model is at it, what it changed, or why nothing came of it.
import { useEffect, useState } from 'react';
import type { WordingView } from '../../gen/operations';
import { useT } from '../../shared/i18n';
import { useLive } from '../../shared/live';
import { Pieces } from '../../shared/Pieces';
import { visible } from '../../shared/text';
import { wordsDiff } from '../../shared/text_diff';
import { Button, Icon } from '../../shared/ui';
import { price } from '../inbox/quote';
import { undo, useBusy, type Paragraph, type ShownDocument } from './documents_store';
import { differencesOf, hide, takeWording, useAsking, useCost, useWish, word, type Difference } from './wording';

// The button, its price, and why it cannot be pressed.
export function WordIt({ doc, paragraph, onAsked }: { doc: ShownDocument; paragraph: Paragraph; onAsked: () => void }) {
  const t = useT();
  const { online } = useLive();
  const asking = useAsking(doc.id, paragraph.id);
  const cost = useCost(doc.id, paragraph.id, paragraph.wordable && online, doc.latestVersion);
  if (!paragraph.wordable) return null;
  const costs = cost?.usesModel && !cost.cached;
  const reason = !online ? t('write.needs_connection') : asking ? t('write.word_waits') : cost && !cost.usesModel ? cost.problem ?? t('write.word_no') : undefined;
  const about = !cost?.usesModel ? undefined : cost.cached ? t('write.word_cached') : t(cost.leavesMachine ? 'write.word_cost' : 'write.word_cost_here', { price: price(cost.price, cost.currency), max: price(cost.priceMax, cost.currency), model: cost.model ?? '', host: cost.host ?? '' });
  return (
    <div className="word-it">
      <Button icon="edit" disabled={reason !== undefined || !cost} aria-describedby="word-it-hint" onClick={() => { onAsked(); void word(doc, paragraph.id); }}>{t('write.word')}{costs && <small className="price"> {price(cost.price, cost.currency)}</small>}</Button>
      <p className="hint" id="word-it-hint">{reason ?? about ?? t('write.word_quote')}{online && cost && !cost.usesModel && <> <a href="/settings">{t('nav.settings')}</a></>}</p>
    </div>
  );
}

export function ParagraphWish({ doc, paragraph }: { doc: ShownDocument; paragraph: Paragraph }) {
  const wish = useWish(doc.id, paragraph.id);
  if (!wish) return null;
  const changed = wish.state === 'USED' || wish.state === 'CACHED';
  if (changed && wish.version !== doc.latestVersion) return null;
  return <Wish key={`${wish.id}${wish.state}`} doc={doc} wish={wish} />;
}

function Wish({ doc, wish: w }: { doc: ShownDocument; wish: WordingView }) {
  const t = useT();
  const busy = useBusy();
  const { online } = useLive();
  const [differences, setDifferences] = useState<readonly Difference[]>([]);
  const made = w.version;
  useEffect(() => { if (made) differencesOf(doc.id, made, w.paragraphId).then(setDifferences).catch(() => {}); }, [doc.id, made, w.paragraphId]);
  const waits = w.state === 'PENDING', isKept = w.state === 'KEPT';
  return (
    <div className={`wish ${made ? 'is-made' : ''}`} data-wish={w.state}>
      <p role="status"><Icon name={waits ? 'clock' : made ? 'check' : 'alert'} /><span>{w.text}{made && w.refused > 0 && ` ${t('write.word_refused', { n: w.refused })}`}</span></p>
      {waits && <progress aria-label={t('write.word_progress')} />}
      {differences.length > 0 && (
        <ul className="differences" aria-label={t('write.word_changed')} lang={doc.language.toLowerCase()}>{differences.map((d, i) => (
          <li key={i}><p><Pieces of={wordsDiff(d.before ?? '', d.after ?? '')} /></p></li>
        ))}</ul>
      )}
      {isKept && <q lang={doc.language.toLowerCase()}>{w.sentences.map((s) => visible(s)).join(' ')}</q>}
      {!waits && (
        <div className="actions">
          {isKept && <Button icon="check" disabled={!online || busy !== undefined} onClick={() => void takeWording(doc, w)}>{t('write.word_use')}</Button>}
          {made && <Button icon="undo" disabled={!online || busy !== undefined} onClick={() => undo(doc.id)}>{t('action.undo')}</Button>}
          <Button look="quiet" icon="x" onClick={() => hide(w)}>{t('write.word_hide')}</Button>
        </div>
      )}
    </div>
  );
}
