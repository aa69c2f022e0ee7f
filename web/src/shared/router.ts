// The address is the state: /inbox/<id>, /board?status=APPLIED. Links are real links; a click on one of ours stays in the page.
import { createStore, useStore } from './store';

export interface Location { readonly path: string; readonly query: string }

const read = (): Location => ({ path: location.pathname, query: location.search });
const store = createStore<Location>(typeof location === 'undefined' ? { path: '/', query: '' } : read());

export function navigate(to: string, { replace = false } = {}) {
  if (to === location.pathname + location.search) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  store.set(read());
}
export const currentPath = () => store.get().path;

export function startRouter() {
  addEventListener('popstate', () => store.set(read()));
  addEventListener('click', (e) => {
    const link = (e.target as Element | null)?.closest?.('a[href]');
    if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin || link.hasAttribute('download')) return;
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey || link.hash) return;
    e.preventDefault();
    navigate(link.pathname + link.search);
  });
}

export const usePath = () => useStore(store, (s) => s.path);
export const useQuery = (name: string) => useStore(store, (s) => new URLSearchParams(s.query).get(name));
