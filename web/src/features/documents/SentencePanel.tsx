// One sentence, opened: what it rests on, and what can be done with it.
import { useEffect, useId, useMemo, useRef, useState, type FormEvent, type ReactNode } from 'react';
import type { KnownFact } from '../../gen/operations';
import { copyText } from '../../shared/copy';
import { useT } from '../../shared/i18n';
import { useLive } from '../../shared/live';
import { fold, visible } from '../../shared/text';
import { Button, Field, Icon } from '../../shared/ui';
import { change, regenerate, tidy, useBusy, type Paragraph, type ShownDocument, type ShownSentence } from './documents_store';
import { dropDraft, keepDraft, useDrafts } from './drafts';
import { entryOf } from './fact_words';
import { WordIt } from './ParagraphWish';

export type Mode = 'look' | 'edit' | 'tie' | 'add';
interface Props { doc: ShownDocument; paragraph: Paragraph; sentence: ShownSentence; mode: Mode; readOnly: boolean; onMode: (mode: Mode) => void; onClose: () => void }
const textMax = 1900;

export function SentencePanel(props: Props) {
  const { doc, paragraph, sentence: s, mode, readOnly, onMode, onClose } = props;
  const t = useT();
  const title = useId();
  const panel = useRef<HTMLElement>(null);
  const busy = useBusy();
  const { online } = useLive();
  useEffect(() => { (panel.current?.querySelector<HTMLElement>('[data-first]') ?? panel.current)?.focus({ preventScroll: true }); panel.current?.scrollIntoView({ block: 'nearest' }); }, [mode]);
  const isHole = s.claims.some((c) => c.kind === 'PLACEHOLDER');
  const done = () => onMode('look');
  return (
    <section className={`sentence-panel is-${s.checking ? 'checking' : s.state.toLowerCase()}`} aria-labelledby={title} ref={panel} tabIndex={-1} data-panel
      onKeyDown={(e) => { if (e.key === 'Escape' && !e.defaultPrevented) { e.preventDefault(); e.stopPropagation(); if (mode === 'look') onClose(); else done(); } }}>
      <header className="card-head"><h2 id={title}>{t(s.checking ? 'write.state_checking' : `write.state_${s.state}`)}</h2><Button look="quiet" icon="x" aria-label={t('action.close')} onClick={onClose} /></header>
      {s.why && <p>{s.why}</p>}
      {s.facts.length > 0 && <ul className="known-facts" aria-label={t('write.rests_on')}>{s.facts.map((f) => <FactLine key={f.id} fact={f} doc={doc} />)}</ul>}
      {s.gone.length > 0 && <div><p className="hint">{t('write.gone')}</p><ul className="known-facts">{s.gone.map((f) => <li key={f.id}><s>{visible(f.text)}</s></li>)}</ul></div>}
      {readOnly ? <p className="hint">{t('write.old_version')}</p> : mode === 'edit' ? <Writing key="edit" {...props} place={s.id} base={s.text} onDone={done} />
        : mode === 'add' ? <Writing key="add" {...props} place={`+${paragraph.id}`} base="" onDone={done} />
          : mode === 'tie' ? <Tying doc={doc} sentence={s} onDone={done} /> : (
            <div className="actions">
              <Button look="main" icon="edit" shortcut="e" onClick={() => onMode('edit')}>{t('write.edit')}</Button>
              {!isHole && <Button icon="pin" onClick={() => onMode('tie')}>{t('write.tie')}</Button>}
              {s.state === 'UNSUPPORTED' && !isHole && <Button icon="shield" onClick={() => change(doc.id, { do: 'own', sentence: s.id, owned: true, before: s.text })}>{t('write.own')}</Button>}
              {s.state === 'OWNED' && <Button icon="undo" onClick={() => change(doc.id, { do: 'own', sentence: s.id, owned: false, before: s.text })}>{t('write.unown')}</Button>}
              <Button icon="plus" onClick={() => onMode('add')}>{t('write.add')}</Button>
              <Button disabled={!online || busy !== undefined} onClick={() => { onClose(); void regenerate(doc, paragraph.id); }}>{t('write.regenerate')}</Button>
              <WordIt doc={doc} paragraph={paragraph} onAsked={onClose} />
              <Button look="quiet" icon="trash" onClick={() => { onClose(); change(doc.id, { do: 'edit', sentence: s.id, text: '', before: s.text }); }}>{t('write.take_out')}</Button>
            </div>
          )}
    </section>
  );
}

export function FactLine({ fact, doc, children }: { fact: KnownFact; doc: ShownDocument; children?: ReactNode }) {
  const t = useT();
  const of = entryOf(fact, doc.facts);
  return <li><small className="fact-label">{t(`fact_role.${fact.role}`)}</small> <span>{visible(fact.text)}{of && <small> {visible(of)}</small>}</span>{children}</li>;
}

// Words of one's own for a sentence, or for one more. What is typed is a draft until it is saved; a sentence that was changed meanwhile
// is shown beside it.
function Writing({ doc, paragraph, sentence: s, place, base, onDone }: Props & { place: string; base: string; onDone: () => void }) {
  const t = useT();
  const draft = useDrafts().find((d) => d.document === doc.id && d.place === place);
  const [from] = useState(draft?.base ?? base);
  const [text, setText] = useState(draft?.text ?? base);
  const isNew = place.startsWith('+');
  const theirs = !isNew && !s.checking && s.text !== from ? s.text : undefined;
  const mine = tidy(text);
  const type = (next: string) => { setText(next); if (tidy(next) === from) dropDraft({ document: doc.id, place }); else keepDraft({ document: doc.id, place, base: from, text: next }); };
  const close = () => { dropDraft({ document: doc.id, place }); onDone(); };
  const save = (e?: FormEvent) => {
    e?.preventDefault();
    if (!mine) return;
    if (isNew) change(doc.id, { do: 'add', paragraph: paragraph.id, after: s.id, text: mine });
    else if (mine !== s.text) change(doc.id, { do: 'edit', sentence: s.id, text: mine, before: s.text });
    close();
  };
  return (
    <form className="form" onSubmit={save} aria-label={t(isNew ? 'write.add' : 'write.edit')}>
      {theirs !== undefined && <p className="warn-note" role="alert"><Icon name="alert" /><span>{t('write.meanwhile')}<q>{visible(theirs)}</q></span></p>}
      <Field label={t(isNew ? 'write.new_sentence' : 'write.sentence')} hint={t('write.sentence_hint')}>
        {(ids) => <textarea {...ids} data-first value={text} maxLength={textMax} lang={doc.language.toLowerCase()} onChange={(e) => type(e.target.value)}
          onKeyDown={(e) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); save(); } }} />}
      </Field>
      <div className="actions">
        <Button look="main" type="submit" disabled={!mine || (!isNew && mine === s.text)}>{t(theirs === undefined ? 'write.save' : 'write.save_mine')}</Button>
        <Button look="quiet" onClick={close}>{t(theirs === undefined ? 'action.cancel' : 'write.keep_theirs')}</Button>
      </div>
    </form>
  );
}

// The facts a sentence rests on: these and no others.
const factsShown = 60;
function Tying({ doc, sentence: s, onDone }: { doc: ShownDocument; sentence: ShownSentence; onDone: () => void }) {
  const t = useT();
  const [chosen, setChosen] = useState<readonly string[]>(() => s.facts.map((f) => f.id));
  const [text, setText] = useState('');
  // Those it rests on, then those that share a word with it.
  const order = useMemo(() => {
    const words = new Set(fold(s.text).split(/[^\p{L}\p{N}+#]+/u).filter((w) => w.length > 2));
    const weight = (f: KnownFact) => (s.facts.some((x) => x.id === f.id) ? 1000 : 0) + fold(f.text).split(/[^\p{L}\p{N}+#]+/u).filter((w) => words.has(w)).length;
    return doc.facts.map((f) => ({ f, w: weight(f), folded: fold(`${f.text} ${entryOf(f, doc.facts) ?? ''}`) })).sort((a, b) => b.w - a.w);
  }, [doc.facts, s]);
  const words = fold(text).split(' ').filter(Boolean);
  const found = order.filter(({ f, folded }) => chosen.includes(f.id) || words.every((w) => folded.includes(w)));
  const save = (e: FormEvent) => { e.preventDefault(); change(doc.id, { do: 'tie', sentence: s.id, facts: chosen, before: s.text }); onDone(); };
  if (doc.facts.length === 0) return <p className="note">{t('write.no_facts')} <a href="/profile">{t('nav.profile')}</a></p>;
  return (
    <form className="form" onSubmit={save} aria-label={t('write.tie')}>
      <Field label={t('write.tie_search')} hint={t('write.tie_hint')}>{(ids) => <input {...ids} data-first type="search" value={text} onChange={(e) => setText(e.target.value)} />}</Field>
      <ul className="tie-list">{found.slice(0, factsShown).map(({ f }) => (
        <li key={f.id}><label><input type="checkbox" checked={chosen.includes(f.id)} onChange={(e) => setChosen(e.target.checked ? [...chosen, f.id] : chosen.filter((x) => x !== f.id))} />
          <span><small className="fact-label">{t(`fact_role.${f.role}`)}</small> {visible(f.text)}{entryOf(f, doc.facts) && <small> {visible(entryOf(f, doc.facts)!)}</small>}</span></label></li>
      ))}</ul>
      {found.length === 0 && <p className="note" role="status">{t('write.tie_none')}</p>}
      <div className="actions"><Button look="main" type="submit" disabled={chosen.length === s.facts.length && s.facts.every((f) => chosen.includes(f.id))}>{t('write.tie_save', { n: chosen.length })}</Button><Button look="quiet" onClick={onDone}>{t('action.cancel')}</Button></div>
    </form>
  );
}

// Words that were typed for a sentence which is no longer there.
export function Orphans({ doc }: { doc: ShownDocument }) {
  const t = useT();
  const places = new Set(doc.paragraphs.flatMap((p) => [...p.sentences.map((s) => s.id), `+${p.id}`]));
  const lost = useDrafts().filter((d) => d.document === doc.id && !places.has(d.place));
  return <>{lost.map((d) => (
    <div key={d.place} className="warn-note orphan" role="alert"><Icon name="alert" />
      <span>{t('write.orphan')}<q>{visible(d.text)}</q>
        <span className="actions">
          <Button onClick={() => copyText(d.text, t('write.copied'))}>{t('write.copy')}</Button>
          <Button look="quiet" icon="trash" onClick={() => dropDraft(d)}>{t('write.drop')}</Button>
        </span>
      </span>
    </div>
  ))}</>;
}
