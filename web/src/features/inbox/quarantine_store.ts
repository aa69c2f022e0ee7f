// The quarantine lane, and what is let out of it: an exception that is remembered, and taken back by removing it.
import { QuarantinePage, Release, RemoveException, type QuarantinePageResult, type ReleaseResult } from '../../gen/operations';
import { announce, toast } from '../../shared/announce';
import { request } from '../../shared/api';
import { explain } from '../../shared/errors';
import { t } from '../../shared/i18n';
import { onEvent } from '../../shared/live';
import { opKind, outbox, withdraw, type Op } from '../../shared/outbox';
import { createStore, memo, useStore } from '../../shared/store';
import { refreshInbox } from './inbox_store';

export type Held = QuarantinePageResult['quarantine']['nodes'][number];
interface State { nodes: readonly Held[] | undefined; total: number; after: string | null; more: boolean; error: string | undefined }
const empty: State = { nodes: undefined, total: 0, after: null, more: true, error: undefined };
const store = createStore<State>(empty);
const pageRows = 50;

export async function loadQuarantine(further = false) {
  try {
    const { quarantine: q } = await request(QuarantinePage, { first: pageRows, after: further ? store.get().after ?? undefined : undefined });
    store.set((s) => ({ nodes: [...(further ? s.nodes ?? [] : []), ...q.nodes], total: q.totalCount, after: q.pageInfo.endCursor, more: q.pageInfo.hasNextPage, error: undefined }));
  } catch (e) { store.set({ error: explain(e) }); }
}

interface Args { id: string; wholeCompany: boolean }
const leaving = memo((s: { ops: readonly Op[] }) => [s.ops], (ops) => new Set(ops.filter((o) => o.kind === 'release').map((o) => (o.args as Args).id)) as ReadonlySet<string>);
const both = { get: () => ({ ...store.get(), ops: outbox.get().ops }), set: () => {}, subscribe: (f: () => void) => { const a = store.subscribe(f), b = outbox.subscribe(f); return () => { a(); b(); }; } };
const shown = memo((s: ReturnType<typeof both.get>) => [s.nodes, leaving(s)], (nodes, gone) => nodes?.filter((n) => !gone.has(n.id)));
export const useHeld = () => useStore(both, shown);
export const useQuarantine = () => useStore(store, (s) => s);

const exceptions = new Map<string, string>();               // item held → the exception that let it out
const wantedBack = new Set<string>();
const takeBack = (id: string, exception: string) => request(RemoveException, { id: exception, mutationId: crypto.randomUUID() })
  .then(() => { exceptions.delete(id); void refreshInbox(); return loadQuarantine(); })
  .catch((e) => toast(explain(e), { kind: 'error' }));

const releaseOp = opKind<Args, ReleaseResult>('release', {
  send: ({ id, wholeCompany }, mutationId) => request(Release, { id, wholeCompany, mutationId }),
  done: (r, { id, wholeCompany }) => {
    store.set((s) => ({ nodes: s.nodes?.filter((n) => n.id !== id), total: Math.max(0, s.total - (r?.releaseFromQuarantine.offers ?? 1)) }));
    if (r) exceptions.set(id, r.releaseFromQuarantine.exception.id);
    if (r && wantedBack.delete(id)) { void takeBack(id, r.releaseFromQuarantine.exception.id); return; }
    if (wholeCompany) void loadQuarantine();
    void refreshInbox();
  },
  failed: (_, e) => announce(explain(e)),
});

let last: { id: string; op: string; title: string }[] = [];
export function letIn(held: Held, wholeCompany = false) {
  const op = releaseOp({ id: held.id, wholeCompany });
  last.push({ id: held.id, op: op.id, title: held.title ?? '' });
  toast(wholeCompany ? t('quarantine.released_company', { company: held.company ?? '' }) : t('quarantine.released', { title: held.title ?? '' }), { action: { label: t('action.undo'), run: () => { void undoRelease(held.id); } } });
}
// The offer that is back, once it is shown here again.
export async function undoRelease(id?: string): Promise<string | undefined> {
  const at = last.findLastIndex((x) => !id || x.id === id);
  const [entry] = at >= 0 ? last.splice(at, 1) : [];
  if (!entry) { toast(t('error.reason.NOTHING_TO_UNDO'), { kind: 'error' }); return undefined; }
  toast(t('inbox.undone', { title: entry.title }));
  if (withdraw(entry.op)) return entry.id;
  const exception = exceptions.get(entry.id);
  if (exception) await takeBack(entry.id, exception); else wantedBack.add(entry.id);
  return entry.id;
}

onEvent('resync', () => { if (store.get().nodes) void loadQuarantine(); });
export function stopQuarantine() { last = []; exceptions.clear(); wantedBack.clear(); store.set(empty); }
