// What the red flags kept out: nothing disappears, the words that did it are shown where they stand, and one key lets it in.
import { useEffect, useState } from 'react';
import { refocus } from '../../shared/focus';
import { useHotkeys } from '../../shared/hotkeys';
import { ago, useT } from '../../shared/i18n';
import { fold, visible, webUrl } from '../../shared/text';
import { Button, Empty, Icon, Menu, Skeleton } from '../../shared/ui';
import { Matched } from './Matched';
import { Rank } from './OfferRowView';
import { letIn, loadQuarantine, undoRelease, useHeld, useQuarantine, type Held } from './quarantine_store';

// The words of `found` inside `text`, marked.
function Marked({ text, found }: { text: string; found: readonly string[] }) {
  const words = [...new Set(found.map(visible).filter(Boolean))].sort((a, b) => b.length - a.length);
  if (!words.length) return <>{text}</>;
  const pattern = new RegExp(`(${words.map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'giu');
  const marked = new Set(words.map(fold));
  return <>{text.split(pattern).map((part, i) => (marked.has(fold(part)) ? <mark key={i}>{part}</mark> : part))}</>;
}

const entry = (i: number) => { const all = document.querySelectorAll<HTMLElement>('[data-held]'); return all[Math.min(i, all.length - 1)]; };

export function QuarantineLane() {
  const t = useT();
  const { total, more, error } = useQuarantine();
  const list = useHeld();
  const [at, setAt] = useState(0);
  useEffect(() => { void loadQuarantine(); }, []);
  const current = list?.[Math.min(at, list.length - 1)];
  const go = (i: number) => {
    if (!list?.length) return;
    const next = Math.max(0, Math.min(list.length - 1, i));
    setAt(next);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-held="${list[next]!.id}"]`)?.focus());
  };
  // What is let in leaves the list: the next one is there.
  const release = (q: Held, wholeCompany = false) => { const i = Math.max(0, list?.indexOf(q) ?? 0); letIn(q, wholeCompany); setAt(i); refocus(() => entry(i)); };
  useHotkeys({ j: () => go(at + 1), ArrowDown: () => go(at + 1), k: () => go(at - 1), ArrowUp: () => go(at - 1), a: () => { if (current) release(current); }, z: () => { void undoRelease().then((id) => requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-held="${id}"]`)?.focus())); } });

  if (error && !list) return <Empty icon="alert" title={t('error.could_not_load')}><p>{error}</p><Button look="main" onClick={() => void loadQuarantine()}>{t('action.retry')}</Button></Empty>;
  if (!list) return <Skeleton lines={8} />;
  if (!list.length) return <Empty icon="shield" title={t('quarantine.empty')}><p>{t('quarantine.empty_text')}</p><a className="button button-plain" href="/searches">{t('nav.searches')}</a></Empty>;
  return (
    <div className="page quarantine">
      <p className="lead">{t('quarantine.lead', { n: Math.max(total, list.length) })}</p>
      <ul className="cards">{list.map((q, i) => <li key={q.id} className="card held" tabIndex={-1} data-held={q.id} onFocus={() => setAt(i)}><Entry held={q} first={q === current} onRelease={release} /></li>)}</ul>
      {more && <Button onClick={() => void loadQuarantine(true)}>{t('action.more')}</Button>}
    </div>
  );
}

function Entry({ held: q, first, onRelease }: { held: Held; first: boolean; onRelease: (q: Held, wholeCompany?: boolean) => void }) {
  const t = useT();
  const of = (field: string) => q.matches.filter((m) => m.field === field).map((m) => m.text);
  const inText = q.matches.filter((m) => m.field !== 'title' && m.field !== 'company').slice(0, 3);
  const url = webUrl(q.sourceUrl);
  return (
    <>
      <div className="held-head">
        <Rank rank={q.rank} />
        <div><h2><Marked text={visible(q.title ?? '') || t('offer.untitled')} found={of('title')} /></h2>
          <p className="row-sub"><Marked text={[q.company, q.location].filter(Boolean).map((s) => visible(s!)).join(' · ')} found={of('company')} /></p></div>
      </div>
      <p className="rule"><Icon name="shield" /><span>{t('quarantine.rule', { rule: q.rule })}</span></p>
      {inText.map((m, i) => <p key={i} className="quote"><Matched of={m} /></p>)}
      <div className="actions">
        <Button icon="check" shortcut={first ? 'a' : undefined} onClick={() => onRelease(q)}>{t('quarantine.let_in')}</Button>
        {q.company && <Menu label={t('quarantine.more')} icon="more" look="quiet" showLabel={false} items={[{ id: 'company', label: t('quarantine.let_company_in', { company: q.company }), run: () => onRelease(q, true) }]} />}
        {url && <a className="button button-quiet" href={url} target="_blank" rel="noopener noreferrer"><Icon name="external" /><span>{t('offer.original')}</span></a>}
      </div>
      <p className="row-meta"><span>{q.searchConfig?.jobTitles[0]}</span><time dateTime={q.createdAt}>{ago(q.createdAt)}</time></p>
    </>
  );
}
