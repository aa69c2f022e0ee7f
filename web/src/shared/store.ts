// The smallest store that React can watch: immutable state, one writer at a time, components that read a part of it.
import { useSyncExternalStore } from 'react';

export interface Store<S> {
  get(): S;
  set(change: Partial<S> | ((state: S) => Partial<S>)): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<S extends object>(initial: S): Store<S> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(change) {
      const part = typeof change === 'function' ? change(state) : change;
      state = { ...state, ...part };
      for (const l of listeners) l();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

// `select` must return the same reference while nothing it reads has changed: pick, or use memo().
export function useStore<S extends object, T>(store: Store<S>, select: (state: S) => T): T {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

// A selector that computes again only when what it reads has changed.
export function memo<S, D extends readonly unknown[], T>(inputs: (s: S) => readonly [...D], compute: (...d: D) => T): (s: S) => T {
  let last: { d: readonly [...D]; value: T } | undefined;
  return (s) => {
    const d = inputs(s);
    if (!last || d.some((x, i) => !Object.is(x, last!.d[i]))) last = { d, value: compute(...d) };
    return last.value;
  };
}
