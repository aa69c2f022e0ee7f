// What is being typed into a document and has not been decided on: on this device until it is saved, dropped, or the session ends, so
// that neither a closed window nor somebody else's change loses it. An offer's form (features/add) keeps its fields here too.
import { createStore, useStore } from '../../shared/store';

// `place`: the sentence, or "+" and the paragraph that it is to be added to. `base`: how the sentence read when typing began.
export interface Draft { readonly document: string; readonly place: string; readonly base: string; readonly text: string }

const prefix = 'jobmate.draft.';
const key = (d: Pick<Draft, 'document' | 'place'>) => `${prefix}${d.document}.${d.place}`;

function load(): readonly Draft[] {
  const found: Draft[] = [];
  try {
    for (const k of Object.keys(localStorage)) {
      if (!k.startsWith(prefix)) continue;
      try { found.push(JSON.parse(localStorage.getItem(k) ?? '') as Draft); } catch { localStorage.removeItem(k); }
    }
  } catch { /* no storage */ }
  return found;
}
const store = createStore<{ drafts: readonly Draft[] }>({ drafts: typeof localStorage === 'undefined' ? [] : load() });
export const useDrafts = () => useStore(store, (s) => s.drafts);

const without = (d: Pick<Draft, 'document' | 'place'>) => store.get().drafts.filter((x) => x.document !== d.document || x.place !== d.place);
export function keepDraft(draft: Draft) {
  store.set({ drafts: [...without(draft), draft] });
  try { localStorage.setItem(key(draft), JSON.stringify(draft)); } catch { /* full or forbidden: in memory only */ }
}
export function dropDraft(d: Pick<Draft, 'document' | 'place'>) {
  store.set({ drafts: without(d) });
  try { localStorage.removeItem(key(d)); } catch { /* as above */ }
}
export function clearDrafts() { for (const d of store.get().drafts) dropDraft(d); }
