// What a reading proposes, by section: accepted, edited or skipped, one by one or together. Nothing joins the profile unasked.
import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { CvSection, Fact } from '../../gen/operations';
import { useHotkeys } from '../../shared/hotkeys';
import { isMessageKey, useT } from '../../shared/i18n';
import { visible } from '../../shared/text';
import { Button, Field } from '../../shared/ui';
import { reviewFact, reviewSections } from './cv_store';
import { cvSections, partsOf, titleOf, valueOf, wordsOf } from './fact_words';

interface Props { facts: readonly Fact[]; documentId: string; profileName?: string | undefined; selected?: string | undefined; onSelect?: (id: string) => void; keys?: boolean }

export function FactReview({ facts, documentId, profileName, selected, onSelect, keys = false }: Props) {
  const t = useT();
  const [edited, setEdited] = useState<string>();
  const sections = cvSections.filter((s) => facts.some((f) => f.section === s));
  const order = sections.flatMap((s) => facts.filter((f) => f.section === s));
  const at = order.findIndex((f) => f.id === selected);
  const current = at >= 0 ? order[at] : undefined;
  const focus = (id: string | undefined) => {
    if (!id) return;
    onSelect?.(id);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-fact="${id}"]`)?.focus());
  };
  // The next proposal has the focus when this one is decided.
  const decide = (fact: Fact, act: () => void) => {
    const i = order.indexOf(fact);
    const next = (order[i + 1] ?? order[i - 1])?.id;
    act();
    setEdited(undefined);
    if (next) focus(next); else requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-review-end]')?.focus());
  };
  const on = (run: (f: Fact) => void) => (keys && current && !edited ? () => run(current) : undefined);
  useHotkeys(keys ? {
    j: () => focus(order[Math.min(at + 1, order.length - 1)]?.id), k: () => focus(order[Math.max(at - 1, 0)]?.id),
    a: on((f) => decide(f, () => reviewFact(f, 'ACCEPT'))), s: on((f) => decide(f, () => reviewFact(f, 'SKIP'))), e: on((f) => setEdited(f.id)),
  } : {});
  return (
    <>
      <div className="actions"><Button look="main" icon="check" onClick={() => void reviewSections(sections, 'ACCEPT', documentId)}>{t('cv.accept_all', { n: facts.length })}</Button></div>
      {sections.map((s) => {
        const those = facts.filter((f) => f.section === s);
        return (
          <section key={s} className="review-section" aria-label={t(`cv_section.${s}`)}>
            <header className="card-head">
              <h3><Swatch section={s} />{t(`cv_section.${s}`)} <span className="count">{those.length}</span></h3>
              {those.length > 1 && <span className="actions">
                <Button look="quiet" icon="check" aria-label={t('cv.accept_section', { section: t(`cv_section.${s}`) })} onClick={() => void reviewSections([s], 'ACCEPT', documentId)}>{t('cv.accept_these')}</Button>
                <Button look="quiet" icon="x" aria-label={t('cv.skip_section', { section: t(`cv_section.${s}`) })} onClick={() => void reviewSections([s], 'SKIP', documentId)}>{t('cv.skip_these')}</Button>
              </span>}
            </header>
            <ul className="proposals">{those.map((f) => (
              <li key={f.id} className={`proposal ${f.id === selected ? 'is-current' : ''}`}>
                {edited === f.id ? <FactEditor fact={f} onDone={(value) => decide(f, () => reviewFact(f, 'EDIT', value))} onCancel={() => { setEdited(undefined); focus(f.id); }} /> : (
                  <>
                    <div className="proposal-text" tabIndex={-1} data-fact={f.id} onClick={() => onSelect?.(f.id)}>
                      <FactText fact={f} />
                      {f.field === 'fullName' && profileName && profileName !== f.value && <p className="hint">{t('cv.now', { value: visible(profileName) })}</p>}
                    </div>
                    <span className="actions">
                      {onSelect && f.places.length > 0 && <Button look="quiet" icon="pin" aria-label={t('cv.show_place', { what: titleOf(f) })} aria-pressed={f.id === selected} onClick={() => onSelect(f.id)} />}
                      <Button look="quiet" icon="check" aria-label={t('cv.accept_one', { what: titleOf(f) })} onClick={() => decide(f, () => reviewFact(f, 'ACCEPT'))} />
                      <Button look="quiet" icon="edit" aria-label={t('cv.edit_one', { what: titleOf(f) })} onClick={() => setEdited(f.id)} />
                      <Button look="quiet" icon="x" aria-label={t('cv.skip_one', { what: titleOf(f) })} onClick={() => decide(f, () => reviewFact(f, 'SKIP'))} />
                    </span>
                  </>
                )}
              </li>
            ))}</ul>
          </section>
        );
      })}
    </>
  );
}

export const Swatch = ({ section }: { section: CvSection }) => <span className={`swatch cv-${section.toLowerCase()}`} aria-hidden="true" />;

export function FactText({ fact }: { fact: Fact }) {
  const t = useT();
  const w = wordsOf(fact);
  const label = isMessageKey(`fact.${fact.field}`) ? t(`fact.${fact.field}` as 'fact.email') : undefined;
  const when = [w.from, w.current ? t('cv.today') : w.to].filter(Boolean).join(' – ');
  return (
    <>
      <b className={fact.section === 'SUMMARY' ? 'plain-words' : ''}>{label && <small className="fact-label">{label} </small>}{w.title || w.sub}{w.level && <small className="tag">{w.level}</small>}</b>
      {(w.title && w.sub) || when ? <span className="row-sub">{[w.title ? w.sub : '', when].filter(Boolean).join(' · ')}</span> : null}
      {w.lines.length > 0 && <ul className="fact-lines">{w.lines.map((l, i) => <li key={i}>{l}</li>)}</ul>}
    </>
  );
}

function FactEditor({ fact, onDone, onCancel }: { fact: Fact; onDone: (value: ReturnType<typeof valueOf>) => void; onCancel: () => void }) {
  const t = useT();
  const [parts, setParts] = useState(() => partsOf(fact));
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => { form.current?.querySelector<HTMLElement>('input, textarea')?.focus(); }, []);
  const isEmpty = parts.every((p) => !p.text.trim());
  const save = (e: FormEvent) => { e.preventDefault(); if (!isEmpty) onDone(valueOf(fact, parts)); };
  return (
    <form ref={form} className="form fact-editor" onSubmit={save} onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); onCancel(); } }}>
      <div className="form-row">{parts.filter((p) => !p.isList).map((p) => (
        <Field key={p.key} label={t(`fact.${p.key}` as 'fact.title')}>{(ids) => <input {...ids} maxLength={500} value={p.text} onChange={(e) => setParts(parts.map((x) => (x === p ? { ...p, text: e.target.value } : x)))} />}</Field>
      ))}</div>
      {parts.filter((p) => p.isList).map((p) => (
        <Field key={p.key} label={t(`fact.${p.key}` as 'fact.bullets')}>{(ids) => <textarea {...ids} rows={4} maxLength={10_000} value={p.text} onChange={(e) => setParts(parts.map((x) => (x === p ? { ...p, text: e.target.value } : x)))} />}</Field>
      ))}
      <div className="actions"><Button look="main" type="submit" disabled={isEmpty}>{t('cv.accept_edited')}</Button><Button look="quiet" onClick={onCancel}>{t('action.cancel')}</Button></div>
    </form>
  );
}
