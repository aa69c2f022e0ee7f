// The offers this page knows, their state, and the decisions on them. What is shown of an item is its state on the server
// plus the decisions that still wait in the outbox; nothing is copied and put back, so a refusal cannot overwrite newer news.
import { Approve, InboxPage, LastDecisions, LaterPage, OfferDetail, OffersAhead, OfferStatus, Reject, Snooze, UndoTriage, Unsnooze, type JobStatus, type LastDecisionsResult, type OfferDetailResult, type OfferRow } from '../../gen/operations';
import { announce, toast } from '../../shared/announce';
import { request } from '../../shared/api';
import { explain } from '../../shared/errors';
import { keepSoon, recall } from '../../shared/kept';
import { returnsAt, t } from '../../shared/i18n';
import { isOnline, onEvent } from '../../shared/live';
import { isOurs, opKind, outbox, withdraw, type Look, type Op } from '../../shared/outbox';
import { preferences } from '../../shared/preferences';
import { createStore, memo, useStore } from '../../shared/store';

// Where an item stands: its status, or SNOOZED while it is put off.
export type Lane = JobStatus | 'SNOOZED';
export const lanes = ['PENDING', 'SNOOZED', 'APPROVED', 'REJECTED'] as const satisfies readonly Lane[];
export type Detail = NonNullable<OfferDetailResult['jobFeedItem']>;
export type Decision = LastDecisionsResult['lastDecisions'][number];
export interface LaneState { readonly total: number | undefined; readonly cursor: string | null; readonly more: boolean; readonly state: 'idle' | 'loading' | 'ready' | 'failed' }
interface Inbox {
  readonly items: ReadonlyMap<string, OfferRow>;
  readonly order: readonly string[];                       // all of them, best first
  readonly lanes: Readonly<Record<Lane, LaneState>>;
  readonly details: ReadonlyMap<string, Detail | null>;    // by id and language; null: not ours, or gone
  readonly kept: ReadonlyMap<string, Detail>;              // the same from an earlier visit, or read ahead: shown until they are read
  readonly decisions: readonly Decision[] | undefined;     // that can be taken back, the last one first, as the server said it last
}

const fresh = (): LaneState => ({ total: undefined, cursor: null, more: true, state: 'idle' });
const empty = (): Inbox => ({ items: new Map(), order: [], lanes: { PENDING: fresh(), SNOOZED: fresh(), APPROVED: fresh(), REJECTED: fresh() }, details: new Map(), kept: new Map(), decisions: undefined });
export const inbox = createStore<Inbox>(empty());

// ---- what is shown

// `from`: where it stood when it was decided; `to`, `until`: where it goes, where the kind alone does not say.
interface Triage { id: string; from?: Lane | undefined; reason?: string | undefined; to?: Lane | undefined; until?: string | undefined }
const target = { approve: 'APPROVED', reject: 'REJECTED', undo: 'PENDING', snooze: 'SNOOZED', unsnooze: 'PENDING' } as const;
type Kind = keyof typeof target;
const isTriage = (op: Op): op is Op<Triage> => op.kind in target && Boolean((op.args as Triage).id);
const goal = (kind: Kind, args: Triage): Lane => args.to ?? target[kind];

export const laneOf = (item: OfferRow): Lane => (item.status === 'PENDING' && item.snoozedUntil ? 'SNOOZED' : item.status);
const at = (item: OfferRow, lane: Lane, until?: string | null): OfferRow => ({ ...item, status: lane === 'SNOOZED' ? 'PENDING' : lane, snoozedUntil: lane === 'SNOOZED' ? until ?? item.snoozedUntil : null });

const waits = memo((s: { ops: readonly Op[] }) => [s.ops] as const, (ops) => {
  const map = new Map<string, { lane: Lane; until: string | undefined }>();
  for (const op of ops) if (isTriage(op)) map.set(op.args.id, { lane: goal(op.kind as Kind, op.args), until: op.args.until });
  return map as ReadonlyMap<string, { lane: Lane; until: string | undefined }>;
});
const waiting = memo((s: { ops: readonly Op[] }) => [waits(s)] as const, (map) => new Map([...map].map(([id, w]) => [id, w.lane])) as ReadonlyMap<string, Lane>);
const both = { get: () => ({ ...inbox.get(), ops: outbox.get().ops }), subscribe: (f: () => void) => { const a = inbox.subscribe(f), b = outbox.subscribe(f); return () => { a(); b(); }; } };
type Both = ReturnType<typeof both.get>;

export const statusOf = (item: OfferRow, s: Both = both.get()): Lane => waiting(s).get(item.id) ?? laneOf(item);
const untilOf = (item: OfferRow, s: Both = both.get()) => waits(s).get(item.id)?.until ?? item.snoozedUntil ?? '';

const laneIds = (lane: Lane) => memo((s: Both) => [s.items, s.order, waiting(s)] as const,
  (items, order, map) => order.filter((id) => (map.get(id) ?? laneOf(items.get(id)!)) === lane));
const later = laneIds('SNOOZED');
const laterInOrder = memo((s: Both) => [later(s), waits(s), s.items] as const, (ids, map, items) => {
  const until = new Map(ids.map((id) => [id, map.get(id)?.until ?? items.get(id)!.snoozedUntil ?? '']));
  return [...ids].sort((a, b) => until.get(a)!.localeCompare(until.get(b)!) || a.localeCompare(b));
});
const idsOf: Record<Lane, (s: Both) => readonly string[]> = { PENDING: laneIds('PENDING'), SNOOZED: laterInOrder, APPROVED: laneIds('APPROVED'), REJECTED: laneIds('REJECTED') };

function totalOf(lane: Lane, s: Both): number | undefined {
  let n = s.lanes[lane].total;
  if (n === undefined) return undefined;
  for (const [id, to] of waiting(s)) {
    const item = s.items.get(id), from = item && laneOf(item);
    if (from !== to) n += (to === lane ? 1 : 0) - (from === lane ? 1 : 0);
  }
  return Math.max(n, 0);
}

const anything = both as unknown as { get(): Both; set(): void; subscribe(f: () => void): () => void };
export const useLaneIds = (lane: Lane) => useStore(anything, idsOf[lane]);
export const useLaneTotal = (lane: Lane) => useStore(anything, (s) => totalOf(lane, s));
export const useInboxCount = () => useLaneTotal('PENDING');
export const useLaneState = (lane: Lane) => useStore(inbox, (s) => s.lanes[lane]);
export const useItem = (id: string | undefined) => useStore(inbox, (s) => (id ? s.items.get(id) : undefined));
export const useItems = () => useStore(inbox, (s) => s.items);
export const useStatus = (item: OfferRow | undefined) => useStore(anything, (s) => (item ? statusOf(item, s) : undefined));
export const useUntil = (item: OfferRow | undefined) => useStore(anything, (s) => (item ? untilOf(item, s) : ''));
const loaded = memo((s: Inbox) => [s.items, s.order] as const, (items, order) => order.map((id) => items.get(id)!));
export const useLoadedOffers = () => useStore(inbox, loaded);

// ---- reading

const better = (a: OfferRow, b: OfferRow) => (b.rank ?? 101) - (a.rank ?? 101) || (a.id < b.id ? 1 : -1);
// In a lane's order.
export const isBefore = (a: OfferRow, b: OfferRow, lane: Lane) => (lane === 'SNOOZED' ? untilOf(a).localeCompare(untilOf(b)) || a.id.localeCompare(b.id) : better(a, b)) < 0;

function merge(rows: readonly OfferRow[]) {
  inbox.set((s) => {
    const items = new Map(s.items);
    const now = Date.now();
    let moved = false;
    for (const given of rows) {
      const row = given.snoozedUntil && Date.parse(given.snoozedUntil) <= now ? { ...given, snoozedUntil: null } : given;
      const old = items.get(row.id);
      moved ||= !old || old.rank !== row.rank;
      items.set(row.id, row);
    }
    return { items, order: moved ? [...items.values()].sort(better).map((r) => r.id) : s.order };
  });
  if (rows.some((row) => row.snoozedUntil)) wakeLater();
}
// What is put off comes back at its time, connected or not.
let alarm: ReturnType<typeof setTimeout> | undefined;
function wakeLater() {
  clearTimeout(alarm);
  const times = [...inbox.get().items.values()].flatMap((row) => (row.snoozedUntil ? [Date.parse(row.snoozedUntil)] : []));
  if (times.length) alarm = setTimeout(() => {
    for (const row of inbox.get().items.values()) if (row.snoozedUntil && Date.parse(row.snoozedUntil) <= Date.now()) setStatus(row.id, undefined, 'PENDING');
    wakeLater();
  }, Math.min(Math.max(Math.min(...times) - Date.now(), 0) + 50, alarm_ms_max));
}
const alarm_ms_max = 3_600_000;              // browsers' timers end at 24 days, and computers sleep
const setLane = (lane: Lane, change: Partial<LaneState>) => inbox.set((s) => ({ lanes: { ...s.lanes, [lane]: { ...s.lanes[lane], ...change } } }));

const pageRows = 100;
const pageOf = async (lane: Lane, after?: string | undefined) => (lane === 'SNOOZED'
  ? (await request(LaterPage, { first: pageRows, after })).snoozedJobs
  : (await request(InboxPage, { status: lane, first: pageRows, after })).jobFeedConnection);
let generation = 0;                          // answers to questions of an earlier account or state are dropped

export async function loadMore(lane: Lane): Promise<void> {
  const { state, more, cursor } = inbox.get().lanes[lane];
  if (state === 'loading' || !more) return;
  const asked = generation;
  setLane(lane, { state: 'loading' });
  try {
    const page = await pageOf(lane, cursor ?? undefined);
    if (asked !== generation) return;
    if (!cursor) dropRecalled(lane);
    merge(page.nodes);
    setLane(lane, { state: 'ready', total: page.totalCount, cursor: page.pageInfo.endCursor, more: page.pageInfo.hasNextPage });
  } catch { if (asked === generation) setLane(lane, { state: 'failed' }); }
}
export async function loadAll(lane: Lane, wanted: () => boolean) {
  while (wanted() && inbox.get().lanes[lane].more && inbox.get().lanes[lane].state !== 'failed') await loadMore(lane);
}

const take = (leaves: (row: OfferRow) => boolean) => inbox.set((s) => {
  const items = new Map([...s.items].filter(([, row]) => !leaves(row)));
  return { items, order: s.order.filter((id) => items.has(id)) };
});

// ---- without a connection: what this device read last, until the server answers

interface Kept { rows: readonly OfferRow[]; totals: Partial<Record<Lane, number>>; details: readonly [string, Detail][]; decisions: readonly Decision[] | undefined }
const keptName = 'inbox', keptVersion = 4, keptRows = 500, keptDetails = 120;
const recalled = new Set<string>();
const dropRecalled = (lane: Lane, except: ReadonlySet<string> = new Set()) => {
  if (recalled.size) take((row) => laneOf(row) === lane && recalled.has(row.id) && !except.has(row.id));
  for (const id of recalled) if (!inbox.get().items.has(id)) recalled.delete(id);
};

let recalling = Promise.resolve();
async function recallInbox() {
  const asked = generation;
  const kept = await recall<Kept>(keptName, keptVersion);
  if (!kept || asked !== generation) return;
  inbox.set((s) => ({ kept: new Map(kept.value.details), decisions: s.decisions ?? kept.value.decisions }));
  if (inbox.get().lanes.PENDING.total !== undefined) return;
  // With what was decided last: its lane may never have been read, and taking the decision back may wait to be sent.
  const rows = [...kept.value.rows, ...(kept.value.decisions ?? []).flatMap(({ item }) => item ?? [])];
  for (const row of rows) recalled.add(row.id);
  merge(rows.filter((row) => !isThere(row.id)));
  for (const lane of Object.keys(kept.value.totals) as Lane[]) if (inbox.get().lanes[lane].total === undefined) setLane(lane, { total: kept.value.totals[lane]! });
}
function keepInbox() {
  keepSoon(keptName, keptVersion, (): Kept | undefined => {
    const { order, items, lanes, details, kept, decisions } = inbox.get();
    if (lanes.PENDING.state !== 'ready') return undefined;
    const all = new Map<string, Detail>(kept);
    for (const [k, d] of details) if (d) { all.delete(k); all.set(k, d); }
    return { rows: order.slice(0, keptRows).map((id) => items.get(id)!), totals: Object.fromEntries(Object.entries(lanes).filter(([, l]) => l.total !== undefined).map(([k, l]) => [k, l.total!])), details: [...all].slice(-keptDetails), decisions };
  });
}
let keeping = false;
const keepAlong = () => { if (!keeping) { keeping = true; inbox.subscribe(() => { if (inbox.get().lanes.PENDING.state === 'ready') keepInbox(); }); } };

// The best offers' texts are read before they are asked for, once the page has come to rest.
const aheadOffers = 30, ahead_ms = 4000;
async function readAhead() {
  const { language } = preferences.get();
  const ids = idsOf.PENDING(both.get()).slice(0, aheadOffers);
  const has = (id: string) => { const k = `${id} ${language}`; return inbox.get().details.has(k) || inbox.get().kept.has(k); };
  if (ids.every(has)) return;
  const asked = generation;
  try {
    const { jobFeedConnection } = await request(OffersAhead, { first: aheadOffers, language: language === 'fr' ? 'FR' : 'EN' });
    if (asked === generation) inbox.set((s) => ({ kept: new Map([...s.kept, ...jobFeedConnection.nodes.map((n) => [`${n.id} ${language}`, n] as const)]) }));
  } catch { /* another visit */ }
}

// Reads the loaded part of every lane again, from its best item: after missed events, and when offers arrived.
let refreshing: Promise<void> | undefined;
let again = false;
export const refreshInbox = () => refresh();
function refresh(): Promise<void> {
  if (refreshing) { again = true; return refreshing.then(() => refreshing); }          // what it reads now may be older than this wish
  const asked = generation;
  refreshing = (async () => {
    for (const lane of lanes) {
      if (inbox.get().lanes[lane].state === 'idle') continue;
      const had = Math.max(pageRows, inbox.get().order.filter((id) => laneOf(inbox.get().items.get(id)!) === lane).length);
      const seen = new Set<string>();
      let after: string | undefined;
      let total = 0, more = true;
      try {
        while (more && seen.size < had) {
          const page = await pageOf(lane, after);
          if (asked !== generation) return;
          merge(page.nodes);
          for (const n of page.nodes) seen.add(n.id);
          total = page.totalCount; more = page.pageInfo.hasNextPage; after = page.pageInfo.endCursor ?? undefined;
        }
        // What this lane showed and the server no longer has there: expired, or decided elsewhere.
        if (!more) take((row) => laneOf(row) === lane && !seen.has(row.id));
        else dropRecalled(lane, seen);
        setLane(lane, { state: 'ready', total, cursor: after ?? null, more });
      } catch { return; }                    // no connection: the next one brings a refresh
    }
  })().finally(() => { refreshing = undefined; if (again) { again = false; void refresh(); } });
  return refreshing;
}

const detailKey = (id: string) => `${id} ${preferences.get().language}`;
const detailsLoading = new Set<string>();
const detailsKept = 300;
export const isThere = (id: string) => inbox.get().items.has(id);

export async function loadDetail(id: string): Promise<void> {
  const key = detailKey(id);
  if (inbox.get().details.has(key) || detailsLoading.has(key)) return;
  detailsLoading.add(key);
  const asked = generation, wasThere = isThere(id);
  try {
    const { jobFeedItem } = await request(OfferDetail, { id, language: preferences.get().language === 'fr' ? 'FR' : 'EN' });
    if (asked !== generation) return;
    if (jobFeedItem) { const { rawData: _raw, rankReasons: _why, searchConfig: _search, application: _card, expiresAt: _end, sightings: _seen, versions: _changes, ...row } = jobFeedItem; if (isThere(id) || !wasThere) merge([row]); }
    inbox.set((s) => ({ details: new Map([...s.details].slice(-detailsKept).concat([[key, jobFeedItem]])) }));
  } catch { /* shown as unread; asked again when the item is looked at again or the connection is back */ } finally { detailsLoading.delete(key); }
}
export const useDetail = (id: string | undefined) => useStore(inbox, (s) => { const k = id && detailKey(id); return k ? s.details.has(k) ? s.details.get(k) : s.kept.get(k) : undefined; });
export const forgetDetail = (id: string) => inbox.set((s) => ({ details: new Map([...s.details].filter(([k]) => !k.startsWith(id))), kept: new Map([...s.kept].filter(([k]) => !k.startsWith(id))) }));

// What an offer says beside its row.
export const rawOf = (detail: Detail) => (typeof detail.rawData === 'object' && detail.rawData && !Array.isArray(detail.rawData) ? detail.rawData as Record<string, unknown> : {});
// The person has corrected it: its row as it is now; its texts stay in sight until they are read anew.
export async function offerChanged(row: OfferRow): Promise<void> {
  const k = detailKey(row.id), detail = inbox.get().details.get(k);
  settle(row);
  forgetDetail(row.id);
  if (detail) inbox.set((s) => ({ kept: new Map(s.kept).set(k, detail) }));
  await loadDetail(row.id);
}

// ---- deciding

function setStatus(id: string, from: Lane | undefined, to: Lane, until?: string | null) {
  inbox.set((s) => {
    const item = s.items.get(id);
    const before = item ? laneOf(item) : from;
    if (!before || (before === to && (!item || to !== 'SNOOZED' || item.snoozedUntil === until))) return {};
    const items = item ? new Map(s.items).set(id, at(item, to, until)) : s.items;
    if (before === to) return { items };
    const lanes = { ...s.lanes };
    const shift = (lane: Lane, by: number) => { const total = lanes[lane].total; if (total !== undefined) lanes[lane] = { ...lanes[lane], total: Math.max(total + by, 0) }; };
    shift(before, -1);
    shift(to, 1);
    return { lanes, items };
  });
  if (to === 'SNOOZED') wakeLater();
}
// As the server has it now.
function settle(row: OfferRow) {
  setStatus(row.id, undefined, laneOf(row), row.snoozedUntil);
  merge([row]);
}
const lookAgain = (id: string) => { void request(OfferStatus, { id }).then(({ jobFeedItem: item }) => { if (item) settle(item); }).catch(() => {}); };

const look = (kind: Kind) => async (args: Triage, tried: boolean): Promise<Look<Triage>> => {
  const { id, from } = args;
  if (kind === 'snooze' && Date.parse(args.until ?? '') <= Date.now()) return 'done';     // its time came while it waited
  const item = (await request(OfferStatus, { id })).jobFeedItem;
  if (!item) return { text: t('outbox.offer_gone', { title: titleOf(id) }) };
  const lane = laneOf(item);
  if (lane === goal(kind, args) && (kind !== 'snooze' || item.snoozedUntil === args.until)) return 'done';
  if (!from || lane === from) return 'send';
  settle(item);
  if (kind === 'undo' && tried) return 'done';       // what was taken back may have been a second decision
  return { text: t(`outbox.${kind}_conflict`, { title: item.title ?? '', status: t(`status.${lane}`) }), anyway: { ...args, from: lane } };
};
const reported = (args: Triage, error: unknown) => announce(t('inbox.taken_back', { title: inbox.get().items.get(args.id)?.title ?? '', why: explain(error) }));

const approveOp = opKind<Triage, unknown>('approve', {
  send: ({ id }, mutationId) => request(Approve, { id, mutationId }),
  look: look('approve'),
  done: (_, { id }) => { decided(id, 'APPROVED'); forgetDetail(id); },
  failed: reported,
});
const rejectOp = opKind<Triage, unknown>('reject', {
  send: ({ id, reason }, mutationId) => request(Reject, { id, reason, mutationId }),
  look: look('reject'),
  done: (_, { id }) => decided(id, 'REJECTED'),
  failed: reported,
});
const undoOp = opKind<Triage, { undoTriage: OfferRow }>('undo', {
  send: ({ id }, mutationId) => request(UndoTriage, { id, mutationId }),
  look: look('undo'),
  done: (result, { id }) => {
    if (result) settle(result.undoTriage); else lookAgain(id);
    forgetDetail(id);
    decidedAnew(id);
  },
  failed: (args, error) => { reported(args, error); decidedAnew(args.id); },
});
const snoozeOp = opKind<Triage, { snoozeJob: OfferRow }>('snooze', {
  send: ({ id, until }, mutationId) => request(Snooze, { id, until: until ?? '', mutationId }),
  look: look('snooze'),
  done: (result, { id, until }) => { decided(id, 'SNOOZED', until); if (result) settle(result.snoozeJob); else lookAgain(id); },
  failed: reported,
});
const unsnoozeOp = opKind<Triage, { unsnoozeJob: OfferRow }>('unsnooze', {
  send: ({ id }, mutationId) => request(Unsnooze, { id, mutationId }),
  look: look('unsnooze'),
  done: (result, { id }) => { decided(id, 'PENDING'); if (result) settle(result.unsnoozeJob); else lookAgain(id); },
  failed: reported,
});

// Decisions of this visit that can still be taken back, the last one at the end.
let history: { id: string; op: string; was: Lane | undefined; until: string | undefined }[] = [];

export const titleOf = (id: string) => inbox.get().items.get(id)?.title || t('offer.untitled');

const statusNow = (id: string) => { const item = inbox.get().items.get(id); return item && statusOf(item); };

const ops = { approve: approveOp, reject: rejectOp, snooze: snoozeOp, unsnooze: unsnoozeOp };
function decide(kind: keyof typeof ops, ids: readonly string[], more: Pick<Triage, 'reason' | 'until'> = {}) {
  for (const id of ids) {
    const was = statusNow(id), item = inbox.get().items.get(id);
    const until = (item && untilOf(item)) || undefined;
    const op = ops[kind]({ id, from: was, ...more });
    history.push({ id, op: op.id, was, until });
  }
  const when = more.until ? returnsAt(more.until) : '';
  const text = ids.length === 1 ? t(`inbox.did_${kind}`, { title: titleOf(ids[0]!), when }) : t(`inbox.did_${kind}_many`, { n: ids.length, when });
  toast(text, { action: { label: t('action.undo'), run: () => { for (const id of [...ids].reverse()) undoItem(id); announce(t('inbox.undone', { title: titleOf(ids[0]!) })); } } });
}
export const approve = (ids: readonly string[]) => decide('approve', ids);
export const reject = (ids: readonly string[], reason?: string) => decide('reject', ids, { reason });
export const snooze = (ids: readonly string[], until: Date) => decide('snooze', ids, { until: until.toISOString() });
export const unsnooze = (ids: readonly string[]) => decide('unsnooze', ids);

// `earlier`: where the item came from, when that was no decision of this visit.
function undoItem(id: string, earlier?: { was: Lane; until: string | undefined }) {
  const at = history.findLastIndex((h) => h.id === id);
  const [mine] = at >= 0 ? history.splice(at, 1) : [];
  const waits = mine?.op ?? both.get().ops.findLast((op) => isTriage(op) && op.args.id === id && op.kind !== 'undo')?.id;
  if (waits && withdraw(waits)) return;
  const last = mine ?? earlier ?? known(id);
  undoOp({ id, from: statusNow(id), ...(last && last.was !== 'PENDING' && { to: last.was, until: last.until }) });
}
const known = (id: string) => { const d = inbox.get().decisions?.find((x) => x.item?.id === id); return d && d.to === statusNow(id) ? { was: d.from, until: d.until ?? undefined } : undefined; };

export function undoOne(id: string) {
  undoItem(id);
  announce(t('inbox.undone', { title: titleOf(id) }));
}

// The last decision: of this visit; of an earlier one, still waiting to be sent; or the last that the server knew of, when it was last asked.
// The item that is back.
export async function undoLast(): Promise<string | undefined> {
  const mine = history.at(-1)?.id ?? both.get().ops.findLast((op): op is Op<Triage> => isTriage(op) && op.kind !== 'undo')?.args.id;
  if (mine) {
    undoItem(mine);
    toast(t('inbox.undone', { title: titleOf(mine) }));
    return mine;
  }
  if (!inbox.get().decisions) await recalling;
  // What another device did since the last visit counts too, where the server can be asked.
  if (!decisionsAsked && isOnline()) await Promise.race([loadDecisions(), new Promise((r) => { setTimeout(r, inbox.get().decisions ? patience_ms : deadline_ms); })]);
  const { decisions, items } = inbox.get();
  const last = decisions?.find(({ item, to }) => item && !waiting(both.get()).has(item.id) && laneOf(items.get(item.id) ?? item) === to);
  if (!last?.item) { toast(t(decisions ? 'error.reason.NOTHING_TO_UNDO' : 'inbox.undo_unread'), { kind: 'error' }); return undefined; }
  const { item, from, until } = last;
  if (!items.has(item.id)) merge([item]);
  undoItem(item.id, { was: from, until: until ?? undefined });
  toast(t('inbox.undone', { title: titleOf(item.id) }));
  return item.id;
}

async function loadDecisions(): Promise<void> {
  const asked = generation;
  try {
    const { lastDecisions } = await request(LastDecisions, { first: decisionsKept });
    if (asked !== generation) return;
    decisionsAsked = true;
    inbox.set({ decisions: lastDecisions });
    merge(lastDecisions.flatMap(({ item }) => (item && inbox.get().items.has(item.id) ? [item] : [])));
  } catch { /* what was read last stays */ }
}
let decisionsAsked = false;                  // in this visit
const decisionsKept = 30, settle_ms = 1500, patience_ms = 2000, deadline_ms = 20_000;
let asking: ReturnType<typeof setTimeout> | undefined;
// `last`: the item's last decision now; without it, what undoing has laid open is the server's to say.
const decidedAnew = (id: string, last?: Decision) => {
  decisionsAsked = false;
  inbox.set((s) => (s.decisions ? { decisions: [...(last ? [last] : []), ...s.decisions.filter((d) => d.item?.id !== id)] } : {}));
  clearTimeout(asking);
  asking = setTimeout(() => { void loadDecisions(); }, settle_ms);
};

// A decision that the server has taken: the last one to take back, even if the page goes before the server can be asked.
function decided(id: string, to: Lane, until?: string) {
  const item = inbox.get().items.get(id), from = item && laneOf(item);
  setStatus(id, undefined, to, until);
  decidedAnew(id, item && from !== to ? { from: from!, to, until: item.snoozedUntil, item: at(item, to, until) } : undefined);
}

// ---- live

let arrivals: ReturnType<typeof setTimeout> | undefined;
let arrived = 0;

onEvent('JOB_DISCOVERED', (e) => {
  if (isOurs(e.mutationId)) return;
  arrived++;
  arrivals ??= setTimeout(() => {            // a run of a board brings hundreds at once: one look for all of them
    arrivals = undefined;
    void refresh().then(() => { announce(t('inbox.arrived', { n: arrived })); arrived = 0; });
  }, 600);
});
onEvent('JOB_TRIAGED', (e) => {
  if (isOurs(e.mutationId)) return;
  const id = String(e['jobFeedId']);
  decidedAnew(id);
  setStatus(id, e['from'] as Lane, e['to'] as Lane, e['until'] as string | undefined);
  forgetDetail(id);
  const wanted = e['to'] === 'PENDING' || (e['to'] === 'SNOOZED' && inbox.get().lanes.SNOOZED.state === 'ready');
  if (wanted && !inbox.get().items.has(id)) void request(OfferStatus, { id }).then(({ jobFeedItem }) => { if (jobFeedItem) merge([jobFeedItem]); }).catch(() => {});
});
onEvent('JOBS_RETURNED', (e) => {
  void refresh();
  toast(t('inbox.returned', { n: Number(e['offers']), title: String(e['title'] ?? '') }));
});
onEvent('resync', () => { void refresh(); decisionsAsked = false; });
let wasDown = false;
onEvent('reconnected', () => { if (wasDown || inbox.get().lanes.PENDING.state === 'failed') { void refresh(); decisionsAsked = false; } wasDown = true; });

export function startInbox() {
  keepAlong();
  recalling = recallInbox();
  const asked = generation;
  void loadMore('PENDING').then(() => {
    if (asked !== generation) return;
    void loadDecisions();                    // at once: the next start may be without a connection
    setTimeout(() => { if (asked === generation) { void readAhead(); void loadMore('SNOOZED'); } }, ahead_ms);
  });
}
export function stopInbox() {
  generation++;
  history = [];
  wasDown = false;
  recalled.clear();
  clearTimeout(alarm);
  clearTimeout(asking);
  decisionsAsked = false;
  inbox.set(empty());
}
