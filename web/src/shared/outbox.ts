// What the person decided and the server has not confirmed yet. Screens show the state as if it had: the server's state plus
// these. So a decision costs no waiting; a refusal is taken back by dropping it; nothing is lost by a closed tab, a dead
// server or a tunnel, because each lies in localStorage until it is answered, and goes again with the same mutation id.
//
//   kept under  jobmate.outbox.<tab>.<id>      a tab sends its own, in their order; those of closed tabs are taken over; those of
//                                              living tabs are shown, so that all windows say the same
//
// One that has waited (no connection, an answer that never came, a closed tab) asks first what the server has by now: it may
// have arrived unheard, or another device may have decided otherwise since; that is said, and nothing is written over it.
import { ApiError } from './api';
import { toast } from './announce';
import { explain } from './errors';
import { t } from './i18n';
import { isOnline } from './live';
import { session } from './session';
import { createStore, useStore } from './store';

export interface Op<Args = unknown> { readonly id: string; readonly kind: string; readonly args: Args; readonly at: number; readonly attempts: number; readonly late: boolean; readonly user: string }
// What the server says before a late operation is sent: as when it was decided; so already; or something else by now, which
// `text` says, with what sends the wish all the same.
export type Look<Args> = 'send' | 'done' | { readonly text: string; readonly anyway?: Args };
export interface OpKind<Args, Result> {
  send(args: Args, mutationId: string): Promise<Result>;
  // `tried`: it may have arrived already, unheard.
  look?(args: Args, tried: boolean): Promise<Look<Args>>;
  done?(result: Result | undefined, args: Args): void;
  failed?(args: Args, error: unknown): void;
}

const prefix = 'jobmate.outbox.';
const tab = crypto.randomUUID();
const kinds = new Map<string, OpKind<unknown, unknown>>();
export const outbox = createStore<{ ops: readonly Op[]; waiting: boolean }>({ ops: [], waiting: false });
export const useOps = () => useStore(outbox, (s) => s.ops);
export const useWaiting = () => useStore(outbox, (s) => s.waiting);
// Mutations this tab has sent: their events are our own echo.
const sent = new Set<string>();
export const isOurs = (mutationId: unknown) => typeof mutationId === 'string' && sent.has(mutationId);

// For a mutation that does not go through here, so that its event too is recognised as our own.
export const newMutation = () => { const id = crypto.randomUUID(); sent.add(id); return id; };

export function opKind<Args, Result>(kind: string, definition: OpKind<Args, Result>) {
  kinds.set(kind, definition as OpKind<unknown, unknown>);
  return (args: Args) => add({ id: crypto.randomUUID(), kind, args, at: Date.now(), attempts: 0, late: !isOnline() || outbox.get().waiting, user: session.get().user?.id ?? '' });
}

const keep = (op: Op, owner = tab) => { try { localStorage.setItem(`${prefix}${owner}.${op.id}`, JSON.stringify(op)); } catch { /* full or forbidden: in memory only */ } };
const forget = (id: string) => { try { localStorage.removeItem(`${prefix}${tab}.${id}`); } catch { /* as above */ } };

let own: readonly Op[] = [];
let foreign: readonly Op[] = [];                 // of this account's other tabs: shown, not sent
const show = () => outbox.set({ ops: [...foreign, ...own] });
function change(ops: readonly Op[]) { own = ops; show(); }

function add(op: Op): Op {
  keep(op);
  change([...own, op]);
  void run();
  return op;
}

// Takes an operation back that has not been sent. false: it has, or it is done.
export function withdraw(id: string): boolean {
  if (sending === id || !own.some((o) => o.id === id) || sent.has(id)) return false;
  drop(id);
  return true;
}

function drop(id: string) {
  forget(id);
  change(own.filter((o) => o.id !== id));
}

const backoff_ms = [300, 1000, 2000, 4000, 8000, 15_000];
const refusals_max = 5;                     // tries of a server that answers, but with a fault of its own
let sending: string | undefined;
let wake = () => {};

const pause = (ms: number) => new Promise<void>((resolve) => {
  const timer = setTimeout(resolve, ms);
  wake = () => { clearTimeout(timer); resolve(); };
});
export const hurry = () => wake();

async function run() {
  if (sending) return;
  for (let op = own[0]; op; op = own[0]) {
    const kind = kinds.get(op.kind);
    if (!kind || op.user !== session.get().user?.id) { drop(op.id); continue; }     // of another account on this device
    sending = op.id;
    try {
      const found = op.late ? await kind.look?.(op.args, op.attempts > 0) ?? 'send' : 'send';
      if (found === 'send') {
        sent.add(op.id);
        const result = await kind.send(op.args, op.id);
        kind.done?.(result, op.args);
      } else if (found === 'done') kind.done?.(undefined, op.args);
      else conflict(op, found);
      drop(op.id);
      outbox.set({ waiting: false });
    } catch (error) {
      const attempts = op.attempts + 1;
      const transient = error instanceof ApiError && error.isTransient;
      if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') { sending = undefined; return; }   // kept for after the sign-in
      if (transient && (error.code === 'NETWORK' || attempts < refusals_max)) {
        const tried = op.id;
        change(own.map((o) => ({ ...o, late: true, attempts: o.id === tried ? attempts : o.attempts })));
        for (const o of own) keep(o);
        outbox.set({ waiting: true });
        await pause(backoff_ms[Math.min(attempts - 1, backoff_ms.length - 1)]!);
      } else if (op.late && await kind.look?.(op.args, true).catch(() => undefined) === 'done') {
        kind.done?.(undefined, op.args);
        drop(op.id);
      } else {
        const refused = op;
        drop(op.id);
        kind.failed?.(op.args, error);
        toast(explain(error), { kind: 'error', action: transient ? { label: t('action.retry'), run: () => { add({ ...refused, attempts: 0 }); } } : undefined });
      }
    }
    sending = undefined;
  }
}

// Stays until it is read: it tells of a decision that was not carried out.
function conflict(op: Op, { text, anyway }: { text: string; anyway?: unknown }) {
  toast(text, { kind: 'error', stays: true, action: anyway === undefined ? undefined : { label: t('outbox.anyway'), run: () => { add({ ...op, id: crypto.randomUUID(), args: anyway, attempts: 0, late: false }); } } });
}

// Operations of tabs that are gone. A living tab holds the lock of its name; where the browser has no locks (plain http on
// another machine), every other tab is taken for gone: sending twice is harmless.
async function adopt() {
  looking = undefined;
  const alive = new Set((await navigator.locks?.query().catch(() => undefined))?.held?.map((l) => l.name));
  const found: Op[] = [];
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(prefix)) continue;
    const owner = key.slice(prefix.length).split('.')[0]!;
    if (owner === tab) continue;
    const op = parse(localStorage.getItem(key));
    if (alive.has(prefix + owner)) { watch(op); continue; }
    if (op) found.push({ ...op, late: true });
    localStorage.removeItem(key);
  }
  found.sort((a, b) => a.at - b.at);
  for (const op of found) keep(op);
  foreign = foreign.filter((o) => !found.some((f) => f.id === o.id));
  change([...found.filter((f) => !own.some((o) => o.id === f.id)), ...own]);
  void run();
}

const look_ms = 4000;
let looking: ReturnType<typeof setTimeout> | undefined;
const parse = (text: string | null): Op | undefined => { try { return JSON.parse(text ?? 'null') as Op ?? undefined; } catch { return undefined; } };
function watch(op: Op | undefined) {
  if (!op || op.user !== session.get().user?.id || own.some((o) => o.id === op.id)) return;
  foreign = [...foreign.filter((o) => o.id !== op.id), op];
  show();
  looking ??= setTimeout(() => { void adopt(); }, look_ms);       // its tab may be closed before it is sent
}
// One that another tab has sent is shown until the server's own event of it will have come.
const settle_ms = 1500;
function onStorage(e: StorageEvent) {
  if (!e.key?.startsWith(prefix)) return;
  const id = e.key.slice(e.key.lastIndexOf('.') + 1);
  if (e.newValue) watch(parse(e.newValue));
  else setTimeout(() => { foreign = foreign.filter((o) => o.id !== id); show(); }, settle_ms);
}

export async function startOutbox() {
  void navigator.locks?.request(prefix + tab, () => new Promise(() => {}));
  addEventListener('online', hurry);
  addEventListener('storage', onStorage);
  try { await adopt(); } catch { /* no storage */ }
}
export function emptyOutbox() {
  for (const op of own) forget(op.id);
  own = foreign = [];
  outbox.set({ ops: [], waiting: false });
}
