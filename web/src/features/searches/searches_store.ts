// The saved searches.
import { CreateSearch, DeleteSearch, Searches, UpdateSearch, type CreateSearchConfigInput, type Search, type UpdateSearchConfigInput } from '../../gen/operations';
import { toast } from '../../shared/announce';
import { request } from '../../shared/api';
import { t } from '../../shared/i18n';
import { onEvent } from '../../shared/live';
import { opKind } from '../../shared/outbox';
import { createStore, useStore } from '../../shared/store';

interface State { list: readonly Search[] | undefined; failed: boolean; leaving: ReadonlySet<string> }
export const searches = createStore<State>({ list: undefined, failed: false, leaving: new Set() });
export const useSearches = () => useStore(searches, (s) => s.list);
export const useSearchesFailed = () => useStore(searches, (s) => s.failed);
export const useLeaving = () => useStore(searches, (s) => s.leaving);

let generation = 0;
export async function loadSearches() {
  const asked = generation;
  try {
    const { mySearchConfigs } = await request(Searches);
    if (asked === generation) searches.set({ list: mySearchConfigs, failed: false });
  } catch { if (asked === generation) searches.set({ failed: true }); }
}

// Whoever saves waits for the answer: a search that the server refuses must be mended where it was typed.
export async function saveSearch(id: string | undefined, input: CreateSearchConfigInput): Promise<Search> {
  // `undefined` would keep the old value; what was emptied is cleared by null, which the schema's inputs take.
  const cleared = Object.fromEntries(Object.entries(input).map(([k, v]) => [k, v ?? null])) as UpdateSearchConfigInput;
  const saved = id ? (await request(UpdateSearch, { id, input: cleared })).updateSearchConfig : (await request(CreateSearch, { input })).createSearchConfig;
  searches.set((s) => ({ list: s.list?.some((x) => x.id === saved.id) ? s.list.map((x) => (x.id === saved.id ? saved : x)) : [...(s.list ?? []), saved] }));
  return saved;
}

const deleteOp = opKind<{ id: string }, unknown>('delete-search', {
  send: ({ id }) => request(DeleteSearch, { id }),
  look: async ({ id }) => ((await request(Searches)).mySearchConfigs.some((s) => s.id === id) ? 'send' : 'done'),
  done: (_, { id }) => { searches.set((s) => ({ list: s.list?.filter((x) => x.id !== id), leaving: without(s.leaving, id) })); },
  failed: ({ id }) => searches.set((s) => ({ leaving: without(s.leaving, id) })),
});
const without = (set: ReadonlySet<string>, id: string) => { const next = new Set(set); next.delete(id); return next; };

// There is no way back once the server has deleted it, so it is told only when the time for undo has passed, or the page goes.
const undo_ms = 10_000;
const timers = new Map<string, ReturnType<typeof setTimeout>>();
function tell(id: string) { clearTimeout(timers.get(id)); if (timers.delete(id)) deleteOp({ id }); }
export function removeSearch(search: Search) {
  searches.set((s) => ({ leaving: new Set(s.leaving).add(search.id) }));
  timers.set(search.id, setTimeout(() => tell(search.id), undo_ms));
  toast(t('search.deleted', { title: search.jobTitles[0] ?? '' }), { action: { label: t('action.undo'), run: () => {
    clearTimeout(timers.get(search.id));
    timers.delete(search.id);
    searches.set((s) => ({ leaving: without(s.leaving, search.id) }));
  } } });
}
if (typeof addEventListener === 'function') addEventListener('pagehide', () => { for (const id of [...timers.keys()]) tell(id); });

for (const type of ['SEARCH_ARCHIVED', 'SEARCH_REACTIVATED', 'resync']) onEvent(type, () => { if (searches.get().list) void loadSearches(); });

export function stopSearches() { generation++; searches.set({ list: undefined, failed: false, leaving: new Set() }); }
