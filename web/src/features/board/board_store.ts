// The cards and their moves. As in the inbox: a card stands where the server has it, or where the outbox is about to bring it.
import {
  AddNote, Board, Card, CardNote, CardOffer, CardsAhead, CardStatus, FollowUps, MoveCard, Rate, Remind, UndoMove,
  type ApplicationStatus, type CardResult, type CardRow,
} from '../../gen/operations';
import { announce, toast } from '../../shared/announce';
import { request } from '../../shared/api';
import { explain } from '../../shared/errors';
import { keepSoon, recall } from '../../shared/kept';
import { t } from '../../shared/i18n';
import { onEvent } from '../../shared/live';
import { isOurs, opKind, outbox, withdraw, type Look, type Op } from '../../shared/outbox';
import { createStore, memo, useStore } from '../../shared/store';

export type Status = ApplicationStatus;
export const columns = ['TO_APPLY', 'APPLIED', 'INTERVIEW', 'OFFER', 'HIRED', 'REJECTED'] as const satisfies readonly Status[];
export type CardDetail = NonNullable<CardResult['application']>;

interface BoardState { readonly cards: ReadonlyMap<string, CardRow>; readonly state: 'idle' | 'loading' | 'ready' | 'failed'; readonly details: ReadonlyMap<string, CardDetail | null>; readonly due: ReadonlyMap<string, string> }
export const board = createStore<BoardState>({ cards: new Map(), state: 'idle', details: new Map(), due: new Map() });

// ---- what is shown

interface Move { id: string; to: Status; from: Status }
const isMove = (op: Op): op is Op<Move> => op.kind === 'move' || op.kind === 'unmove';
const moving = memo((s: { ops: readonly Op[] }) => [s.ops], (ops) => {
  const map = new Map<string, Status>();
  for (const op of ops) if (isMove(op)) map.set(op.args.id, op.args.to);
  return map as ReadonlyMap<string, Status>;
});
const both = { get: () => ({ ...board.get(), ops: outbox.get().ops }), set: () => {}, subscribe: (f: () => void) => { const a = board.subscribe(f), b = outbox.subscribe(f); return () => { a(); b(); }; } };
type Both = ReturnType<typeof both.get>;
export const columnOf = (card: CardRow, s: Both = both.get()): Status => moving(s).get(card.id) ?? card.currentStatus;

const byColumn = memo((s: Both) => [s.cards, moving(s)], (cards, map) => {
  const out: Record<Status, CardRow[]> = { TO_APPLY: [], APPLIED: [], INTERVIEW: [], OFFER: [], HIRED: [], REJECTED: [] };
  for (const card of cards.values()) out[map.get(card.id) ?? card.currentStatus].push(card);
  for (const list of Object.values(out)) list.sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
  return out as Readonly<Record<Status, readonly CardRow[]>>;
});
export const useColumns = () => useStore(both, byColumn);
export const useBoardState = () => useStore(board, (s) => s.state);
export const useCard = (id: string | undefined) => useStore(board, (s) => (id ? s.cards.get(id) : undefined));
export const useCards = () => useStore(board, (s) => s.cards);
export const useColumn = (card: CardRow | undefined) => useStore(both, (s) => (card ? columnOf(card, s) : undefined));
export const useCardDetail = (id: string | undefined) => useStore(board, (s) => (id ? s.details.get(id) : undefined));
export const cardTitle = (card: CardRow | undefined) => card?.jobFeedItem?.title || t('card.untitled');

// ---- reading

let generation = 0;
const put = (card: CardRow) => board.set((s) => ({ cards: new Map(s.cards).set(card.id, card) }));
// An answer on its way may be older than what has just been announced: then it is asked for once more.
let reading: number | undefined, again = false;
let recalling = Promise.resolve();
export async function loadBoard() {
  if (reading === generation) { again = true; return; }
  const asked = reading = generation;
  if (board.get().state === 'idle') { board.set({ state: 'loading' }); recalling = recallBoard(); }
  do {
    again = false;
    try {
      const { myApplications } = await request(Board);
      if (asked === generation) board.set({ cards: new Map(myApplications.map((c) => [c.id, c])), state: 'ready' });
      keepAlong();
      setTimeout(() => { if (asked === generation) void readAhead(); }, ahead_ms);
    } catch { if (asked === generation) board.set((s) => ({ state: s.state === 'ready' ? 'ready' : 'failed' })); }
  } while (again && asked === generation);
  if (reading === asked) reading = undefined;
}
export async function loadCard(id: string) {
  const asked = generation;
  try {
    const { application } = await request(Card, { id });
    if (asked !== generation) return;
    board.set((s) => ({ details: new Map(s.details).set(id, application) }));
    if (application) { const { aiAnalysis: _a, generatedCoverLetter: _l, userNotes: _n, events: _e, ...row } = application; put(row); }
  } catch { /* shown as not loaded; the next event or visit asks again */ }
}
// What this device read last, until the server answers.
interface Kept { cards: readonly CardRow[]; details: readonly [string, CardDetail][]; postings: readonly [string, string][] }
const keptName = 'board', keptVersion = 3, keptDetails = 200;
async function recallBoard() {
  const asked = generation;
  const kept = await recall<Kept>(keptName, keptVersion);
  if (!kept || asked !== generation) return;
  for (const [id, text] of kept.value.postings) if (!postings.has(id)) postings.set(id, text);
  board.set((s) => ({ details: new Map([...kept.value.details, ...s.details]), ...(s.state !== 'ready' && { cards: new Map(kept.value.cards.map((c) => [c.id, c])), state: 'ready' as const }) }));
}
let keeping = false;
function keepAlong() {
  if (keeping) return;
  keeping = true;
  board.subscribe(() => keepSoon(keptName, keptVersion, (): Kept | undefined => {
    const { cards, state, details } = board.get();
    return state === 'ready' ? { cards: [...cards.values()], details: [...details].filter((d): d is [string, CardDetail] => d[1] !== null).slice(-keptDetails), postings: [...postings].slice(-keptDetails) } : undefined;
  }));
}

// A card's posting as it was archived.
const postings = new Map<string, string>();
const textOf = (raw: unknown): string => { const text = typeof raw === 'object' && raw ? (raw as Record<string, unknown>)['description'] : undefined; return typeof text === 'string' ? text : ''; };
export async function posting(id: string): Promise<string | undefined> {
  try {
    postings.set(id, textOf((await request(CardOffer, { id })).application?.jobFeedItem?.rawData));
    board.set({});
  } catch { /* what was read earlier */ }
  return postings.get(id);
}

// Cards are read whole before they are opened, once the page has come to rest.
const ahead_ms = 4000, aheadCards = 30;
async function readAhead() {
  const asked = generation;
  const missing = () => [...board.get().cards.keys()].slice(0, aheadCards).filter((id) => !board.get().details.has(id) || !postings.has(id));
  try {
    if (missing().length > 5) {
      const { myApplications } = await request(CardsAhead);
      if (asked !== generation) return;
      const read = new Map<string, CardDetail>();
      for (const { jobFeedItem, ...card } of myApplications) {
        const { rawData, ...item } = jobFeedItem ?? { rawData: null, id: '', title: null, company: null, location: null, source: null, sourceUrl: null, rank: null, salary: null, remote: null };
        read.set(card.id, { ...card, jobFeedItem: jobFeedItem ? item : null });
        if (!postings.has(card.id)) postings.set(card.id, textOf(rawData));
      }
      board.set((s) => ({ details: new Map([...read, ...s.details]) }));
    } else for (const id of missing()) { if (!board.get().details.has(id)) await loadCard(id); await posting(id); if (asked !== generation) return; }
  } catch { /* another visit */ }
}

const readAgain = async (id: string) => {
  try {
    const { application } = await request(CardStatus, { id });
    if (application) put(application);
    else board.set((s) => { const cards = new Map(s.cards); cards.delete(id); return { cards }; });
  } catch { /* the connection's return brings a refresh */ }
  if (board.get().details.has(id)) await loadCard(id);
};

// A reminder that has fired leaves the card; what it asked for is still to be done until the card is next moved, noted or
// given another reminder. By card: since when.
const answers = new Set(['MOVED', 'MOVE_UNDONE', 'NOTED', 'REMINDER_SET', 'REMINDER_CLEARED']);
export async function loadFollowUps() {
  const asked = generation;
  try {
    const { myApplications } = await request(FollowUps);
    const due = new Map<string, string>();
    for (const { id, currentStatus, events } of myApplications) {
      if (currentStatus === 'HIRED' || currentStatus === 'REJECTED') continue;
      const last = events.findLast((e) => e.kind === 'REMINDER_FIRED' || answers.has(e.kind));
      if (last?.kind === 'REMINDER_FIRED') due.set(id, last.at);
    }
    if (asked === generation) board.set({ due });
  } catch { /* the next look at the board asks again */ }
}
export const useDue = () => useStore(board, (s) => s.due);

// ---- moving

const look = async (args: Move): Promise<Look<Move>> => {
  const { id, from, to } = args;
  const card = (await request(CardStatus, { id })).application;
  if (!card) return { text: t('outbox.card_gone', { title: cardTitle(board.get().cards.get(id)) }) };
  if (card.currentStatus === to) return 'done';
  if (card.currentStatus === from) return 'send';
  put(card);
  return { text: t('outbox.move_conflict', { title: cardTitle(card), column: t(`column.${card.currentStatus}`), wish: t(`column.${to}`) }), ...(card.nextStatuses.includes(to) && { anyway: { ...args, from: card.currentStatus } }) };
};
const moveOp = opKind<Move, { moveCard: CardRow }>('move', {
  send: ({ id, to }, mutationId) => request(MoveCard, { id, to, mutationId }),
  look,
  done: (r, { id }) => { if (r) put(r.moveCard); else void readAgain(id); if (r && board.get().details.has(id)) void loadCard(id); },
  failed: ({ id, to }, error) => announce(t('board.came_back', { title: cardTitle(board.get().cards.get(id)), column: t(`column.${to}`), why: explain(error) })),
});
const unmoveOp = opKind<Move, { undoMove: CardRow }>('unmove', {
  send: ({ id }, mutationId) => request(UndoMove, { id, mutationId }),
  look: async ({ id, from, to }, tried) => {
    const card = (await request(CardStatus, { id })).application;
    if (!card) return { text: t('outbox.card_gone', { title: cardTitle(board.get().cards.get(id)) }) };
    if (card.currentStatus === from) return 'send';
    put(card);
    return tried || card.currentStatus === to ? 'done' : { text: t('outbox.unmove_conflict', { title: cardTitle(card), column: t(`column.${card.currentStatus}`) }) };
  },
  done: (r, { id }) => { if (r) put(r.undoMove); else void readAgain(id); if (r && board.get().details.has(id)) void loadCard(id); },
  failed: ({ id, from }, error) => announce(t('board.came_back', { title: cardTitle(board.get().cards.get(id)), column: t(`column.${from}`), why: explain(error) })),
});

// The cards moved in this visit, the last one at the end.
let history: string[] = [];

export function move(id: string, to: Status) {
  const card = board.get().cards.get(id);
  if (!card) return;
  const from = columnOf(card);
  if (from === to) return;
  // The server's own list of what may follow; one that still waits for an earlier move's answer is left to the server.
  if (from === card.currentStatus && !card.nextStatuses.includes(to)) {
    const text = card.nextStatuses.length
      ? t('board.cannot', { from: t(`column.${from}`), to: t(`column.${to}`), next: card.nextStatuses.map((s) => t(`column.${s}`)).join(', ') })
      : t('board.final', { from: t(`column.${from}`) });
    toast(text, { kind: 'error' });
    return;
  }
  history.push(id);
  moveOp({ id, to, from });
  const said = t('board.moved', { title: cardTitle(card), column: t(`column.${to}`), place: 1, of: byColumn(both.get())[to].length });
  announce(said);
  toast(t('board.moved_short', { title: cardTitle(card), column: t(`column.${to}`) }), { action: { label: t('action.undo'), run: () => { void undo(id); } } });
  if (to === 'HIRED') celebrate();
}

// The move of a card that undo takes back: one that still waits, or what the server says was the last.
interface Undoable extends Move { op?: string }
const undoable = (s: Both, id: string): Undoable | undefined => {
  const op = s.ops.findLast((o): o is Op<Move> => isMove(o) && o.args.id === id);
  if (op) return op.kind === 'move' ? { ...op.args, op: op.id } : undefined;
  const card = s.cards.get(id);
  return card?.undoTo ? { id, from: card.undoTo, to: card.currentStatus } : undefined;
};
export const useCanUndo = (id: string) => useStore(both, (s) => Boolean(undoable(s, id)));

// The card that was moved last: in this visit; in an earlier one, still waiting to be sent; or as the server knows.
const lastMoved = (s: Both): string | undefined => [
  ...[...history].reverse(),
  ...s.ops.filter(isMove).reverse().map((op) => op.args.id),
  ...[...s.cards.values()].filter((c) => c.movedAt).sort((a, b) => b.movedAt!.localeCompare(a.movedAt!)).map((c) => c.id),
].find((id) => undoable(s, id));
const isRead = () => new Promise<void>((resolve) => {
  if (board.get().state !== 'loading') return resolve();
  const off = board.subscribe(() => { if (board.get().state !== 'loading') { off(); resolve(); } });
});

// Takes back a card's last move, or the last of all. The card that is back.
export async function undo(id?: string): Promise<string | undefined> {
  if (!id) { await recalling; await isRead(); }
  const s = both.get(), card = id ?? lastMoved(s), last = card && undoable(s, card);
  if (!last) { toast(t(s.state === 'ready' ? 'error.reason.NOTHING_TO_UNDO' : 'inbox.undo_unread'), { kind: 'error' }); return undefined; }
  const at = history.lastIndexOf(card);
  if (at >= 0) history.splice(at, 1);
  if (!last.op || !withdraw(last.op)) unmoveOp({ id: card, to: last.from, from: last.to });
  toast(t('board.undone', { title: cardTitle(s.cards.get(card)), column: t(`column.${last.from}`) }));
  return card;
}

function celebrate() {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  document.documentElement.classList.add('hired');
  setTimeout(() => document.documentElement.classList.remove('hired'), 2500);
}

// ---- what a card holds: the last wish wins, so each waits in the outbox like a move

const patch = <R extends CardRow>(row: R, id: string) => { put(row); void loadCard(id); if (board.get().due.has(id)) void loadFollowUps(); };
// Of a note that was changed elsewhere meanwhile, both texts stay.
interface NoteWish { id: string; note: string; before: string }
export const saveNote = opKind<NoteWish, { addNote: CardRow }>('note', {
  send: ({ id, note }, mutationId) => request(AddNote, { id, note, mutationId }),
  look: async ({ id, note, before }) => {
    const { application } = await request(CardNote, { id });
    const now = application?.userNotes ?? '';
    if (!application) return { text: t('outbox.card_gone', { title: cardTitle(board.get().cards.get(id)) }) };
    if (now === note) return 'done';
    if (now === before) return 'send';
    saveNote({ id, note: `${now}\n\n${note}`.trim().slice(0, noteChars), before: now });
    return { text: t('outbox.note_conflict', { title: cardTitle(board.get().cards.get(id)) }) };
  },
  done: (r, { id, note }) => {
    // At once: until the card is read anew, what was typed would give way to what it replaced.
    board.set((s) => { const d = s.details.get(id); return d ? { details: new Map(s.details).set(id, { ...d, userNotes: note }) } : {}; });
    if (r) patch(r.addNote, id); else void loadCard(id);
  },
});
export const noteChars = 10_000;
interface RatingWish { id: string; rating: number }
export const rate = opKind<RatingWish, { rateApplication: CardRow }>('rate', { send: ({ id, rating }, mutationId) => request(Rate, { id, rating, mutationId }), done: (r, { id }) => { if (r) patch(r.rateApplication, id); } });
interface ReminderWish { id: string; at: string }
export const remind = opKind<ReminderWish, { setRelanceReminder: CardRow }>('remind', { send: ({ id, at }, mutationId) => request(Remind, { id, at, mutationId }), done: (r, { id }) => { if (r) patch(r.setRelanceReminder, id); } });

// What still waits of them is what the person sees, after a restart too.
const waits = <Args extends { id: string }>(kind: string) => (id: string) => useStore(outbox, (s) => s.ops.findLast((op): op is Op<Args> => op.kind === kind && (op.args as Args).id === id)?.args);
export const useNoteWish = waits<NoteWish>('note'), useRatingWish = waits<RatingWish>('rate'), useReminderWish = waits<ReminderWish>('remind');

// ---- live

for (const type of ['CARD_MOVED', 'ANALYSIS_DONE', 'ANALYSIS_IMPROVED', 'APPLICATION_CREATED', 'APPLICATION_DELETED', 'REMINDER_DUE', 'REMINDER_SET', 'CARD_UPDATED']) {
  onEvent(type, (e) => {
    if (board.get().state === 'idle') return;
    if (reading === generation) again = true;
    const id = String(e['applicationId']);
    if (type === 'CARD_MOVED' && !isOurs(e.mutationId)) announce(t('board.moved_elsewhere', { title: cardTitle(board.get().cards.get(id)), column: t(`column.${e['to'] as Status}`) }));
    if (type === 'ANALYSIS_DONE') announce(t('board.analysed', { title: cardTitle(board.get().cards.get(id)) }));
    if (!isOurs(e.mutationId)) void readAgain(id);
    if (type.startsWith('REMINDER') || e['what'] === 'REMINDER' || e['what'] === 'NOTES' || type === 'CARD_MOVED') void loadFollowUps();
  });
}
onEvent('JOB_TRIAGED', (e) => { if (board.get().state !== 'idle' && (e['to'] === 'APPROVED' || e['from'] === 'APPROVED')) void loadBoard(); });
onEvent('resync', () => { if (board.get().state !== 'idle') void loadBoard(); });
let wasDown = false;
onEvent('reconnected', () => { if ((wasDown || board.get().state === 'failed') && board.get().state !== 'idle') void loadBoard(); wasDown = true; });

export function stopBoard() {
  generation++;
  history = [];
  wasDown = false;
  postings.clear();
  board.set({ cards: new Map(), state: 'idle', details: new Map(), due: new Map() });
}
