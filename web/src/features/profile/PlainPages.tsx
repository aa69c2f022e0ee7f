// Formats without pages: the text as it stands in the file where it is text, with what was read from it marked; else a word on why
// there is nothing to see, and the file itself.
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Fact } from '../../gen/operations';
import { fileUrl } from '../../shared/api';
import { useT } from '../../shared/i18n';
import { visible } from '../../shared/text';
import { Icon, Skeleton } from '../../shared/ui';
import type { CvDocument } from './cv_store';
import { wordsOf } from './fact_words';

const textMax = 100_000;

export default function PlainPages({ document: d, facts, selected }: { document: CvDocument; facts: readonly Fact[]; selected: string | undefined }) {
  const t = useT();
  const isText = d.mediaType.startsWith('text/') && d.mediaType !== 'text/rtf';
  const [text, setText] = useState<string>();
  const chosen = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isText) return;
    const gone = new AbortController();
    fetch(fileUrl(d.url), { credentials: 'include', signal: gone.signal }).then((r) => (r.ok ? r.text() : '')).then((x) => setText(x.slice(0, textMax))).catch(() => { if (!gone.signal.aborted) setText(''); });
    return () => gone.abort();
  }, [d.url, isText]);
  useEffect(() => { chosen.current?.scrollIntoView({ block: 'center' }); }, [selected, text]);
  const marked = useMemo(() => (text ? markWords(text, facts, selected, chosen) : null), [text, facts, selected]);
  return (
    <div className="cv-pages" role="region" tabIndex={0} aria-label={t('cv.pages_label', { file: d.fileName })}>
      {isText && text === undefined ? <Skeleton lines={10} /> : marked ? <pre className="cv-text">{marked}</pre> : (
        <div className="empty"><Icon name="profile" /><p>{t('cv.no_pages')}</p><a className="button button-plain" href={fileUrl(d.url)} download>{t('cv.download')}</a></div>
      )}
    </div>
  );
}

// Each fact's words where they first stand, without overlaps.
function markWords(text: string, facts: readonly Fact[], selected: string | undefined, chosen: { current: HTMLElement | null }): ReactNode[] {
  const lower = text.toLowerCase();
  const spans: { from: number; to: number; fact: Fact }[] = [];
  for (const fact of facts) {
    const w = wordsOf(fact);
    for (const words of [w.title, ...w.sub.split(' · '), ...w.lines]) {
      if (words.length < 2) continue;
      let from = lower.indexOf(words.toLowerCase());
      while (from >= 0 && spans.some((s) => from < s.to && from + words.length > s.from)) from = lower.indexOf(words.toLowerCase(), from + 1);
      if (from >= 0) spans.push({ from, to: from + words.length, fact });
    }
  }
  spans.sort((a, b) => a.from - b.from);
  const out: ReactNode[] = [];
  let at = 0;
  let seen = false;
  for (const s of spans) {
    const isChosen = s.fact.id === selected;
    out.push(visible(text.slice(at, s.from)), <mark key={s.from} ref={isChosen && !seen ? chosen : undefined} className={`cv-mark cv-${s.fact.section.toLowerCase()} ${isChosen ? 'is-chosen' : ''}`}>{visible(text.slice(s.from, s.to))}</mark>);
    seen ||= isChosen;
    at = s.to;
  }
  out.push(visible(text.slice(at)));
  return out;
}
