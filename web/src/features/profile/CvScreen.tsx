// One CV: what was read from it on one side, its pages on the other, a coloured box around every fact. A fact shows its place, a
// place its fact; what is new is reviewed here.
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { MyProfile, type Fact } from '../../gen/operations';
import { announce } from '../../shared/announce';
import { request } from '../../shared/api';
import { date, useT } from '../../shared/i18n';
import { usePreferences } from '../../shared/preferences';
import { useQuery } from '../../shared/router';
import { visible } from '../../shared/text';
import { Button, Empty, Icon, Skeleton } from '../../shared/ui';
import { loadCv, useCv } from './cv_store';
import { DocumentState } from './DocumentState';
import { cvSections, titleOf } from './fact_words';
import { FactReview, FactText, Swatch } from './FactReview';

const PdfPages = lazy(() => import('./PdfPages'));
const PlainPages = lazy(() => import('./PlainPages'));

export function CvScreen({ id }: { id: string }) {
  const t = useT();
  const { language } = usePreferences();
  const { documents, review, facts, failed } = useCv();
  const asked = useQuery('fact') ?? undefined;
  const [selected, setSelected] = useState(asked);
  const [profileName, setProfileName] = useState<string>();
  useEffect(() => { void loadCv(); }, [language]);
  useEffect(() => { request(MyProfile).then((r) => setProfileName(r.myProfile.fullName ?? undefined)).catch(() => {}); }, []);
  const document = documents?.find((d) => d.id === id);
  const proposed = useMemo(() => review.filter((f) => f.documentId === id), [review, id]);
  const kept = useMemo(() => facts.filter((f) => f.documentId === id), [facts, id]);
  const all = useMemo(() => [...proposed, ...kept], [proposed, kept]);
  const list = useRef<HTMLDivElement>(null);
  const button = (factId: string) => [...list.current?.querySelectorAll<HTMLElement>('[data-fact]') ?? []].find((e) => e.dataset['fact'] === factId);
  useEffect(() => { if (asked && documents) button(asked)?.scrollIntoView({ block: 'center' }); }, [asked, documents]);

  if (failed && !documents) return <Empty icon="alert" title={t('error.could_not_load')}><Button look="main" onClick={() => void loadCv()}>{t('action.retry')}</Button></Empty>;
  if (!documents) return <div className="page"><Skeleton lines={8} /></div>;
  if (!document) return <Empty icon="profile" title={t('cv.gone')}><a className="button button-plain" href="/profile">{t('nav.profile')}</a></Empty>;

  const pick = (factId: string) => {
    setSelected(factId);
    const fact = all.find((f) => f.id === factId);
    if (fact?.places[0]) announce(t('cv.at_page', { what: titleOf(fact), page: fact.places[0].page }));
  };
  const pickOnPage = (factId: string) => {
    pick(factId);
    button(factId)?.scrollIntoView({ block: 'nearest' });
    button(factId)?.focus({ preventScroll: true });
  };
  const hasPages = document.mediaType === 'application/pdf' && document.state !== 'FAILED';
  return (
    <div className="cv">
      <div className="cv-facts" ref={list}>
        <a className="button button-quiet back" href="/profile"><Icon name="back" /><span>{t('nav.profile')}</span></a>
        <header className="cv-head">
          <h1 className="screen-title">{visible(document.fileName)}</h1>
          <p className="row-meta"><span>{t('cv.uploaded', { date: date(document.uploadedAt) })}</span>{document.pages ? <span>{t('cv.pages', { n: document.pages })}</span> : null}</p>
        </header>
        <DocumentState document={document} />
        <section className="card" aria-labelledby="cv-review">
          <h2 id="cv-review" tabIndex={-1} data-review-end>{t('cv.to_review', { n: proposed.length })}</h2>
          {proposed.length > 0 ? <><p className="hint">{t('cv.review_hint')}</p><FactReview facts={proposed} documentId={id} profileName={profileName} selected={selected} onSelect={pick} keys /></>
            : <p className="note">{t(document.state === 'READ' ? 'cv.all_reviewed' : document.state === 'FAILED' ? 'cv.nothing_read' : 'cv.still_reading')}</p>}
        </section>
        {kept.length > 0 && (
          <section className="card" aria-labelledby="cv-kept">
            <h2 id="cv-kept">{t('cv.in_profile', { n: kept.length })}</h2>
            {cvSections.filter((s) => kept.some((f) => f.section === s)).map((s) => (
              <section key={s} className="review-section" aria-label={t(`cv_section.${s}`)}>
                <h3><Swatch section={s} />{t(`cv_section.${s}`)}</h3>
                <ul className="proposals">{kept.filter((f) => f.section === s).map((f) => (
                  <li key={f.id}><button type="button" className={`kept ${f.id === selected ? 'is-current' : ''}`} aria-pressed={f.id === selected} data-fact={f.id} onClick={() => pick(f.id)}><FactText fact={f} /></button></li>
                ))}</ul>
              </section>
            ))}
          </section>
        )}
      </div>
      {document.state !== 'FAILED' && (
        <Suspense fallback={<div className="cv-pages"><Skeleton lines={12} /></div>}>
          {hasPages ? <PdfPages url={document.url} name={document.fileName} facts={all} selected={selected} onPick={pickOnPage} /> : <PlainPages document={document} facts={all} selected={selected} />}
        </Suspense>
      )}
    </div>
  );
}

// Where a fact stands, for the screens that show it elsewhere.
export function PlaceLink({ fact }: { fact: Fact | undefined }) {
  const t = useT();
  if (!fact) return null;
  const page = fact.places[0]?.page;
  return <a className="place-link" href={`/profile/cv/${fact.documentId}?fact=${fact.id}`} aria-label={t('cv.see_in', { what: titleOf(fact), file: visible(fact.fileName) })}><Icon name="pin" />{page ? t('cv.page_of', { page, file: visible(fact.fileName) }) : visible(fact.fileName)}</a>;
}
