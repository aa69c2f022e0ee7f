// What this device read last, for when there is no connection: IndexedDB, one value a name, of the account that is signed in.
// It is a copy and may be dropped at any time; with the session's end it is.
import { session } from './session';

const database = 'jobmate', table = 'kept';

let opening: Promise<IDBDatabase> | undefined;
const opened = () => (opening ??= new Promise<IDBDatabase>((resolve, reject) => {
  const r = indexedDB.open(database, 1);
  r.onupgradeneeded = () => { r.result.createObjectStore(table); };
  r.onsuccess = () => { r.result.onclose = () => { opening = undefined; }; resolve(r.result); };
  r.onerror = () => { opening = undefined; reject(r.error ?? new Error('IndexedDB')); };
}));
async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await opened();
  return new Promise<T>((resolve, reject) => {
    const transaction = db.transaction(table, mode);
    const r = work(transaction.objectStore(table));
    if (mode === 'readwrite') transaction.commit();       // now: the page may be gone before the answer
    r.onsuccess = () => resolve(r.result);
    r.onerror = () => reject(r.error ?? new Error('IndexedDB'));
  });
}

// The key names the account, so that nobody is shown another's, whatever goes wrong at the change.
const key = (name: string) => { const user = session.get().user?.id; return user && `${user}/${name}`; };

// `version` changes with the shape of the value: another version's is not given.
export async function recall<T>(name: string, version: number): Promise<{ value: T; at: number } | undefined> {
  const k = key(name);
  if (!k) return undefined;
  try {
    const found = await run('readonly', (s) => s.get(k) as IDBRequest<{ version: number; value: T; at: number } | undefined>);
    return found?.version === version ? found : undefined;
  } catch { return undefined; }
}

const pause_ms = 1000;
const due = new Map<string, { timer: ReturnType<typeof setTimeout>; write: () => void }>();
// Written a moment after the last call, or when the page goes; `value` is asked for then.
export function keepSoon(name: string, version: number, value: () => unknown) {
  clearTimeout(due.get(name)?.timer);
  const write = () => {
    clearTimeout(due.get(name)?.timer);
    due.delete(name);
    const k = key(name);
    const v = k && value();
    if (v) run('readwrite', (s) => s.put({ version, value: v, at: Date.now() }, k)).catch(() => { /* no room, or forbidden: then there is no copy */ });
  };
  due.set(name, { timer: setTimeout(write, pause_ms), write });
}
if (typeof document !== 'undefined') document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') for (const { write } of [...due.values()]) write(); });

export function forgetKept() {
  for (const { timer } of due.values()) clearTimeout(timer);
  due.clear();
  void run('readwrite', (s) => s.clear()).catch(() => {});
}
