// The uploaded CVs, what was read from them and waits for review, and what was accepted. A decision is shown at once; when the
// server refuses it, everything is read again.
import { Cvs, ReadCvAgain, ReviewFact, ReviewSection, UploadCv, type CvReviewAction, type CvSection, type CvsResult, type Fact, type Json } from '../../gen/operations';
import { announce, toast } from '../../shared/announce';
import { request, upload } from '../../shared/api';
import { explain } from '../../shared/errors';
import { t } from '../../shared/i18n';
import { onEvent } from '../../shared/live';
import { preferences } from '../../shared/preferences';
import { session } from '../../shared/session';
import { createStore, useStore } from '../../shared/store';
import { titleOf } from './fact_words';

export type CvDocument = CvsResult['cvDocuments'][number];
interface Upload { state: 'idle' | 'sending' | 'reading' | 'refused' | 'done'; fileName: string; url: string | undefined; error: string | undefined }
interface State { documents: readonly CvDocument[] | undefined; review: readonly Fact[]; facts: readonly Fact[]; failed: boolean; upload: Upload }

export const acceptedTypes = '.pdf,.docx,.odt,.rtf,.txt,.md,.json,application/pdf,application/vnd.openxmlformats-officedocument.wordprocessingml.document,application/vnd.oasis.opendocument.text,application/rtf,text/plain,application/json';
const fileBytesMax = 10 * 1024 * 1024;
const patience_ms = 2_000;                   // between looks at a reading whose event may have been missed

const noUpload: Upload = { state: 'idle', fileName: '', url: undefined, error: undefined };
const empty = (): State => ({ documents: undefined, review: [], facts: [], failed: false, upload: noUpload });
const store = createStore<State>(empty());
export const useCv = () => useStore(store, (s) => s);

let generation = 0;
let loading = 0;
let watching: ReturnType<typeof setInterval> | undefined;

export async function loadCv(): Promise<void> {
  const asked = ++generation;
  loading++;
  try {
    const r = await request(Cvs, { language: preferences.get().language === 'fr' ? 'FR' : 'EN' });
    if (asked !== generation) return;
    store.set({ documents: r.cvDocuments, review: r.cvReview, facts: r.profileFacts, failed: false });
    settle();
  } catch { if (asked === generation) store.set({ failed: true }); } finally { loading--; }
}

// The upload that is being watched has been read, or could not be.
function settle() {
  const { upload: now, documents, review } = store.get();
  if (now.state !== 'reading') return;
  const document = documents?.find((d) => d.url === now.url);
  if (!document || document.state === 'UPLOADED') return;
  clearInterval(watching);
  if (document.state === 'FAILED') store.set({ upload: { ...now, state: 'refused', error: document.error ?? t('cv.unreadable') } });
  else {
    store.set({ upload: { ...now, state: 'done' } });
    announce(t('cv.read_done', { n: review.filter((f) => f.documentId === document.id).length }));
  }
}

export async function uploadCv(file: File) {
  const refused = (error: string) => store.set({ upload: { state: 'refused', fileName: file.name, url: undefined, error } });
  if (file.size > fileBytesMax) { refused(t('error.reason.TOO_LARGE')); return; }
  if (file.size === 0) { refused(t('error.reason.EMPTY_FILE')); return; }
  store.set({ upload: { state: 'sending', fileName: file.name, url: undefined, error: undefined } });
  try {
    const { uploadCV } = await upload(UploadCv, { file }, 'file', file);
    await watch(file.name, uploadCV.cvUrl);
  } catch (e) { refused(explain(e)); }
}
export async function readAgain(document: CvDocument) {
  try { await request(ReadCvAgain, { url: document.url }); toast(t('cv.reading_again')); } catch (e) { toast(explain(e), { kind: 'error' }); }
}
export const forgetUpload = () => store.set({ upload: noUpload });

async function watch(fileName: string, url: string) {
  store.set({ upload: { state: 'reading', fileName, url, error: undefined } });
  clearInterval(watching);
  watching = setInterval(() => { if (!loading) void loadCv(); }, patience_ms);     // never overtaking an answer on its way
  await loadCv();
}

// ---- review

const decided = (ids: ReadonlySet<string>, state: Fact['state'], value?: Json) => store.set((s) => {
  const those = s.review.filter((f) => ids.has(f.id)).map((f) => ({ ...f, state, ...(value !== undefined && { value }) }));
  return { review: s.review.filter((f) => !ids.has(f.id)), facts: state === 'SKIPPED' ? s.facts : [...s.facts, ...those] };
});
const takeBack = (e: unknown) => { toast(explain(e), { kind: 'error' }); void loadCv(); };

export function reviewFact(fact: Fact, action: CvReviewAction, value?: Json) {
  decided(new Set([fact.id]), action === 'SKIP' ? 'SKIPPED' : action === 'EDIT' ? 'EDITED' : 'ACCEPTED', value);
  request(ReviewFact, { id: fact.id, action, value }).catch(takeBack);
  if (action !== 'SKIP') { announce(t('cv.accepted', { what: titleOf(fact), n: store.get().review.length })); return; }
  toast(t('cv.skipped', { what: titleOf(fact) }), { action: { label: t('cv.accept_after_all'), run: () => {
    request(ReviewFact, { id: fact.id, action: 'ACCEPT' }).then(() => loadCv()).catch(takeBack);
  } } });
}

export async function reviewSections(sections: readonly CvSection[], action: 'ACCEPT' | 'SKIP', documentId?: string) {
  let n = 0;
  try {
    for (const section of sections) {
      const those = store.get().review.filter((f) => f.section === section && (!documentId || f.documentId === documentId));
      decided(new Set(those.map((f) => f.id)), action === 'SKIP' ? 'SKIPPED' : 'ACCEPTED');
      n += (await request(ReviewSection, { section, action })).reviewCvSection.length;
    }
    toast(t(action === 'ACCEPT' ? 'cv.accepted_many' : 'cv.skipped_many', { n }));
  } catch (e) { takeBack(e); }
}

onEvent('CV_PARSED', () => { if (store.get().documents) void loadCv(); });
onEvent('resync', () => { if (store.get().documents) void loadCv(); });
session.subscribe(() => { if (session.get().state === 'out') { generation++; clearInterval(watching); store.set(empty()); } });
