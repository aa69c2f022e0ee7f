// Taking away what the server cannot bring back: it is told only when the time for undo has passed, or the page goes.
import { toast } from './announce';
import { t } from './i18n';
import { createStore, useStore } from './store';

const undo_ms = 10_000;

// `tell` has it removed; when that is over, one way or the other, settled() is called.
export function removing(tell: (id: string) => void) {
  const store = createStore<{ leaving: ReadonlySet<string> }>({ leaving: new Set() });
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const settled = (id: string) => store.set((s) => ({ leaving: new Set([...s.leaving].filter((x) => x !== id)) }));
  const due = (id: string) => { clearTimeout(timers.get(id)); if (timers.delete(id)) tell(id); };
  if (typeof addEventListener === 'function') addEventListener('pagehide', () => { for (const id of [...timers.keys()]) due(id); });
  return {
    useLeaving: () => useStore(store, (s) => s.leaving),
    settled,
    remove(id: string, text: string) {
      store.set((s) => ({ leaving: new Set(s.leaving).add(id) }));
      timers.set(id, setTimeout(() => due(id), undo_ms));
      toast(text, { action: { label: t('action.undo'), run: () => { clearTimeout(timers.get(id)); timers.delete(id); settled(id); } } });
    },
    clear() { for (const id of [...timers.keys()]) due(id); store.set({ leaving: new Set() }); },
  };
}
