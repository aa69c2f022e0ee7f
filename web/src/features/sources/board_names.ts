// What job boards are called, as the server says; until it has, or of one that it does not know, the machine name is made readable.
import { BoardNames } from '../../gen/operations';
import { request } from '../../shared/api';
import { createStore, useStore } from '../../shared/store';

const names = createStore<{ of: ReadonlyMap<string, string> }>({ of: new Map() });
let asked = false;

export async function loadBoardNames() {
  if (asked) return;
  asked = true;
  try {
    const { boards } = await request(BoardNames);
    names.set({ of: new Map(boards.map((x) => [x.board, x.label])) });
  } catch { asked = false; }
}
export function forgetBoardNames() { asked = false; names.set({ of: new Map() }); }

const readable = (board: string) => board.split('_').map((w) => w.slice(0, 1).toLocaleUpperCase() + w.slice(1)).join(' ');
export const sourceName = (source: string, manual: string) => (source === 'manual' ? manual : names.get().of.get(source) ?? readable(source));
// For whoever shows names: shown anew when they are known.
export const useBoardNames = () => useStore(names, (s) => s.of);
