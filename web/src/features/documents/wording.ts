// Paragraphs worded by the language model: what it would cost, the wish for it, and what became of it. The end comes as an event, and as the
// document's next version; when the paragraph was changed meanwhile, what the model said waits here to be used, for nothing.
import { useEffect } from 'react';
import { DocumentDifferences, ParagraphWordings, QuoteWording, UseWording, WordParagraph, type DocumentDifferencesResult, type QuoteWordingResult, type WordingView } from '../../gen/operations';
import { announce, toast } from '../../shared/announce';
import { request } from '../../shared/api';
import { explain } from '../../shared/errors';
import { t } from '../../shared/i18n';
import { onEvent } from '../../shared/live';
import { createStore, useStore } from '../../shared/store';
import { act, isShown, isStale, loadPapers, serverLanguage, versionOf, type ShownDocument } from './documents_store';

export type Cost = QuoteWordingResult['quoteWording'];
export type Difference = DocumentDifferencesResult['documentDifferences'][number];
interface State { readonly wishes: ReadonlyMap<string, readonly WordingView[]>; readonly costs: ReadonlyMap<string, Cost>; readonly hidden: ReadonlySet<string>; readonly asking: ReadonlySet<string> }
const empty: State = { wishes: new Map(), costs: new Map(), hidden: new Set(), asking: new Set() };
const store = createStore<State>(empty);
const place = (document: string, paragraph: string) => `${document} ${paragraph}`;

export const useWish = (document: string, paragraph: string) => useStore(store, (s) => { const w = s.wishes.get(document)?.find((x) => x.paragraphId === paragraph); return w && !s.hidden.has(w.id) ? w : undefined; });
export const useAsking = (document: string, paragraph: string) => useStore(store, (s) => s.asking.has(place(document, paragraph)) || s.wishes.get(document)?.some((w) => w.paragraphId === paragraph && w.state === 'PENDING') === true);
export const hide = (wish: WordingView) => store.set((s) => ({ hidden: new Set([...s.hidden, wish.id]) }));

async function load(document: string) {
  try {
    const { paragraphWordings } = await request(ParagraphWordings, { id: document, language: serverLanguage() });
    store.set((s) => ({ wishes: new Map(s.wishes).set(document, paragraphWordings) }));
  } catch { /* nothing is said about wishes then */ }
}
// Wishes that came to nothing before this visit are not news any more.
export function useWishes(document: string, language: string) {
  useEffect(() => {
    const first = !store.get().wishes.has(document);
    void load(document).then(() => {
      if (first) store.set((s) => ({ hidden: new Set([...s.hidden, ...(s.wishes.get(document) ?? []).filter((w) => w.state !== 'PENDING' && w.state !== 'KEPT').map((w) => w.id)]) }));
    });
  }, [document, language]);
}

// Asked when a paragraph is opened; the settings, the month's budget and the words may have changed since.
export function useCost(document: string, paragraph: string, wanted: boolean, version: number): Cost | undefined {
  useEffect(() => {
    if (!wanted) return;
    let open = true;
    store.set((s) => ({ costs: new Map([...s.costs].filter(([k]) => k !== place(document, paragraph))) }));
    request(QuoteWording, { id: document, paragraph, language: serverLanguage() }).then(({ quoteWording }) => { if (open) store.set((s) => ({ costs: new Map(s.costs).set(place(document, paragraph), quoteWording) })); }).catch(() => {});
    return () => { open = false; };
  }, [document, paragraph, wanted, version]);
  return useStore(store, (s) => s.costs.get(place(document, paragraph)));
}

export async function word(doc: ShownDocument, paragraph: string) {
  const here = place(doc.id, paragraph);
  store.set((s) => ({ asking: new Set([...s.asking, here]) }));
  try {
    const { wordParagraph: wish } = await request(WordParagraph, { id: doc.id, version: doc.latestVersion, paragraph, mutationId: crypto.randomUUID(), language: serverLanguage() });
    store.set((s) => ({ wishes: new Map(s.wishes).set(doc.id, [...(s.wishes.get(doc.id) ?? []).filter((w) => w.paragraphId !== paragraph), wish]) }));
    announce(wish.text);
  } catch (e) {
    if (isStale(e)) { void loadPapers(doc.applicationId); toast(t('write.stale'), { kind: 'error' }); } else toast(explain(e), { kind: 'error' });
  } finally { store.set((s) => ({ asking: new Set([...s.asking].filter((x) => x !== here)) })); }
}
export async function takeWording(doc: ShownDocument, wish: WordingView) {
  const made = await act(doc.applicationId, 'wording', async (c) => (await request(UseWording, { ...c, id: doc.id, version: doc.latestVersion, wording: wish.id })).useWording);
  if (made) void versionOf(made, t('write.did_word'));
  void load(doc.id);
}
export const differencesOf = async (document: string, version: number, paragraph: string): Promise<readonly Difference[]> =>
  (await request(DocumentDifferences, { id: document, from: version - 1, to: version, base: false })).documentDifferences.filter((d) => d.paragraphId === paragraph);

onEvent('PARAGRAPH_WORDED', (e) => {
  const document = String(e['documentId']), application = String(e['applicationId']), version = Number(e['version'] ?? 0);
  if (!isShown(application)) return;
  void Promise.all([load(document), version ? loadPapers(application) : undefined]).then(() => {
    if (e['state'] === 'PENDING') return;
    if (version) void versionOf({ id: document, version }, t('write.did_word'));
    else announce(store.get().wishes.get(document)?.find((w) => w.id === e['wordingId'])?.text ?? '');
  });
});
const again = () => { for (const document of store.get().wishes.keys()) void load(document); };
onEvent('resync', again);
onEvent('reconnected', again);

export const stopWordings = () => store.set(empty);
