import { useSyncExternalStore } from 'react';

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (f) => { const m = matchMedia(query); m.addEventListener('change', f); return () => m.removeEventListener('change', f); },
    () => matchMedia(query).matches,
  );
}
