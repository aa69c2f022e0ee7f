// What a screen reader is told, and the messages at the edge of the screen (with their undo).
import { createStore, useStore } from './store';

export interface Toast {
  id: number;
  text: string;
  kind: 'done' | 'error';
  action?: { label: string; run: () => void } | undefined;
}

const store = createStore<{ toasts: readonly Toast[]; spoken: string; turn: number }>({ toasts: [], spoken: '', turn: 0 });
export const useToasts = () => useStore(store, (s) => s.toasts);
export const useSpoken = () => useStore(store, (s) => s);

// Said again when it is the same text twice: the region's two halves take turns.
export const announce = (text: string) => store.set((s) => ({ spoken: text, turn: s.turn + 1 }));

const shown_ms = 10_000;
let next = 1;
const timers = new Map<number, ReturnType<typeof setTimeout>>();
const standing = new Set<number>();            // until somebody closes them
const arm = (id: number) => { if (standing.has(id)) return; clearTimeout(timers.get(id)); timers.set(id, setTimeout(() => dismiss(id), shown_ms)); };

export function toast(text: string, options: { kind?: Toast['kind']; action?: Toast['action']; stays?: boolean } = {}) {
  const id = next++;
  store.set((s) => ({ toasts: [...s.toasts.filter((x, i) => standing.has(x.id) || i >= s.toasts.length - 2), { id, text, kind: options.kind ?? 'done', action: options.action }] }));
  if (options.stays) standing.add(id); else arm(id);
  return id;
}
export function dismiss(id: number) {
  standing.delete(id);
  clearTimeout(timers.get(id));
  timers.delete(id);
  store.set((s) => ({ toasts: s.toasts.filter((x) => x.id !== id) }));
}
// While the pointer or the focus is on it, a message waits.
export const hold = (id: number) => clearTimeout(timers.get(id));
export const release = arm;
