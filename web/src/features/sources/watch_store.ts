// The companies whose job boards are followed, and how the sources do that are read for this account.
import { SourcesOfMine, Unwatch, Watch, type SourcesOfMineResult } from '../../gen/operations';
import { request } from '../../shared/api';
import { t } from '../../shared/i18n';
import { opKind } from '../../shared/outbox';
import { preferences } from '../../shared/preferences';
import { removing } from '../../shared/removing';
import { createStore, useStore } from '../../shared/store';

export type Watched = SourcesOfMineResult['watchlist'][number];
export type Source = SourcesOfMineResult['sources'][number];
interface State { readonly watches: readonly Watched[] | undefined; readonly sources: readonly Source[] | undefined; readonly failed: boolean }
const empty: State = { watches: undefined, sources: undefined, failed: false };
const store = createStore<State>(empty);
export const useMySources = () => useStore(store, (s) => s);
const language = () => (preferences.get().language === 'fr' ? 'FR' as const : 'EN' as const);

export async function loadMySources() {
  try {
    const { watchlist, sources } = await request(SourcesOfMine, { language: language() });
    store.set({ watches: watchlist, sources, failed: false });
  } catch { store.set({ failed: true }); }
}
// Whoever follows waits for the answer: an address behind which no board is found must be mended where it was typed.
export async function watch(url: string): Promise<Watched['name']> {
  const { watchCompany } = await request(Watch, { url, language: language() });
  await loadMySources();
  return watchCompany.name;
}

const op = opKind<{ id: string }, unknown>('unwatch', {
  send: ({ id }) => request(Unwatch, { id }),
  done: (_, { id }) => { store.set((s) => ({ watches: s.watches?.filter((w) => w.id !== id) })); going.settled(id); void loadMySources(); },
  failed: ({ id }) => going.settled(id),
});
const going = removing((id) => { op({ id }); });
export const useUnwatching = going.useLeaving;
export const unwatch = (w: Watched) => going.remove(w.id, t('watch.removed', { name: w.name }));
export function stopMySources() { going.clear(); store.set(empty); }
