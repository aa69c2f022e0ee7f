// What the search would do with the offers that are stored, as it is being typed: nothing is saved for it.
import { useEffect, useState } from 'react';
import { PreviewSearch, type PreviewSearchResult } from '../../gen/operations';
import { request } from '../../shared/api';
import { isMessageKey, useT } from '../../shared/i18n';
import { usePreferences } from '../../shared/preferences';
import { visible } from '../../shared/text';
import { Icon } from '../../shared/ui';
import { Matched } from '../inbox/Matched';
import { inputOf, type Draft } from './SearchForm';

type Result = PreviewSearchResult['previewSearch'];
type Sample = Result['hiddenSamples'][number];
const pause_ms = 350;

export function Preview({ draft, id }: { draft: Draft; id?: string }) {
  const t = useT();
  const { language } = usePreferences();
  const [result, setResult] = useState<Result>();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const { startDate: _s, duration: _d, coverLetterTemplate: _c, letterTone: _t, letterLanguage: _l, ...rules } = inputOf(draft);
  const key = JSON.stringify(rules);
  useEffect(() => {
    if (!draft.jobTitles.length) { setResult(undefined); return; }
    const gone = new AbortController();
    const timer = setTimeout(() => {
      setState('busy');
      // With a saved search an absent field keeps its value, so what was emptied is sent as null.
      const input = { ...Object.fromEntries(Object.entries(rules).map(([k, v]) => [k, v ?? null])), ...(id && { searchConfigId: id }) } as typeof rules;
      request(PreviewSearch, { input, language: language === 'fr' ? 'FR' : 'EN' }, gone.signal)
        .then((r) => { setResult(r.previewSearch); setState('idle'); })
        .catch(() => { if (!gone.signal.aborted) setState('failed'); });
    }, pause_ms);
    return () => { clearTimeout(timer); gone.abort(); };
  }, [key, id, language]);
  if (!draft.jobTitles.length) return <p className="note">{t('preview.needs_title')}</p>;
  return (
    <section className={`preview ${state === 'busy' ? 'is-busy' : ''}`} aria-label={t('preview.title')}>
      <p role="status" className="preview-head"><Icon name="searches" /><span>{result ? <><b>{t('preview.kept', { n: result.kept + result.newlyShown })}</b> {t('preview.of', { n: result.stored })} {id && result.summary}</> : t(state === 'failed' ? 'preview.failed' : 'preview.looking')}</span></p>
      {result && !result.complete && <p className="hint">{t('preview.incomplete')}</p>}
      {result && (
        <div className="preview-lists">
          <Samples title={t('preview.shown', { n: result.newlyShown })} list={result.shownSamples} />
          <Samples title={t('preview.hidden', { n: result.newlyHidden })} list={result.hiddenSamples} />
          <Samples title={t('preview.flagged', { n: result.redFlagged })} list={result.redFlaggedSamples} />
        </div>
      )}
    </section>
  );
}

function Samples({ title, list }: { title: string; list: readonly Sample[] }) {
  const t = useT();
  if (!list.length) return null;
  return (
    <details className="section"><summary><h2>{title}</h2></summary>
      <ul className="plain">
        {list.map((s) => (
          <li key={s.offerId}><b>{visible(s.title)}</b> <span className="row-sub">{[s.company, s.location].filter(Boolean).map((x) => visible(x!)).join(' · ')}</span>
            {s.approved && <span className="tag tag-strong">{t('status.APPROVED')}</span>}
            {s.cause && <small>{s.rule ? t('quarantine.rule', { rule: s.rule }) : isMessageKey(`cause.${s.cause}`) ? t(`cause.${s.cause}` as 'cause.TITLE') : s.cause} {s.matches[0] && <span><Matched of={s.matches[0]} /></span>}</small>}
          </li>
        ))}
      </ul>
    </details>
  );
}
