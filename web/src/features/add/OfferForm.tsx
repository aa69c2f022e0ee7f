// An offer in a person's own words: typed in by hand, completed after its page was read, corrected later. What is typed stays on this
// device until it is saved or dropped, so neither a refusal, a closed window nor a lost connection costs it.
import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react';
import { ContractValues, RemotePolicyValues } from '../../gen/operations';
import { announce } from '../../shared/announce';
import { explain } from '../../shared/errors';
import { useT } from '../../shared/i18n';
import { useLive } from '../../shared/live';
import { Button, Field, Icon } from '../../shared/ui';
import { dropDraft, keepDraft, useDrafts } from '../documents/drafts';
import { check, draftDocument as document, draftOf, nothing, texts, type FieldName, type OwnOffer } from './own_offer';

const read = (text: string): OwnOffer => { try { return { ...nothing, ...JSON.parse(text) as Partial<OwnOffer> }; } catch { return nothing; } };
// What was typed at this place and is not saved, with what it was typed over.
export function useTyped(place: string) {
  const draft = useDrafts().find((d) => d.document === document && d.place === place);
  return useMemo(() => draft && { now: read(draft.text), before: read(draft.base) }, [draft]);
}

// `place`: the item's id, or "new". `stored`: as it is now. `unsaid`: what its page did not say.
interface Props { place: string; stored: OwnOffer; unsaid?: readonly FieldName[]; onSave: (before: OwnOffer, now: OwnOffer) => Promise<void> }

export function OfferForm({ place, stored, unsaid = [], onSave }: Props) {
  const t = useT();
  const { online } = useLive();
  const typed = useTyped(place);
  const [restored, setRestored] = useState(Boolean(typed));
  const { now: offer, before } = typed ?? { now: stored, before: stored };
  const [shown, setShown] = useState(false);                    // problems are told from the first try on
  const [tries, setTries] = useState(0);
  const [error, setError] = useState<string>();
  const [saved, setSaved] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const problems = shown ? check(offer, before) : {};
  useEffect(() => { if (tries) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(); }, [tries]);

  const set = (name: FieldName, value: string) => {
    setSaved(false);
    keepDraft(draftOf(place, before, { ...offer, [name]: value }));
  };
  const forget = () => { dropDraft({ document, place }); setRestored(false); };
  const drop = () => { forget(); setShown(false); setError(undefined); };
  const save = async (e: FormEvent) => {
    e.preventDefault();
    if (busy) return;
    setShown(true);
    setSaved(false);
    setError(undefined);
    const wrong = Object.keys(check(offer, before)).length;
    if (wrong) { setTries(tries + 1); announce(t('manual.check', { n: wrong })); return; }
    if (!online && place !== 'new') { setError(t('manual.offline')); return; }
    setBusy(true);
    try {
      await onSave(before, offer);
      forget();
      setShown(false);
      setSaved(place !== 'new');
    } catch (failure) { setError(explain(failure)); }
    setBusy(false);
  };
  const field = (name: FieldName) => ({ label: t(`manual.${name}`), error: problems[name] && t(problems[name]), hint: unsaid.includes(name) ? t('manual.unsaid') : undefined });
  const value = (name: FieldName) => ({ name, value: offer[name], onChange: (e: { target: { value: string } }) => set(name, e.target.value) });
  const line = (name: FieldName, more: { required?: boolean; inputMode?: 'numeric'; maxLength?: number; type?: 'date' } = {}) => (
    <Field {...field(name)}>{(ids) => <input {...ids} autoComplete="off" maxLength={250} {...more} {...value(name)} />}</Field>
  );
  return (
    <form ref={form} className="form" onSubmit={(e) => { void save(e); }} noValidate
      onKeyDown={(e) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); form.current?.requestSubmit(); } }}>
      {restored && <p className="note beside"><span>{t('manual.kept')}</span><Button look="quiet" icon="trash" onClick={drop}>{t('manual.drop')}</Button></p>}
      <p className="hint">{t('manual.required')}</p>
      {line('title', { required: true })}
      <div className="form-row">{line('companyName', { required: true })}{line('location')}</div>
      <Field {...field('description')}>{(ids) => <textarea {...ids} rows={8} {...value('description')} />}</Field>
      <Field {...field('remotePolicy')}>{(ids) => (
        <select {...ids} {...value('remotePolicy')}>
          <option value="">{t('manual.remote_unknown')}</option>
          {RemotePolicyValues.map((r) => <option key={r} value={r}>{t(`remote.${r}`)}</option>)}
        </select>
      )}</Field>
      <div className="form-row">{line('salaryMin', { inputMode: 'numeric' })}{line('salaryMax', { inputMode: 'numeric' })}{line('salaryCurrency', { maxLength: 3 })}</div>
      <Field {...field('contract')}>{(ids) => (
        <select {...ids} {...value('contract')}>
          <option value="">{t('manual.contract_unknown')}</option>
          {ContractValues.map((c) => <option key={c} value={c}>{t(`contract.${c}`)}</option>)}
        </select>
      )}</Field>
      <div className="form-row">{line('startDate')}{line('duration')}</div>
      <div className="form-row">{line('postedAt', { type: 'date' })}{line('expiresAt', { type: 'date' })}</div>
      {texts.slice(1).map((name) => <Field key={name} {...field(name)}>{(ids) => <textarea {...ids} rows={3} {...value(name)} />}</Field>)}
      {error && <p className="form-error" role="alert"><Icon name="alert" />{error}</p>}
      <div className="actions">
        <Button look="main" type="submit" disabled={busy}>{t(busy ? 'manual.saving' : place === 'new' ? 'manual.do' : 'manual.save')}</Button>
        <span role="status" className="note">{saved && <><Icon name="check" /> {t('manual.saved')}</>}</span>
      </div>
    </form>
  );
}
