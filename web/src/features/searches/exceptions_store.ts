// What is let through in spite of red flags, until it is taken away here.
import { Exceptions, RemoveException, type ExceptionsResult } from '../../gen/operations';
import { request } from '../../shared/api';
import { t } from '../../shared/i18n';
import { onEvent } from '../../shared/live';
import { opKind } from '../../shared/outbox';
import { removing } from '../../shared/removing';
import { createStore, useStore } from '../../shared/store';
import { refreshInbox } from '../inbox/inbox_store';

export type Exception = ExceptionsResult['filterExceptions'][number];
const store = createStore<{ list: readonly Exception[] | undefined }>({ list: undefined });
export const useExceptions = () => useStore(store, (s) => s.list);
export const loadExceptions = () => request(Exceptions).then(({ filterExceptions: list }) => store.set({ list })).catch(() => { /* the screen goes without */ });

const op = opKind<{ id: string }, unknown>('remove-exception', {
  send: ({ id }, mutationId) => request(RemoveException, { id, mutationId }),
  look: async ({ id }) => ((await request(Exceptions)).filterExceptions.some((e) => e.id === id) ? 'send' : 'done'),
  done: (_, { id }) => { store.set((s) => ({ list: s.list?.filter((e) => e.id !== id) })); going.settled(id); void refreshInbox(); },
  failed: ({ id }) => going.settled(id),
});
const going = removing((id) => { op({ id }); });
export const useExceptionsLeaving = going.useLeaving;
export const removeException = (e: Exception) => going.remove(e.id, t('exceptions.removed', { what: e.title ?? e.company ?? '' }));

for (const type of ['QUARANTINE_RELEASED', 'QUARANTINE_RESTORED', 'resync']) onEvent(type, () => { if (store.get().list) void loadExceptions(); });
export function stopExceptions() { going.clear(); store.set({ list: undefined }); }
