// How every source did: what it gave, what was kept, what was refused and why, and since when it has been silent.
import { useEffect, useState } from 'react';
import { SourceRuns, type SourceRunsResult } from '../../gen/operations';
import { request } from '../../shared/api';
import { ago, dateTime, isMessageKey, useT } from '../../shared/i18n';
import { visible } from '../../shared/text';
import { Button, Empty, Icon, Skeleton } from '../../shared/ui';
import { usePreferences } from '../../shared/preferences';
import { loadBoardNames, sourceName, useBoardNames } from './board_names';
import { loadMySources } from './watch_store';
import { MySources, Watchlist } from './Watchlist';

export type Run = SourceRunsResult['sourceRuns'][number];
const runsRead = 100;

// The newest run of each source, the troubled ones first, with the newest that went well.
export function bySource(runs: readonly Run[]): { last: Run; good: Run | undefined; all: Run[] }[] {
  const map = new Map<string, Run[]>();
  for (const r of runs) map.set(r.source, [...(map.get(r.source) ?? []), r]);
  return [...map.values()].map((all) => ({ last: all[0]!, good: all.find((r) => !r.error && r.finishedAt), all }))
    .sort((a, b) => Number(Boolean(b.last.error)) - Number(Boolean(a.last.error)) || a.last.source.localeCompare(b.last.source));
}

export default function SourcesScreen() {
  const t = useT();
  const [runs, setRuns] = useState<readonly Run[] | 'failed'>();
  const read = () => { request(SourceRuns, { first: runsRead }).then((r) => setRuns(r.sourceRuns)).catch(() => setRuns('failed')); };
  const { language } = usePreferences();
  useEffect(read, []);
  useEffect(() => { void loadMySources(); }, [language]);
  useBoardNames();
  useEffect(() => { void loadBoardNames(); }, []);
  return (
    <div className="page">
      <h1 className="screen-title">{t('nav.sources')}</h1>
      <p className="lead">{t('sources.lead')}</p>
      <Watchlist />
      <MySources />
      <h2>{t('mine.runs')}</h2>
      {runs === 'failed' ? <Empty icon="alert" title={t('error.could_not_load')}><Button look="main" onClick={read}>{t('action.retry')}</Button></Empty>
        : !runs ? <Skeleton lines={6} />
          : runs.length === 0 ? <Empty icon="sources" title={t('sources.none')}><p>{t('sources.none_text')}</p></Empty>
            : <ul className="cards">{bySource(runs).map((s) => <li key={s.last.source}><SourceCard {...s} /></li>)}</ul>}
    </div>
  );
}

function SourceCard({ last, good, all }: ReturnType<typeof bySource>[number]) {
  const t = useT();
  const state = last.error ? 'bad' : last.finishedAt ? 'good' : 'running';
  const numbers: [string, number][] = [[t('sources.fetched'), last.fetched], [t('sources.created'), last.created], [t('sources.updated'), last.updated], [t('sources.duplicates'), last.duplicates], [t('sources.rejected'), last.rejected]];
  return (
    <article className="card">
      <header className="card-head">
        <h3>{sourceName(last.source, t('offer.source_manual'))}</h3>
        <span className={`state-pill state-${state}`}><Icon name={state === 'bad' ? 'alert' : state === 'good' ? 'check' : 'clock'} />{t(`sources.${state}`)}</span>
      </header>
      {last.error && <p className="form-error"><Icon name="alert" /><span>{visible(last.error)}{good && <><br />{t('sources.last_good', { when: ago(good.startedAt) })}</>}</span></p>}
      <dl className="numbers">{numbers.map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v.toLocaleString(document.documentElement.lang)}</dd></div>)}</dl>
      <p className="row-meta"><time dateTime={last.startedAt}>{t('sources.run', { when: dateTime(last.startedAt) })}</time><span>{t('sources.runs', { n: all.length })}</span></p>
      {last.rejects.length > 0 && (
        <details className="section"><summary><h4>{t('sources.why_rejected')}</h4></summary>
          <ul className="plain">{last.rejects.map((r) => <li key={r.reason}><b>{r.count}</b> {isMessageKey(`refused.${r.reason}`) ? t(`refused.${r.reason}` as 'refused.NO_ID') : r.reason}{r.example && <small lang="en"> {visible(r.example)}</small>}</li>)}</ul>
        </details>
      )}
    </article>
  );
}
