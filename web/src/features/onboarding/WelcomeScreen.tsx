// From a new account to the first offers: who you are (or later), what you look for, and there they are.
import { useEffect, useState, type FormEvent } from 'react';
import { SaveProfile } from '../../gen/operations';
import { request } from '../../shared/api';
import { explain } from '../../shared/errors';
import { useT } from '../../shared/i18n';
import { navigate } from '../../shared/router';
import { visible } from '../../shared/text';
import { Button, ChipsInput, Field, Icon, Skeleton } from '../../shared/ui';
import { refreshInbox, useInboxCount, useItems, useLaneIds } from '../inbox/inbox_store';
import { OfferRowView } from '../inbox/OfferRowView';
import { loadCv, reviewSections, useCv } from '../profile/cv_store';
import { CvUpload } from '../profile/CvUpload';
import { DocumentState } from '../profile/DocumentState';
import { cvSections } from '../profile/fact_words';
import { FactReview } from '../profile/FactReview';
import { Preview } from '../searches/Preview';
import { inputOf, SearchForm } from '../searches/SearchForm';
import { loadSearches, saveSearch } from '../searches/searches_store';
import { suggestedSearch } from './suggest';

const steps = ['you', 'search', 'offers'] as const;
const offersShown = 3;

export default function WelcomeScreen() {
  const t = useT();
  const [step, setStep] = useState<(typeof steps)[number]>('you');
  const at = steps.indexOf(step);
  useEffect(() => { document.getElementById('step-title')?.focus(); }, [step]);
  return (
    <div className="page narrow">
      <ol className="steps" aria-label={t('welcome.steps')}>
        {steps.map((s, i) => <li key={s} className={i < at ? 'is-done' : ''} aria-current={s === step ? 'step' : undefined}><b>{i < at ? <Icon name="check" /> : i + 1}</b>{t(`welcome.step_${s}`)}</li>)}
      </ol>
      <h1 id="step-title" tabIndex={-1}>{t(`welcome.title_${step}`)}</h1>
      {step === 'you' && <You onDone={() => setStep('search')} />}
      {step === 'search' && <FirstSearch onDone={() => setStep('offers')} />}
      {step === 'offers' && <FirstOffers />}
    </div>
  );
}

function FirstSearch({ onDone }: { onDone: () => void }) {
  const t = useT();
  const { facts } = useCv();
  const [start, setStart] = useState<Awaited<ReturnType<typeof suggestedSearch>>>();
  useEffect(() => { void suggestedSearch(facts).then(setStart); }, []);       // once: what is typed from then on is theirs
  return (
    <section className="card">
      <p className="lead">{t(start?.any ? 'welcome.search_suggested' : 'welcome.search_text')}</p>
      {!start ? <Skeleton lines={6} /> : <SearchForm brief initial={start.draft} submit={t('welcome.search_do')} onSave={async (draft) => { await saveSearch(undefined, inputOf(draft)); onDone(); }}>{(draft) => <Preview draft={draft} />}</SearchForm>}
    </section>
  );
}

function You({ onDone }: { onDone: () => void }) {
  const t = useT();
  const [name, setName] = useState('');
  const [skills, setSkills] = useState<string[]>([]);
  const [error, setError] = useState<string>();
  const save = async (e: FormEvent) => {
    e.preventDefault();
    if (!name.trim() && !skills.length) { onDone(); return; }
    try { await request(SaveProfile, { input: { ...(name.trim() && { fullName: name.trim() }), ...(skills.length && { skills }) } }); onDone(); } catch (failure) { setError(explain(failure)); }
  };
  return (
    <>
      <FromCv onDone={onDone} />
      <form className="card form" onSubmit={save} aria-labelledby="by-hand">
        <h2 id="by-hand">{t('welcome.by_hand')}</h2>
        <p className="note">{t('welcome.you_text')}</p>
        <Field label={t('profile.name')}>{(ids) => <input {...ids} autoComplete="name" maxLength={200} value={name} onChange={(e) => setName(e.target.value)} />}</Field>
        <ChipsInput label={t('profile.skills')} hint={t('profile.skills_hint')} values={skills} onChange={setSkills} max={200} />
        {error && <p className="form-error" role="alert"><Icon name="alert" />{error}</p>}
        <div className="actions"><Button look="main" type="submit">{t('welcome.next')}</Button><Button look="quiet" onClick={onDone}>{t('welcome.skip')}</Button></div>
      </form>
    </>
  );
}

// The quick way: a CV, read while you look on; what was found joins the profile as a whole, or fact by fact.
function FromCv({ onDone }: { onDone: () => void }) {
  const t = useT();
  const { documents, review, upload } = useCv();
  const [oneByOne, setOneByOne] = useState(false);
  useEffect(() => { void loadCv(); }, []);
  const newest = documents?.find((d) => d.state === 'READ');
  const found = newest ? review.filter((f) => f.documentId === newest.id) : [];
  const acceptAll = async () => { await reviewSections(cvSections.filter((s) => found.some((f) => f.section === s)), 'ACCEPT', newest!.id); onDone(); };
  return (
    <section className="card" aria-labelledby="from-cv">
      <h2 id="from-cv">{t('welcome.from_cv')}</h2>
      {newest && upload.state !== 'reading' && (
        <>
          <p role="status"><Icon name="check" /> {found.length ? t('welcome.cv_found', { n: found.length, file: visible(newest.fileName) }) : t('welcome.cv_accepted', { file: visible(newest.fileName) })}</p>
          {found.length > 0 && <p className="tags">{cvSections.filter((s) => found.some((f) => f.section === s)).map((s) => <span key={s} className="tag">{t(`cv_section.${s}`)} {found.filter((f) => f.section === s).length}</span>)}</p>}
          <div className="actions">
            {found.length > 0 ? <><Button look="main" icon="check" onClick={() => void acceptAll()}>{t('welcome.cv_accept')}</Button>{!oneByOne && <Button onClick={() => setOneByOne(true)}>{t('welcome.cv_one_by_one')}</Button>}</>
              : <Button look="main" onClick={onDone}>{t('welcome.next')}</Button>}
          </div>
          <DocumentState document={newest} />
          {oneByOne && found.length > 0 && <FactReview facts={found} documentId={newest.id} />}
        </>
      )}
      <CvUpload again={Boolean(newest)} />
    </section>
  );
}

// What is stored already is matched at once; the rest arrives by itself.
const patience_ms = 8_000;
function FirstOffers() {
  const t = useT();
  const count = useInboxCount();
  const ids = useLaneIds('PENDING');
  const items = useItems();
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    void loadSearches();
    const look = setInterval(() => void refreshInbox(), 1500);
    const stop = setTimeout(() => { clearInterval(look); setWaited(true); }, patience_ms);
    return () => { clearInterval(look); clearTimeout(stop); };
  }, []);
  if (!count) return (
    <section className="card" role="status">
      {waited ? <><p>{t('welcome.none')}</p><p className="actions"><a className="button button-main" href="/">{t('welcome.go_today')}</a><a className="button button-quiet" href="/searches">{t('nav.searches')}</a></p></> : <><p>{t('welcome.looking')}</p><Skeleton lines={4} /></>}
    </section>
  );
  return (
    <section className="card">
      <p className="lead" role="status">{t('welcome.found', { n: count })}</p>
      <ul className="today-offers">{ids.slice(0, offersShown).map((id) => <li key={id}><OfferRowView item={items.get(id)!} href={`/inbox/${id}`} isCurrent={false} isSelected={false} isReachable onSelect={undefined} onSwipe={undefined} /></li>)}</ul>
      <div className="actions"><Button look="main" icon="inbox" onClick={() => navigate('/inbox')}>{t('welcome.triage')}</Button></div>
    </section>
  );
}
