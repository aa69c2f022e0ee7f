// What JobMate knows of the person, by section: what analyses and letters rest on. Saved as a whole, when the person says so.
import { useEffect, useMemo, useState, type FormEvent } from 'react';
import { MyProfile, ProfileStatusValues, SaveProfile, type CvSection, type Fact, type ProfileFields, type ProfileStatus } from '../../gen/operations';
import { toast } from '../../shared/announce';
import { request } from '../../shared/api';
import { explain } from '../../shared/errors';
import { date, isMessageKey, useT } from '../../shared/i18n';
import { onEvent } from '../../shared/live';
import { usePreferences } from '../../shared/preferences';
import { usePath } from '../../shared/router';
import { fold, visible } from '../../shared/text';
import { Button, ChipsInput, Empty, Field, Icon, Skeleton } from '../../shared/ui';
import { loadCv, readAgain, useCv } from './cv_store';
import { CvScreen, PlaceLink } from './CvScreen';
import { CvUpload } from './CvUpload';
import { DocumentState } from './DocumentState';
import { wordsOf } from './fact_words';
import { FactText } from './FactReview';
import { levels, readEntries, readSkills, sections, writeEntries, writeSkills, type Entry, type Section, type Skill } from './facts';

interface Draft { fullName: string; status: ProfileStatus | ''; skills: Skill[]; entries: Record<Section, Entry[]> }
const draftOf = (p: ProfileFields): Draft => ({
  fullName: p.fullName ?? '', status: p.status ?? '', skills: readSkills(p.skills),
  entries: { experience: readEntries(p.experience), education: readEntries(p.education), projects: readEntries(p.projects), certifications: readEntries(p.certifications) },
});
const blank: Entry = { title: '', place: '', start: '', end: '', text: '', rest: {} };

let changedElsewhere = () => {};
onEvent('CV_PARSED', () => changedElsewhere());

export default function ProfileScreen() {
  const path = usePath();
  return path.startsWith('/profile/cv/') ? <CvScreen key={path} id={path.slice('/profile/cv/'.length)} /> : <ProfileForm />;
}

// Which accepted fact of a CV an entry came from: the same words in the same section.
const sectionOf: Record<Section, CvSection> = { experience: 'EXPERIENCE', education: 'EDUCATION', projects: 'PROJECTS', certifications: 'CERTIFICATIONS' };
function factOf(facts: readonly Fact[], section: CvSection, title: string, place = ''): Fact | undefined {
  return facts.find((f) => { const w = wordsOf(f); return f.section === section && fold(w.title) === fold(title) && (!place || fold(w.sub).startsWith(fold(place))); });
}

function ProfileForm() {
  const t = useT();
  const { facts } = useCv();
  const [draft, setDraft] = useState<Draft>();
  const [failed, setFailed] = useState(false);
  const [dirty, setDirty] = useState(false);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const read = () => { request(MyProfile).then(({ myProfile }) => { setDraft(draftOf(myProfile)); setDirty(false); setFailed(false); }).catch(() => setFailed(true)); };
  useEffect(() => { read(); }, []);
  useEffect(() => { changedElsewhere = () => { if (!dirty) read(); }; return () => { changedElsewhere = () => {}; }; }, [dirty]);
  useEffect(() => {
    if (!dirty) return;
    const stay = (e: BeforeUnloadEvent) => e.preventDefault();
    addEventListener('beforeunload', stay);
    return () => removeEventListener('beforeunload', stay);
  }, [dirty]);

  if (failed) return <Empty icon="alert" title={t('error.could_not_load')}><Button look="main" onClick={read}>{t('action.retry')}</Button></Empty>;
  if (!draft) return <div className="page"><Skeleton lines={8} /></div>;
  const set = (change: Partial<Draft>) => { setDraft({ ...draft, ...change }); setDirty(true); };
  const setEntries = (s: Section, list: Entry[]) => set({ entries: { ...draft.entries, [s]: list } });

  const save = async (e: FormEvent) => {
    e.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const { updateProfile } = await request(SaveProfile, { input: {
        fullName: draft.fullName.trim(), ...(draft.status && { status: draft.status }), skills: writeSkills(draft.skills),
        experience: writeEntries(draft.entries.experience, 'experience'), education: writeEntries(draft.entries.education, 'education'),
        projects: writeEntries(draft.entries.projects, 'projects'), certifications: writeEntries(draft.entries.certifications, 'certifications'),
      } });
      setDraft(draftOf(updateProfile));
      setDirty(false);
      toast(t('profile.saved'));
    } catch (failure) { setError(explain(failure)); } finally { setBusy(false); }
  };
  return (
    <form className="page narrow" onSubmit={save} noValidate>
      <h1 className="screen-title">{t('nav.profile')}</h1>
      <p className="lead">{t('profile.lead')}</p>
      <CvCard />
      <section className="card" aria-labelledby="profile-you">
        <h2 id="profile-you">{t('profile.you')}</h2>
        <div className="form-row">
          <Field label={t('profile.name')}>{(ids) => <input {...ids} autoComplete="name" maxLength={200} value={draft.fullName} onChange={(e) => set({ fullName: e.target.value })} />}</Field>
          <Field label={t('profile.status')}>{(ids) => (
            <select {...ids} value={draft.status} onChange={(e) => set({ status: e.target.value as ProfileStatus | '' })}>
              {!draft.status && <option value="">{t('profile.status_none')}</option>}
              {ProfileStatusValues.map((s) => <option key={s} value={s}>{t(`profile_status.${s}`)}</option>)}
            </select>
          )}</Field>
        </div>
      </section>
      <Skills skills={draft.skills} facts={facts} onChange={(skills) => set({ skills })} />
      {sections.map((s) => <EntryList key={s} section={s} facts={facts} entries={draft.entries[s]} onChange={(list) => setEntries(s, list)} />)}
      {error && <p className="form-error" role="alert"><Icon name="alert" />{error}</p>}
      <div className={`save-bar ${dirty ? 'is-dirty' : ''}`}><span className="hint">{t(dirty ? 'profile.unsaved' : 'profile.all_saved')}</span><Button look="main" type="submit" disabled={busy || !dirty}>{t('profile.save')}</Button></div>
    </form>
  );
}

// The CVs: the newest with what waits for review, older ones behind it.
function CvCard() {
  const t = useT();
  const { language } = usePreferences();
  const { documents, review, facts, upload } = useCv();
  useEffect(() => { void loadCv(); }, [language]);
  const [newest, ...older] = documents ?? [];
  const waiting = newest ? review.filter((f) => f.documentId === newest.id).length : 0;
  const beside = useMemo(() => facts.filter((f) => ['CONTACT', 'SUMMARY', 'LANGUAGES'].includes(f.section) && f.field !== 'fullName'), [facts]);
  return (
    <section className="card" aria-labelledby="profile-cv">
      <h2 id="profile-cv">{t('cv.title')}</h2>
      {!newest && <p className="note">{t('cv.none')}</p>}
      {newest && (
        <div className="cv-card">
          <Icon name="profile" />
          <div><a href={`/profile/cv/${newest.id}`}><b>{visible(newest.fileName)}</b></a><p className="row-meta"><span>{t('cv.uploaded', { date: date(newest.uploadedAt) })}</span>{newest.pages ? <span>{t('cv.pages', { n: newest.pages })}</span> : null}</p></div>
          {waiting > 0 ? <a className="button button-main" href={`/profile/cv/${newest.id}`}>{t('cv.review_n', { n: waiting })}</a> : newest.state === 'READ' && <a className="button button-plain" href={`/profile/cv/${newest.id}`}>{t('cv.open')}</a>}
        </div>
      )}
      {newest && (upload.url !== newest.url || upload.state === 'done') && <DocumentState document={newest} />}
      <CvUpload again={Boolean(newest)} />
      {beside.length > 0 && (
        <details className="section"><summary><h3>{t('cv.beside', { n: beside.length })}</h3></summary>
          <ul className="plain">{beside.map((f) => <li key={f.id} className="beside"><span><FactText fact={f} /></span><PlaceLink fact={f} /></li>)}</ul>
        </details>
      )}
      {older.length > 0 && (
        <details className="section"><summary><h3>{t('cv.older', { n: older.length })}</h3></summary>
          <ul className="plain">{older.map((d) => (
            <li key={d.id} className="beside"><span><a href={`/profile/cv/${d.id}`}>{visible(d.fileName)}</a> <small>{t('cv.uploaded', { date: date(d.uploadedAt) })}</small>{d.error && <small>{d.error}</small>}</span>
              <Button look="quiet" icon="undo" onClick={() => void readAgain(d)}>{t('cv.read_again')}</Button></li>
          ))}</ul>
        </details>
      )}
    </section>
  );
}

function Skills({ skills, facts, onChange }: { skills: Skill[]; facts: readonly Fact[]; onChange: (list: Skill[]) => void }) {
  const t = useT();
  const remove = (s: Skill) => { onChange(skills.filter((x) => x !== s)); toast(t('profile.removed', { title: s.name }), { action: { label: t('action.undo'), run: () => onChange(skills) } }); };
  const levelName = (level: string) => (isMessageKey(`level_of.${level}`) ? t(`level_of.${level}` as 'level_of.expert') : level);
  return (
    <section className="card" aria-labelledby="profile-skills">
      <h2 id="profile-skills">{t('profile.skills')}</h2>
      {skills.length > 0 && (
        <ul className="skill-list">{skills.map((s) => (
          <li key={s.name}>
            <span className="skill-name">{visible(s.name)}<PlaceLink fact={factOf(facts, 'SKILLS', s.name)} /></span>
            <select aria-label={t('profile.level_of', { skill: s.name })} value={s.level ?? ''} onChange={(e) => onChange(skills.map((x) => (x === s ? { ...s, level: e.target.value || undefined } : x)))}>
              <option value="">{t('profile.level_none')}</option>
              {[...new Set([...levels, ...(s.level ? [s.level] : [])])].map((l) => <option key={l} value={l}>{levelName(l)}</option>)}
            </select>
            <Button look="quiet" icon="x" aria-label={t('action.remove_word', { word: s.name })} onClick={() => remove(s)} />
          </li>
        ))}</ul>
      )}
      <ChipsInput label={t('profile.add_skills')} hint={t('profile.skills_hint')} max={200} values={[]}
        onChange={(list) => onChange([...skills, ...list.filter((name) => !skills.some((s) => fold(s.name) === fold(name))).map((name) => ({ name, level: undefined, rest: undefined }))])} />
    </section>
  );
}

function EntryList({ section, entries, facts, onChange }: { section: Section; entries: Entry[]; facts: readonly Fact[]; onChange: (list: Entry[]) => void }) {
  const t = useT();
  const change = (i: number, part: Partial<Entry>) => onChange(entries.map((e, j) => (j === i ? { ...e, ...part } : e)));
  const remove = (i: number) => {
    const before = entries;
    onChange(entries.filter((_, j) => j !== i));
    toast(t('profile.removed', { title: entries[i]!.title || t(`section.${section}`) }), { action: { label: t('action.undo'), run: () => onChange(before) } });
  };
  return (
    <section className="card" aria-labelledby={`section-${section}`}>
      <header className="card-head"><h2 id={`section-${section}`}>{t(`section.${section}`)}</h2><Button icon="plus" onClick={() => onChange([...entries, blank])}>{t(`section_add.${section}`)}</Button></header>
      {entries.length === 0 && <p className="note">{t(`section_none.${section}`)}</p>}
      {entries.map((e, i) => (
        <fieldset className="entry" key={i}><legend className="hidden">{e.title || t('profile.entry', { n: i + 1 })}</legend>
          <div className="form-row">
            <Field label={t(`entry_title.${section}`)}>{(ids) => <input {...ids} maxLength={300} value={e.title} onChange={(x) => change(i, { title: x.target.value })} />}</Field>
            <Field label={t(`entry_place.${section}`)}>{(ids) => <input {...ids} maxLength={300} value={e.place} onChange={(x) => change(i, { place: x.target.value })} />}</Field>
          </div>
          <div className="form-row">
            <Field label={t('profile.start')}>{(ids) => <input {...ids} maxLength={40} placeholder={t('profile.date_example')} value={e.start} onChange={(x) => change(i, { start: x.target.value })} />}</Field>
            <Field label={t('profile.end')}>{(ids) => <input {...ids} maxLength={40} value={e.end} onChange={(x) => change(i, { end: x.target.value })} />}</Field>
          </div>
          <Field label={t('profile.text')}>{(ids) => <textarea {...ids} rows={3} maxLength={10_000} value={e.text} onChange={(x) => change(i, { text: x.target.value })} />}</Field>
          <div className="actions"><PlaceLink fact={e.title ? factOf(facts, sectionOf[section], e.title, e.place) : undefined} /><Button look="quiet" icon="trash" onClick={() => remove(i)}>{t('profile.remove')}</Button></div>
        </fieldset>
      ))}
    </section>
  );
}
