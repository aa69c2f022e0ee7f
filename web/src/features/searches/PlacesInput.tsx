// Places as chips, each chosen from what the server knows by that beginning; a town of France may have a radius. What nobody knows may be
// typed all the same. Keyboard: arrows, Enter, Escape (the ARIA combobox with a list).
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { Places, type PlacesResult } from '../../gen/operations';
import { request } from '../../shared/api';
import { useT } from '../../shared/i18n';
import { usePreferences } from '../../shared/preferences';
import { Field, Icon } from '../../shared/ui';
import { radii, withRadius, withoutRadius, radiusOf } from './place_text';

type Place = PlacesResult['places'][number];
const pause_ms = 120, shown_max = 8, values_max = 50;

export function PlacesInput({ label, hint, placeholder, values, onChange }: { label: string; hint: string; placeholder: string; values: readonly string[]; onChange: (values: string[]) => void }) {
  const t = useT();
  const { language } = usePreferences();
  const [text, setText] = useState('');
  const [found, setFound] = useState<readonly Place[]>([]);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const [towns, setTowns] = useState<ReadonlySet<string>>(new Set());        // places that may have a radius
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const upper = language === 'fr' ? 'FR' as const : 'EN' as const;

  useEffect(() => {
    const prefix = text.trim();
    if (prefix.length < 2) { setFound([]); setOpen(false); return; }
    const gone = new AbortController();
    const timer = setTimeout(() => {
      request(Places, { prefix, first: shown_max, language: upper }, gone.signal).then(({ places }) => { setFound(places); setAt(-1); setOpen(places.length > 0); }).catch(() => { /* typed by hand then */ });
    }, pause_ms);
    return () => { clearTimeout(timer); gone.abort(); };
  }, [text, upper]);
  // Of places that were saved before: which of them are towns.
  const saved = values.map(withoutRadius).join('|');
  useEffect(() => {
    const gone = new AbortController();
    for (const place of new Set(values.map(withoutRadius))) {
      if (towns.has(place) || place.length < 2) continue;
      request(Places, { prefix: place, first: 1, language: upper }, gone.signal).then(({ places: [p] }) => { if (p?.kind === 'COMMUNE' && p.text.toLocaleLowerCase() === place.toLocaleLowerCase()) setTowns((s) => new Set(s).add(place)); }).catch(() => {});
    }
    return () => gone.abort();
    // eslint-disable-next-line
  }, [saved]);

  const add = (raw: string) => {
    const next = [...values];
    for (const w of raw.split(/[,;\n]/).map((x) => x.trim()).filter(Boolean)) if (next.length < values_max && !next.some((v) => withoutRadius(v).toLocaleLowerCase() === withoutRadius(w).toLocaleLowerCase())) next.push(w);
    if (next.length > values.length) onChange(next);
    setText('');
    setOpen(false);
  };
  const pick = (p: Place) => {
    if (p.kind === 'COMMUNE') setTowns((s) => new Set(s).add(p.text));
    add(p.text.replace(/[,;]/g, ' '));
    input.current?.focus();
  };
  const detail = (p: Place) => [p.kind === 'COMMUNE' && p.departementName ? `${p.departement} ${p.departementName}` : p.kind === 'CITY' ? p.countryName : p.kind === 'DEPARTEMENT' ? p.regionName : undefined, t(`place.${p.kind}`)].filter(Boolean).join(' · ');
  const onKey = (e: KeyboardEvent) => {
    if (e.key === 'ArrowDown' && found.length) { e.preventDefault(); setOpen(true); setAt((i) => (i + 1) % found.length); }
    else if (e.key === 'ArrowUp' && open) { e.preventDefault(); setAt((i) => (i <= 0 ? found.length - 1 : i - 1)); }
    else if (e.key === 'Enter' && text.trim()) { e.preventDefault(); const p = open ? found[at] : undefined; if (p) pick(p); else add(text); }
    else if (e.key === 'Escape' && open) { e.preventDefault(); e.stopPropagation(); setOpen(false); }
    else if (e.key === 'Backspace' && !text && values.length) onChange(values.slice(0, -1));
  };
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <div className="places">
          <div className="chips-input chips-neutral" onClick={(e) => { if (e.target === e.currentTarget) input.current?.focus(); }}>
            {values.map((v) => (
              <span className="chip" key={v}>{withoutRadius(v)}
                {(towns.has(withoutRadius(v)) || radiusOf(v) !== undefined) && (
                  <select className="chip-radius" aria-label={t('place.radius', { place: withoutRadius(v) })} value={radiusOf(v) ?? 0} onChange={(e) => onChange(values.map((x) => (x === v ? withRadius(v, Number(e.target.value)) : x)))}>
                    {[...new Set([0, ...radii, radiusOf(v) ?? 0])].sort((a, b) => a - b).map((km) => <option key={km} value={km}>{km ? t('place.km', { n: km }) : t('place.no_radius')}</option>)}
                  </select>
                )}
                <button type="button" aria-label={t('action.remove_word', { word: v })} onClick={() => { onChange(values.filter((x) => x !== v)); input.current?.focus(); }}><Icon name="x" /></button>
              </span>
            ))}
            <input {...ids} ref={input} value={text} maxLength={200} placeholder={values.length ? undefined : placeholder} autoComplete="off" enterKeyHint="done" role="combobox" aria-autocomplete="list" aria-expanded={open} aria-controls={list}
              aria-activedescendant={open && at >= 0 ? `${list}-${at}` : undefined}
              onChange={(e) => { if (/[,;\n]/.test(e.target.value)) add(e.target.value); else setText(e.target.value); }} onBlur={() => add(text)} onKeyDown={onKey} />
          </div>
          <ul role="listbox" id={list} aria-label={t('place.suggestions')} className="places-list" hidden={!open}>
            {open && found.map((p, i) => (
              <li key={`${p.kind} ${p.text} ${p.insee ?? ''}`} id={`${list}-${i}`} role="option" aria-selected={i === at} onPointerDown={(e) => { e.preventDefault(); pick(p); }} onPointerMove={() => setAt(i)}><Icon name="pin" /><span>{p.name}<small>{detail(p)}</small></span></li>
            ))}
          </ul>
          <span className="hidden" role="status">{open ? t('place.found', { n: found.length }) : ''}</span>
        </div>
      )}
    </Field>
  );
}
