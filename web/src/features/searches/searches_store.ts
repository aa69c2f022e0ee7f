// The saved searches.
import { CreateSearch, DeleteSearch, Searches, UpdateSearch, type CreateSearchConfigInput, type Search, type UpdateSearchConfigInput } from '../../gen/operations';
import { request } from '../../shared/api';
import { t } from '../../shared/i18n';
import { onEvent } from '../../shared/live';
import { opKind } from '../../shared/outbox';
import { removing } from '../../shared/removing';
import { createStore, useStore } from '../../shared/store';

interface State { list: readonly Search[] | undefined; failed: boolean }
export const searches = createStore<State>({ list: undefined, failed: false });
export const useSearches = () => useStore(searches, (s) => s.list);
export const useSearchesFailed = () => useStore(searches, (s) => s.failed);

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
  done: (_, { id }) => { searches.set((s) => ({ list: s.list?.filter((x) => x.id !== id) })); going.settled(id); },
  failed: ({ id }) => going.settled(id),
});
const going = removing((id) => { deleteOp({ id }); });
export const useLeaving = going.useLeaving;
export const removeSearch = (search: Search) => going.remove(search.id, t('search.deleted', { title: search.jobTitles[0] ?? '' }));

for (const type of ['SEARCH_ARCHIVED', 'SEARCH_REACTIVATED', 'resync']) onEvent(type, () => { if (searches.get().list) void loadSearches(); });

export function stopSearches() { generation++; going.clear(); searches.set({ list: undefined, failed: false }); }
