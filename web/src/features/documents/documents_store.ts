// The letter and the CV of an application. As on the board, what is shown is the server's document plus what the outbox still holds:
// words that were typed wait there without a connection, and go against the newest version when it is back.
//
// A change names the version it was made on. Where another window or device was faster, the sentence decides: unchanged since, the
// change is made on the newest version; changed, nothing is written over it, and what was typed lies beside it as a draft.
import {
  AddSentence, ComposeDocument, DocumentNow, DocumentsOf, EditSentence, OwnSentence, RegenerateParagraph, RestoreDocumentVersion, TieSentence,
  type DocumentKind, type DocumentsOfResult, type DocumentView,
} from '../../gen/operations';
import { announce, toast } from '../../shared/announce';
import { ApiError, request } from '../../shared/api';
import { explain } from '../../shared/errors';
import { t, type MessageKey } from '../../shared/i18n';
import { keepSoon, recall } from '../../shared/kept';
import { onEvent } from '../../shared/live';
import { isOurs, opKind, outbox, withdraw, type Look, type Op } from '../../shared/outbox';
import { preferences } from '../../shared/preferences';
import { createStore, memo, useStore } from '../../shared/store';
import { keepDraft } from './drafts';

export type Sentence = DocumentView['paragraphs'][number]['sentences'][number];
export type Paragraph = Omit<DocumentView['paragraphs'][number], 'sentences'> & { readonly sentences: readonly ShownSentence[] };
// `checking`: decided here, not yet heard of by the server.
export type ShownSentence = Sentence & { readonly checking?: boolean };
export type ShownDocument = Omit<DocumentView, 'paragraphs'> & { readonly paragraphs: readonly Paragraph[] };
export type About = NonNullable<DocumentsOfResult['application']>;
export interface Papers { readonly about: About; readonly documents: readonly DocumentView[] }

// By application; null: there is none such.
interface State { readonly papers: ReadonlyMap<string, Papers | null>; readonly failed: ReadonlySet<string>; readonly busy: string | undefined }
const store = createStore<State>({ papers: new Map(), failed: new Set(), busy: undefined });
export const usePapers = (application: string) => useStore(store, (s) => s.papers.get(application));
export const useFailed = (application: string) => useStore(store, (s) => s.failed.has(application));
export const useBusy = () => useStore(store, (s) => s.busy);
export const serverLanguage = () => (preferences.get().language === 'fr' ? 'FR' as const : 'EN' as const);

// ---- reading

let generation = 0;
const keptName = 'documents', keptVersion = 2, keptMax = 40;
const documentOf = (id: string): DocumentView | undefined => { for (const p of store.get().papers.values()) for (const d of p?.documents ?? []) if (d.id === id) return d; return undefined; };
function put(doc: DocumentView) {
  store.set((s) => {
    const papers = s.papers.get(doc.applicationId);
    if (!papers) return {};
    const known = papers.documents.find((d) => d.id === doc.id);
    if (known && known.latestVersion > doc.latestVersion) return {};       // an answer that was overtaken
    const documents = known ? papers.documents.map((d) => (d.id === doc.id ? doc : d)) : [...papers.documents, doc];
    return { papers: new Map(s.papers).set(doc.applicationId, { ...papers, documents }) };
  });
}
let kept: Promise<void> | undefined;
const recallAll = () => (kept ??= recall<[string, Papers][]>(keptName, keptVersion).then((k) => { if (k) store.set((s) => ({ papers: new Map([...k.value, ...s.papers]) })); }));
const keep = () => keepSoon(keptName, keptVersion, () => [...store.get().papers].filter(([, p]) => p).slice(-keptMax));

// What was asked for before a change and answered after it is older than what that change has brought.
export const freshest = <D extends { readonly id: string; readonly latestVersion: number }>(had: readonly D[] | undefined, read: readonly D[]): readonly D[] =>
  read.map((d) => had?.find((h) => h.id === d.id && h.latestVersion > d.latestVersion) ?? d);
export async function loadPapers(application: string) {
  const asked = generation;
  if (!store.get().papers.has(application)) void recallAll();
  try {
    const { application: about, documents } = await request(DocumentsOf, { id: application, language: serverLanguage() });
    if (asked !== generation) return;
    store.set((s) => ({ papers: new Map(s.papers).set(application, about && { about, documents: freshest(s.papers.get(application)?.documents, documents) }), failed: new Set([...s.failed].filter((x) => x !== application)) }));
    keep();
  } catch { if (asked === generation) store.set((s) => ({ failed: new Set([...s.failed, application]) })); }
}
async function readDocument(id: string): Promise<DocumentView | undefined> {
  const { document } = await request(DocumentNow, { id, language: serverLanguage() });
  if (document) put(document);
  return document ?? undefined;
}

// ---- changes that wait in the outbox

export type Change =
  | { readonly do: 'edit'; readonly sentence: string; readonly text: string; readonly before: string }
  | { readonly do: 'add'; readonly paragraph: string; readonly after?: string | undefined; readonly text: string }
  | { readonly do: 'tie'; readonly sentence: string; readonly facts: readonly string[]; readonly before: string }
  | { readonly do: 'own'; readonly sentence: string; readonly owned: boolean; readonly before: string };
export interface ChangeArgs { readonly document: string; readonly change: Change }

// As the server will have it: one line.
export const tidy = (text: string) => text.replace(/\s+/gu, ' ').trim();

const findSentence = (doc: { readonly paragraphs: readonly { readonly sentences: readonly Sentence[] }[] }, id: string) => doc.paragraphs.flatMap((p) => p.sentences).find((s) => s.id === id);
const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((x) => b.includes(x));

// Whether a change still means what it meant when it was made.
export function judge(change: Change, doc: Pick<DocumentView, 'paragraphs'> | undefined, tried: boolean): 'send' | 'done' | 'gone' | 'changed' {
  if (!doc) return 'gone';
  if (change.do === 'add') {
    const p = doc.paragraphs.find((x) => x.id === change.paragraph);
    if (!p) return 'gone';
    return tried && p.sentences.some((s) => s.text === change.text) ? 'done' : 'send';
  }
  const s = findSentence(doc, change.sentence);
  if (change.do === 'edit') return !s ? (change.text ? 'gone' : 'done') : s.text === change.text ? 'done' : s.text === change.before ? 'send' : 'changed';
  if (!s) return 'gone';
  if (s.text !== change.before) return 'changed';
  return change.do === 'tie' ? (same(s.facts.map((f) => f.id), change.facts) ? 'done' : 'send') : (s.state === 'OWNED') === change.owned ? 'done' : 'send';
}

// What was typed is not lost with its change.
function lay({ document, change }: ChangeArgs) {
  if (change.do === 'edit' && change.text) keepDraft({ document, place: change.sentence, base: change.before, text: change.text });
  if (change.do === 'add') keepDraft({ document, place: `+${change.paragraph}`, base: '', text: change.text });
}
const conflictText = ({ change }: ChangeArgs, what: 'gone' | 'changed') => t(`write.conflict_${what}${change.do === 'edit' && !change.text ? '_out' : change.do === 'edit' || change.do === 'add' ? '_kept' : ''}` as MessageKey);

const apply = async ({ document: id, change: c }: ChangeArgs, mutationId: string): Promise<DocumentView> => {
  const common = { id, version: documentOf(id)?.latestVersion, mutationId, language: serverLanguage() };
  switch (c.do) {
    case 'edit': return (await request(EditSentence, { ...common, sentence: c.sentence, text: c.text })).editSentence;
    case 'add': return (await request(AddSentence, { ...common, paragraph: c.paragraph, after: c.after, text: c.text })).addSentence;
    case 'tie': return (await request(TieSentence, { ...common, sentence: c.sentence, facts: c.facts })).tieSentence;
    case 'own': return (await request(OwnSentence, { ...common, sentence: c.sentence, owned: c.owned })).ownSentence;
  }
};
export const isStale = (e: unknown) => e instanceof ApiError && e.reason === 'STALE_VERSION';
const staleTries = 4;
const changeOp = opKind<ChangeArgs, DocumentView | undefined>('document', {
  async send(args, mutationId) {
    for (let i = 0; ; i++) {
      try { return await apply(args, mutationId); } catch (e) {
        if (!isStale(e) || i >= staleTries) throw e;
        const found = judge(args.change, await readDocument(args.document), false);
        if (found === 'done') return undefined;
        if (found !== 'send') { lay(args); toast(conflictText(args, found), { kind: 'error', stays: true }); return undefined; }
      }
    }
  },
  async look(args, tried): Promise<Look<ChangeArgs>> {
    const found = judge(args.change, await readDocument(args.document), tried);
    if (found === 'send' || found === 'done') return found;
    lay(args);
    return { text: conflictText(args, found) };
  },
  done(doc, args) {
    const made = takeStep(args.document);
    if (!doc) { void readDocument(args.document).catch(() => {}); return; }
    put(doc);
    keep();
    if (made?.wanted) void restore(doc, doc.version - 1, t('write.undone'));
    else if (made) steps.push({ ...made, version: doc.version });
    announce(doc.unsupported ? t('write.said_unsupported', { n: doc.unsupported }) : t('write.said_supported'));
  },
  failed(args) { lay(args); takeStep(args.document); },
});

// This visit's changes, for undo: an earlier version becomes the next one, when nothing came since.
interface Step { document: string; op: string | undefined; version: number | undefined; wanted?: boolean }
const steps: Step[] = [];
// Changes are sent in their order: the first without a version is the one that is answered.
function takeStep(document: string): Step | undefined {
  const i = steps.findIndex((s) => s.document === document && s.version === undefined);
  return i < 0 ? undefined : steps.splice(i, 1)[0];
}
export function change(document: string, c: Change) {
  const op = changeOp({ document, change: c });
  steps.push({ document, op: op.id, version: undefined });
  toast(t(`write.did_${c.do === 'edit' && !c.text ? 'take_out' : c.do === 'own' && !c.owned ? 'unown' : c.do}` as MessageKey), { action: { label: t('action.undo'), run: () => undo(document) } });
}
export function undo(document: string) {
  const at = steps.findLastIndex((s) => s.document === document);
  const [last] = at >= 0 ? steps.splice(at, 1) : [];
  const doc = documentOf(document);
  if (!last || !doc) { toast(t('error.reason.NOTHING_TO_UNDO')); return; }
  if (last.op && last.version === undefined) {
    if (withdraw(last.op)) { toast(t('write.undone')); return; }
    steps.push({ ...last, wanted: true });
    return;
  }
  if (doc.latestVersion !== last.version) { toast(t('write.undo_late'), { kind: 'error' }); return; }
  void restore(doc, doc.latestVersion - 1, t('write.undone'));
}

// ---- changes that need the server's answer at once

const told = new Set<string>();
export async function act(application: string, name: string, f: (common: { mutationId: string; language: 'FR' | 'EN' }) => Promise<DocumentView>): Promise<DocumentView | undefined> {
  const mutationId = crypto.randomUUID();
  told.add(mutationId);
  store.set({ busy: name });
  try {
    const doc = await f({ mutationId, language: serverLanguage() });
    put(doc);
    keep();
    return doc;
  } catch (e) {
    if (isStale(e)) { void loadPapers(application); toast(t('write.stale'), { kind: 'error' }); } else toast(explain(e), { kind: 'error' });
    return undefined;
  } finally { store.set({ busy: undefined }); }
}
// A new version by the server's own hand, with its undo.
export async function versionOf(doc: Pick<DocumentView, 'id' | 'version'> | undefined, text: string) {
  if (!doc) return;
  steps.push({ document: doc.id, op: undefined, version: doc.version });
  toast(text, doc.version > 1 ? { action: { label: t('action.undo'), run: () => undo(doc.id) } } : {});
}
export async function compose(application: string, kind: DocumentKind, { level, again = false }: { level?: number | undefined; again?: boolean } = {}) {
  const doc = await act(application, 'compose', async (c) => (await request(ComposeDocument, { ...c, id: application, kind, level, again })).composeDocument);
  if (doc) void versionOf(doc, t(doc.kind === 'LETTER' ? 'write.composed_letter' : 'write.composed_cv'));
}
export async function regenerate(d: ShownDocument, paragraph: string) {
  void versionOf(await act(d.applicationId, 'regenerate', async (c) => (await request(RegenerateParagraph, { ...c, id: d.id, version: d.latestVersion, paragraph })).regenerateParagraph), t('write.did_regenerate'));
}
export async function restore(d: Pick<DocumentView, 'id' | 'applicationId'>, version: number, text = t('write.did_restore', { n: version })) {
  const doc = await act(d.applicationId, 'restore', async (c) => (await request(RestoreDocumentVersion, { ...c, id: d.id, version })).restoreDocumentVersion);
  if (doc) toast(text);
  return doc;
}

// ---- what is shown

const isChange = (op: Op): op is Op<ChangeArgs> => op.kind === 'document';
export function withChanges(doc: DocumentView, changes: readonly { readonly id: string; readonly change: Change }[]): ShownDocument {
  if (!changes.length) return doc;
  const fact = (id: string) => doc.facts.find((f) => f.id === id);
  let paragraphs: readonly Paragraph[] = doc.paragraphs;
  const map = (id: string, f: (s: ShownSentence) => ShownSentence | undefined) => { paragraphs = paragraphs.map((p) => (p.sentences.some((s) => s.id === id) ? { ...p, sentences: p.sentences.flatMap((s) => (s.id === id ? f(s) ?? [] : s)) } : p)).filter((p) => p.sentences.length); };
  for (const { id, change: c } of changes) {
    if (c.do === 'edit') map(c.sentence, (s) => (c.text ? { ...s, text: c.text, state: 'PLAIN', why: null, claims: [], facts: [], edited: true, checking: true } : undefined));
    else if (c.do === 'tie') map(c.sentence, (s) => ({ ...s, facts: c.facts.flatMap((f) => fact(f) ?? []), checking: true }));
    else if (c.do === 'own') map(c.sentence, (s) => ({ ...s, checking: true }));
    else paragraphs = paragraphs.map((p) => {
      if (p.id !== c.paragraph) return p;
      const s: ShownSentence = { id: `waiting-${id}`, part: null, text: c.text, state: 'PLAIN', why: null, edited: true, facts: [], gone: [], claims: [], checking: true };
      const at = c.after ? p.sentences.findIndex((x) => x.id === c.after) + 1 : 0;
      return { ...p, sentences: at > 0 ? [...p.sentences.slice(0, at), s, ...p.sentences.slice(at)] : [...p.sentences, s] };
    });
  }
  return { ...doc, paragraphs };
}
const both = { get: () => ({ papers: store.get().papers, ops: outbox.get().ops }), set: () => {}, subscribe: (f: () => void) => { const a = store.subscribe(f), b = outbox.subscribe(f); return () => { a(); b(); }; } };
type Both = ReturnType<typeof both.get>;
const shown = { LETTER: selector('LETTER'), CV: selector('CV') };
function selector(kind: DocumentKind) {
  let of = '';
  const make = memo((s: Both) => [s.papers.get(of)?.documents.find((d) => d.kind === kind), s.ops], (doc, ops) => doc && withChanges(doc, ops.filter(isChange).filter((o) => o.args.document === doc.id).map((o) => ({ id: o.id, change: o.args.change }))));
  return (application: string) => (s: Both) => { of = application; return make(s); };
}
export const useDocument = (application: string, kind: DocumentKind): ShownDocument | undefined => useStore(both, shown[kind](application));

// ---- live

onEvent('DOCUMENT_CHANGED', (e) => {
  const id = String(e['documentId']), application = String(e['applicationId']);
  if (!store.get().papers.has(application) || isOurs(e.mutationId) || told.has(String(e.mutationId))) return;
  const known = documentOf(id);
  if (known && known.latestVersion >= Number(e['version'])) return;
  void loadPapers(application).then(() => { if (known && !e['wordingId']) toast(t('write.changed_elsewhere')); });      // a model's own end is said by wording.ts
});
export const isShown = (application: string) => store.get().papers.has(application);
const again = () => { for (const application of store.get().papers.keys()) void loadPapers(application); };
onEvent('resync', again);
let wasDown = false;
onEvent('reconnected', () => { if (wasDown || store.get().failed.size) again(); wasDown = true; });

export function stopDocuments() {
  generation++;
  kept = undefined;
  wasDown = false;
  steps.length = 0;
  store.set({ papers: new Map(), failed: new Set(), busy: undefined });
}
