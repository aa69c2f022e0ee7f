// Where a job was seen, what changed since, and what its reader did with an earlier posting of it.
import { lazy, Suspense, useEffect, useState } from 'react';
import { ago, date, dateTime, useT, isMessageKey } from '../../shared/i18n';
import { visible, webUrl } from '../../shared/text';
import { Button, Icon, Skeleton } from '../../shared/ui';
import { loadBoardNames, sourceName, useBoardNames } from '../sources/board_names';
import type { Detail } from './inbox_store';
import { splitOff, useSplitting } from './regroup';

type Repost = NonNullable<Detail['repostWarning']>;
export const repostKey = (r: Pick<Repost, 'status' | 'applicationStatus'>) => (r.status === 'REJECTED' ? 'repost.rejected' : r.applicationStatus === 'REJECTED' ? 'repost.refused' : !r.applicationStatus || r.applicationStatus === 'TO_APPLY' ? 'repost.kept' : 'repost.applied');

export function RepostNote({ warning }: { warning: Repost }) {
  const t = useT();
  return <p className="warn-note repost"><Icon name="undo" /><span>{t('repost.again', { n: warning.times })} <a href={`/inbox/${warning.jobFeedId}`}>{t(repostKey(warning), { date: date(warning.at) })}</a></span></p>;
}

export function Sightings({ id, list }: { id: string; list: Detail['sightings'] }) {
  const t = useT();
  useBoardNames();
  useEffect(() => { void loadBoardNames(); }, []);
  const splitting = useSplitting(id);
  if (list.length < 2 && list.every((s) => s.isOpen)) return null;              // its one board is among the facts
  return (
    <section aria-labelledby="seen-title">
      <h2 id="seen-title">{t('seen.title', { n: list.length })}</h2>
      <ul className="sightings">{list.map((s) => {
        const name = sourceName(s.source, t('offer.source_manual'));
        const url = webUrl(s.url);
        return (
          <li key={`${s.source} ${s.sourceId}`} className={s.isOpen ? '' : 'is-closed'}>
            <span className="sighting-name">{url ? <a href={url} target="_blank" rel="noopener noreferrer">{name}<Icon name="external" /></a> : <b>{name}</b>}</span>
            <span className="row-sub">{t(s.isOpen ? 'seen.open' : 'seen.closed', { when: ago(s.lastSeenAt) })}{s.mergedFrom && ` · ${t('seen.merged')}`}</span>
            {splitting(s.source, s.sourceId) ? <span className="row-sub">{t('regroup.splitting')}</span> : list.length > 1 && !s.mergedFrom && <Button look="quiet" onClick={() => splitOff(id, s.source, s.sourceId)} aria-label={t('seen.split_one', { board: name })}>{t('seen.split')}</Button>}
          </li>
        );
      })}</ul>
    </section>
  );
}

const TextChange = lazy(() => import('./TextChange'));
// What changed in a text is read when it is asked for; of the newest version, when the list is opened.
export function Versions({ id, list }: { id: string; list: Detail['versions'] }) {
  const t = useT();
  const [read, setRead] = useState<ReadonlySet<number>>(new Set());
  if (!list.length) return null;
  const value = (field: string, v: string) => { const key = `${field}.${v}`; return (field === 'contract' || field === 'remote') && isMessageKey(key) ? t(key) : visible(v); };
  const look = (number: number) => setRead((s) => new Set([...s, number]));
  const newest = list.findLast((v) => v.changes.some((c) => c.field === 'description'))?.number;
  return (
    <details className="section changes" onToggle={(e) => { if (e.currentTarget.open && newest !== undefined) look(newest); }}><summary><h2>{t('versions.title', { n: list.length })}</h2></summary>
      <ol>{[...list].reverse().map((v) => (
        <li key={v.number}><time dateTime={v.at}>{dateTime(v.at)}</time>
          {v.changes.length === 0 ? <p>{visible(v.text)}</p> : <dl>{v.changes.map((c) => (
            <div key={c.field}><dt>{isMessageKey(`versions.field_${c.field}`) ? t(`versions.field_${c.field}` as 'versions.field_title') : c.field}</dt>
              <dd>{c.field !== 'description' ? <>{c.before !== null && <del><span className="hidden">{t('versions.before')} </span>{value(c.field, c.before)}</del>} {c.after !== null && <ins><span className="hidden">{t('versions.after')} </span>{value(c.field, c.after)}</ins>}</>
                : read.has(v.number) ? <Suspense fallback={<Skeleton lines={3} />}><TextChange id={id} version={v.number} /></Suspense>
                  : <>{t('versions.rewritten')} <Button look="quiet" aria-label={t('versions.look_at', { when: dateTime(v.at) })} onClick={() => look(v.number)}>{t('versions.look')}</Button></>}</dd></div>
          ))}</dl>}
        </li>
      ))}</ol>
    </details>
  );
}
