// One search: what to look for, and what never to see. The same form serves the first search and every later change.
import { useState, type FormEvent, type ReactNode } from 'react';
import { LanguageValues, LetterToneValues, RemotePolicyValues, type CreateSearchConfigInput, type Language, type LetterTone, type RemotePolicy, type Search } from '../../gen/operations';
import { explain } from '../../shared/errors';
import { useT } from '../../shared/i18n';
import { fold } from '../../shared/text';
import { Button, ChipsInput, Field, Icon } from '../../shared/ui';
import { PlacesInput } from './PlacesInput';

export interface Draft {
  jobTitles: string[]; locations: string[]; keywords: string[]; redFlags: string[]; mustHave: string[];
  remotePolicy: RemotePolicy; salaryMin: string; salaryMax: string; startDate: string; duration: string; coverLetterTemplate: string;
  letterTone: LetterTone; letterLanguage: Language | '';      // '': the offer's
}
export const draftOf = (s?: Search): Draft => ({
  jobTitles: [...s?.jobTitles ?? []], locations: [...s?.locations ?? []], keywords: [...s?.keywords ?? []], redFlags: [...s?.redFlags ?? []], mustHave: [...s?.mustHave ?? []], remotePolicy: s?.remotePolicy ?? 'HYBRID',
  salaryMin: s?.salaryMin?.toString() ?? '', salaryMax: s?.salaryMax?.toString() ?? '', startDate: s?.startDate ?? '', duration: s?.duration ?? '', coverLetterTemplate: s?.coverLetterTemplate ?? '',
  letterTone: s?.letterTone ?? 'FORMAL', letterLanguage: s?.letterLanguage ?? '',
});

const money = (text: string) => { const digits = text.replace(/\D/g, ''); return digits ? Number(digits) : undefined; };
export const inputOf = (d: Draft): CreateSearchConfigInput => ({
  jobTitles: d.jobTitles, locations: d.locations, keywords: d.keywords, redFlags: d.redFlags, mustHave: d.mustHave, remotePolicy: d.remotePolicy, salaryMin: money(d.salaryMin), salaryMax: money(d.salaryMax),
  startDate: d.startDate.trim() || undefined, duration: d.duration.trim() || undefined, coverLetterTemplate: d.coverLetterTemplate.trim() || undefined,
  letterTone: d.letterTone, letterLanguage: d.letterLanguage || undefined,
});

const usual = {
  fr: ['astreinte', 'déplacements fréquents', 'ESN', 'stage', 'alternance', 'non rémunéré'],
  en: ['on-call', 'frequent travel', 'agency', 'internship', 'unpaid', 'commission only'],
};

interface Props {
  initial: Draft; submit: string; brief?: boolean;
  onSave: (draft: Draft) => Promise<void>;
  children?: (draft: Draft) => ReactNode;
}

export function SearchForm({ initial, submit, brief = false, onSave, children }: Props) {
  const t = useT();
  const [draft, setDraft] = useState(initial);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<Draft>) => { const next = { ...draft, ...change }; setDraft(next); };
  const text = (key: 'salaryMin' | 'salaryMax' | 'startDate' | 'duration') => ({ value: draft[key], onChange: (e: { target: { value: string } }) => set({ [key]: e.target.value }) });
  const min = money(draft.salaryMin), max = money(draft.salaryMax);
  const payError = min !== undefined && max !== undefined && min > max ? t('search.pay_order') : undefined;
  const flags = [...usual.fr, ...usual.en].filter((f) => usual[document.documentElement.lang === 'fr' ? 'fr' : 'en'].includes(f) && !draft.redFlags.some((x) => fold(x) === fold(f)));

  const save = async (e: FormEvent) => {
    e.preventDefault();
    if (!draft.jobTitles.length) { setError(t('search.needs_title')); return; }
    if (payError) { setError(payError); return; }
    setBusy(true);
    setError(undefined);
    try { await onSave(draft); } catch (failure) { setError(explain(failure)); } finally { setBusy(false); }
  };
  return (
    <form className="form" onSubmit={save} noValidate>
      <ChipsInput label={t('search.titles')} hint={t('search.titles_hint')} values={draft.jobTitles} onChange={(jobTitles) => set({ jobTitles })} placeholder={t('search.titles_example')} />
      <PlacesInput label={t('search.places')} hint={t('search.places_hint')} values={draft.locations} onChange={(locations) => set({ locations })} placeholder={t('search.places_example')} />
      <fieldset className="choice"><legend>{t('search.remote')}</legend>
        {RemotePolicyValues.map((r) => <label key={r}><input type="radio" name="remote" checked={draft.remotePolicy === r} onChange={() => set({ remotePolicy: r })} />{t(`remote.${r}`)}</label>)}
      </fieldset>
      <ChipsInput label={t('search.flags')} hint={t('search.flags_hint')} tone="flag" values={draft.redFlags} onChange={(redFlags) => set({ redFlags })} />
      {flags.length > 0 && <p className="suggestions"><span className="hint">{t('search.flags_usual')}</span>{flags.map((f) => <button key={f} type="button" className="pill" onClick={() => set({ redFlags: [...draft.redFlags, f] })}><Icon name="plus" />{f}</button>)}</p>}
      <ChipsInput label={t('search.keywords')} hint={t('search.keywords_hint')} values={draft.keywords} onChange={(keywords) => set({ keywords })} />
      <div className="form-row">
        <Field label={t('search.pay_min')} hint={t('search.pay_hint')}>{(ids) => <input {...ids} inputMode="numeric" autoComplete="off" {...text('salaryMin')} />}</Field>
        <Field label={t('search.pay_max')} error={payError}>{(ids) => <input {...ids} inputMode="numeric" autoComplete="off" {...text('salaryMax')} />}</Field>
      </div>
      {!brief && (
        <>
          <ChipsInput label={t('search.must')} hint={t('search.must_hint')} values={draft.mustHave} onChange={(mustHave) => set({ mustHave })} />
          <div className="form-row">
            <Field label={t('search.start')}>{(ids) => <input {...ids} maxLength={100} {...text('startDate')} />}</Field>
            <Field label={t('search.duration')}>{(ids) => <input {...ids} maxLength={100} {...text('duration')} />}</Field>
          </div>
          <Field label={t('search.letter')} hint={t('search.letter_hint')}>{(ids) => <textarea {...ids} rows={8} maxLength={20_000} value={draft.coverLetterTemplate} onChange={(e) => set({ coverLetterTemplate: e.target.value })} />}</Field>
          <div className="form-row">
            <Field label={t('search.letter_tone')}>{(ids) => <select {...ids} value={draft.letterTone} onChange={(e) => set({ letterTone: e.target.value as LetterTone })}>{LetterToneValues.map((x) => <option key={x} value={x}>{t(`write.tone_${x}`)}</option>)}</select>}</Field>
            <Field label={t('search.letter_language')}>{(ids) => <select {...ids} value={draft.letterLanguage} onChange={(e) => set({ letterLanguage: e.target.value as Language | '' })}><option value="">{t('search.letter_language_offer')}</option>{LanguageValues.map((x) => <option key={x} value={x}>{t(`write.language_${x}`)}</option>)}</select>}</Field>
          </div>
        </>
      )}
      {children?.(draft)}
      {error && <p className="form-error" role="alert"><Icon name="alert" />{error}</p>}
      <div className="actions"><Button look="main" type="submit" disabled={busy}>{submit}</Button></div>
    </form>
  );
}
