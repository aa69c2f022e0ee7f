// The inbox: a list, one offer beside it, one key per decision; then the next offer is there already.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { announce } from '../../shared/announce';
import { useHotkeys } from '../../shared/hotkeys';
import { useT } from '../../shared/i18n';
import { useOps } from '../../shared/outbox';
import { navigate, usePath, useQuery } from '../../shared/router';
import { fold, webUrl } from '../../shared/text';
import { Button, Empty, Icon, Skeleton } from '../../shared/ui';
import { useMedia } from '../../shared/media';
import type { OfferRow } from '../../gen/operations';
import { approve, inbox, isBefore, lanes, loadAll, loadDetail, loadMore, reject, snooze, titleOf, undoLast, undoOne, unsnooze, useItems, useLaneIds, useLaneState, useLaneTotal, type Lane } from './inbox_store';
import { OfferDetail, reasons, type Reason } from './OfferDetail';
import { mergeInto } from './regroup';
import { loadBoardNames, sourceName, useBoardNames } from '../sources/board_names';
import { OfferRowView } from './OfferRowView';
import { QuarantineLane } from './QuarantineLane';
import { SnoozeMenu } from './SnoozeMenu';
import { VirtualList } from './VirtualList';

const isLane = (x: string | null): x is Lane => lanes.includes(x as Lane);
type Pill = 'include' | 'exclude';
const facets = (item: OfferRow) => [item.remote && `remote:${item.remote}`, item.source && `source:${item.source}`, item.salary && 'pay:stated'].filter(Boolean) as string[];

export default function InboxScreen() {
  const t = useT();
  const wide = useMedia('(min-width: 60rem)');
  const asked = useQuery('lane');
  const lane: Lane = isLane(asked) ? asked : 'PENDING';
  const inQuarantine = asked === 'QUARANTINE';
  const path = usePath();
  const open = path.startsWith('/inbox/') ? path.slice('/inbox/'.length) : undefined;

  const all = useLaneIds(lane);
  const items = useItems();
  const total = useLaneTotal(lane);
  const totals = { PENDING: useLaneTotal('PENDING'), SNOOZED: useLaneTotal('SNOOZED'), APPROVED: undefined, REJECTED: undefined };
  const state = useLaneState(lane);
  const ops = useOps();
  const [text, setText] = useState('');
  const [pills, setPills] = useState<Readonly<Record<string, Pill>>>({});
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const search = useRef<HTMLInputElement>(null);
  const snoozeOne = useRef<HTMLButtonElement>(null), snoozeMany = useRef<HTMLButtonElement>(null);
  useEffect(() => { void loadMore(lane); }, [lane]);
  useBoardNames();
  useEffect(() => { void loadBoardNames(); }, []);

  // ---- what the filters leave
  const words = fold(text).split(' ').filter(Boolean);
  const filtering = words.length > 0 || Object.keys(pills).length > 0;
  const ids = useMemo(() => (!filtering ? all : all.filter((id) => {
    const item = items.get(id)!;
    const has = facets(item);
    const included = Object.entries(pills).filter(([, p]) => p === 'include').map(([f]) => f);
    if (Object.entries(pills).some(([f, p]) => p === 'exclude' && has.includes(f))) return false;
    for (const kind of new Set(included.map((f) => f.split(':')[0]))) if (!included.some((f) => f.startsWith(`${kind}:`) && has.includes(f))) return false;
    const folded = words.length ? fold([item.title, item.company, item.location].join(' ')) : '';
    return words.every((w) => folded.includes(w));
  })), [all, items, filtering, text, pills]);
  const filters = useRef(filtering);
  filters.current = filtering;
  useEffect(() => { if (filtering) void loadAll(lane, () => filters.current); }, [filtering, lane]);
  const counts = useMemo(() => {
    const map = new Map<string, number>();
    for (const id of all) for (const f of facets(items.get(id)!)) map.set(f, (map.get(f) ?? 0) + 1);
    return [...map].sort(([a], [b]) => a.localeCompare(b));
  }, [all, items]);

  // ---- where we are
  const current = open ?? (wide ? ids[0] : undefined);
  const address = useCallback((id: string | undefined) => `/inbox${id ? `/${id}` : ''}${lane === 'PENDING' ? '' : `?lane=${lane}`}`, [lane]);
  const go = useCallback((id: string | undefined, focus = true) => {
    navigate(address(id), { replace: true });
    if (id && focus) requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus({ preventScroll: true }));
  }, [address]);
  // The neighbour of an item that may have left the list (decided here, or in another tab).
  const beside = useCallback((id: string | undefined, by: 1 | -1, leaving: ReadonlySet<string> = new Set()) => {
    const item = id ? inbox.get().items.get(id) : undefined;
    const rest = ids.filter((x) => !leaving.has(x));
    if (!item) return rest[0];
    const after = rest.findIndex((x) => x !== id && !isBefore(inbox.get().items.get(x)!, item, lane));
    if (by > 0) return after >= 0 ? rest[after] : undefined;
    const before = (after >= 0 ? rest.slice(0, after) : rest).filter((x) => x !== id);
    return before.at(-1);
  }, [ids, lane]);
  // The next offers are read before they are asked for.
  useEffect(() => {
    if (!current) return;
    const at = ids.indexOf(current);
    for (const id of ids.slice(at + 1, at + 4)) void loadDetail(id);
  }, [current, ids]);

  // ---- deciding
  const leave = (gone: readonly string[]) => {
    const set = new Set(gone);
    if (!current || !set.has(current)) return;
    const next = beside(current, 1, set) ?? beside(current, -1, set);
    if (open || wide) go(next, wide);
    if (next) announce(titleOf(next));
  };
  const targets = () => (selected.size ? ids.filter((id) => selected.has(id)) : current ? [current] : []);
  const undecided = lane === 'PENDING' || lane === 'SNOOZED';
  const act = (list: readonly string[], how: (ids: readonly string[]) => void, stays = false) => {
    const open = list.filter((id) => all.includes(id) && undecided);
    if (!open.length) return;
    if (!stays) leave(open);
    how(open);
    setSelected(new Set());
  };
  const yes = (list: readonly string[]) => act(list, approve);
  const no = (list: readonly string[], reason?: Reason) => act(list, (x) => reject(x, reason));
  const put = (list: readonly string[], until: Date) => act(list, (x) => snooze(x, until), lane === 'SNOOZED');
  const back = (list: readonly string[]) => act(list, unsnooze);
  const undo = async () => {
    const id = await undoLast();
    if (id && undecided && (wide || open)) go(id);
  };
  const toggle = useCallback((id: string) => setSelected((s) => { const next = new Set(s); if (!next.delete(id)) next.add(id); return next; }), []);
  const step = (by: 1 | -1) => { const next = current && ids.includes(current) ? ids[ids.indexOf(current) + by] : beside(current, by); if (next) { go(next); if (!wide) return; announce(titleOf(next)); } };

  useHotkeys(inQuarantine ? {} : {
    j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
    a: () => yes(targets()), r: () => no(targets()),
    ...Object.fromEntries(reasons.map((r, i) => [String(i + 1), () => no(targets(), r)])),
    s: () => (selected.size ? snoozeMany : snoozeOne).current?.click(),
    x: () => { if (current) toggle(current); },
    z: () => { void undo(); },
    o: () => { const url = webUrl(current ? items.get(current)?.sourceUrl : undefined); if (url) window.open(url, '_blank', 'noopener,noreferrer'); },
    '/': () => search.current?.focus(),
    Escape: () => { if (selected.size) setSelected(new Set()); else if (text) setText(''); else if (open && !wide) navigate(address(undefined)); },
  });

  const cycle = (f: string) => setPills(({ [f]: now, ...rest }) => (now === 'exclude' ? rest : { ...rest, [f]: now === 'include' ? 'exclude' : 'include' }));
  const facetName = (f: string) => {
    const [kind, value] = f.split(':') as [string, string];
    if (kind === 'remote') return t(`remote.${value as 'REMOTE'}`);
    return kind === 'pay' ? t('inbox.pay_stated') : sourceName(value, t('offer.source_manual'));
  };
  const busy = ops.filter((o) => /^(approve|reject|(un)?snooze)$/.test(o.kind)).length;
  const tabs = [...lanes.map((l) => ({ id: l as string, label: t(`lane.${l}`), count: totals[l] })), { id: 'QUARANTINE', label: t('lane.QUARANTINE'), count: undefined }];
  const showDetail = !inQuarantine && (wide || Boolean(open));
  const showList = wide || !open;

  return (
    <div className={`inbox ${showDetail && showList ? 'is-split' : ''}`}>
      {showList && (
        <section className="inbox-list" aria-label={t('nav.inbox')}>
          <div className="inbox-top">
            <h1 className={wide ? 'hidden' : 'screen-title'}>{t('nav.inbox')}</h1>
            <div className="lanes" role="group" aria-label={t('inbox.lanes')}>
              {tabs.map((x) => (
                <a key={x.id} href={x.id === 'PENDING' ? '/inbox' : `/inbox?lane=${x.id}`} aria-current={(inQuarantine ? 'QUARANTINE' : lane) === x.id ? 'page' : undefined} onClick={() => { setSelected(new Set()); setPills({}); setText(''); }}>
                  {x.label}{x.count !== undefined && <span className="count">{x.count}</span>}
                </a>
              ))}
            </div>
            {!inQuarantine && (
              <>
                <input ref={search} type="search" className="inbox-search" value={text} onChange={(e) => setText(e.target.value)} aria-label={t('inbox.search')} placeholder={t('inbox.search')} aria-keyshortcuts="/"
                  onKeyDown={(e) => { if (e.key === 'Enter') { e.preventDefault(); search.current?.blur(); if (ids[0] && wide) go(ids[0]); } else if (e.key === 'Escape') { setText(''); search.current?.blur(); } }} />
                {counts.length > 1 && (
                  <div className="pills" role="group" aria-label={t('inbox.filters')}>
                    {counts.map(([f, n]) => (
                      <button key={f} type="button" className={`pill ${pills[f] ?? ''}`} aria-pressed={pills[f] ? 'true' : 'false'} onClick={() => cycle(f)}
                        aria-label={t(pills[f] === 'include' ? 'inbox.pill_include' : pills[f] === 'exclude' ? 'inbox.pill_exclude' : 'inbox.pill_clear', { what: facetName(f), n })}>
                        {pills[f] === 'exclude' && <Icon name="x" />}{pills[f] === 'include' && <Icon name="check" />}{facetName(f)}<small>{n}</small>
                      </button>
                    ))}
                  </div>
                )}
              </>
            )}
          </div>
          {inQuarantine ? <QuarantineLane /> : (
            <>
              {filtering && <p className="found" role="status">{t('inbox.found', { n: ids.length })}{state.more && ` ${t('inbox.of_loaded', { loaded: all.length, total: total ?? all.length })}`}</p>}
              {ids.length > 0 ? (
                <VirtualList ids={ids} rowRem={5.25} current={current} total={filtering ? ids.length : Math.max(total ?? 0, ids.length)} label={t(`lane.${lane}`)} onNearEnd={() => void loadMore(lane)}
                  row={(id) => (
                    <OfferRowView item={items.get(id)!} href={address(id)} isCurrent={id === current} isSelected={selected.has(id)} isReachable={id === (current && ids.includes(current) ? current : ids[0])}
                      returns={lane === 'SNOOZED'} onSelect={undecided ? toggle : undefined} onSwipe={undecided ? (x, good) => (good ? yes([x]) : no([x])) : undefined} />
                  )} />
              ) : state.state === 'failed' ? (
                <Empty icon="alert" title={t('error.could_not_load')}><Button look="main" onClick={() => void loadMore(lane)}>{t('action.retry')}</Button></Empty>
              ) : total === undefined ? <Skeleton lines={12} /> : filtering ? (
                <Empty icon="searches" title={t('inbox.nothing_found')}><Button onClick={() => { setText(''); setPills({}); }}>{t('inbox.clear_filters')}</Button></Empty>
              ) : <NothingHere lane={lane} later={totals.SNOOZED} />}
              {selected.size > 0 && (
                <div className="bulk" role="group" aria-label={t('inbox.selected', { n: selected.size })}>
                  <b>{t('inbox.selected', { n: selected.size })}</b>
                  <Button look="quiet" onClick={() => setSelected(new Set(ids))}>{t('inbox.select_all', { n: ids.length })}</Button>
                  <Button look="main" icon="check" onClick={() => yes(targets())}>{t('action.approve')}</Button>
                  <Button icon="x" onClick={() => no(targets())}>{t('action.reject')}</Button>
                  <SnoozeMenu opener={snoozeMany} title={t('inbox.selected', { n: selected.size })} onSnooze={(until) => put(targets(), until)} onBack={lane === 'SNOOZED' ? () => back(targets()) : undefined} />
                  {selected.size === 2 && targets().length === 2 && <Button look="quiet" onClick={() => { const [into, id] = targets() as [string, string]; mergeInto(id, into); setSelected(new Set()); }}>{t('regroup.same')}</Button>}
                  <Button look="quiet" onClick={() => setSelected(new Set())}>{t('action.cancel')}</Button>
                </div>
              )}
              {busy > 3 && <p className="progress" role="status"><progress aria-label={t('inbox.saving', { n: busy })} /> {t('inbox.saving', { n: busy })}</p>}
            </>
          )}
        </section>
      )}
      {showDetail && (
        <section className="inbox-detail" aria-label={t('offer.detail')}>
          {!wide && <a className="button button-quiet back" href={address(undefined)}><Icon name="back" /><span>{t('nav.inbox')}</span></a>}
          {current ? <OfferDetail key={current} id={current} snoozeRef={snoozeOne}
            actions={{ approve: () => yes([current]), reject: (r) => no([current], r), snooze: (until) => put([current], until), back: () => back([current]), undo: () => undoOne(current) }} />
            : wide && total !== undefined && <Empty icon="inbox" title={t('inbox.pick')} />}
        </section>
      )}
    </div>
  );
}

function NothingHere({ lane, later }: { lane: Lane; later: number | undefined }) {
  const t = useT();
  if (lane === 'APPROVED') return <Empty icon="check" title={t('inbox.none_approved')} />;
  if (lane === 'SNOOZED') return <Empty icon="clock" title={t('inbox.none_snoozed')}><p>{t('inbox.none_snoozed_text')}</p></Empty>;
  if (lane === 'REJECTED') return <Empty icon="x" title={t('inbox.none_rejected')} />;
  return <Empty icon="inbox" title={t('inbox.zero')}><p>{t('inbox.zero_text')}{later ? ` ${t('inbox.zero_later', { n: later })}` : ''}</p><a className="button button-plain" href="/searches">{t('nav.searches')}</a></Empty>;
}
