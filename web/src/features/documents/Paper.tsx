// The document on its sheet: every sentence can be reached and opened; what stands on no fact is marked in the text and has its
// remedies beneath its paragraph.
import { Fragment, useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useT } from '../../shared/i18n';
import { useLive } from '../../shared/live';
import { visible } from '../../shared/text';
import { Button, Hidden, Icon } from '../../shared/ui';
import { rangesOfBytes } from '../inbox/OfferText';
import { dropDraft, useDrafts, type Draft } from './drafts';
import { change, regenerate, useBusy, type Paragraph, type ShownDocument, type ShownSentence } from './documents_store';
import { ParagraphWish } from './ParagraphWish';
import { SentencePanel, type Mode } from './SentencePanel';

export interface Open { readonly sentence: string; readonly mode: Mode }
interface Props { doc: ShownDocument; open: Open | undefined; current: string | undefined; readOnly: boolean; onOpen: (open: Open | undefined) => void; onCurrent: (id: string) => void }

export const sentencesOf = (doc: ShownDocument): readonly ShownSentence[] => doc.paragraphs.flatMap((p) => p.sentences);
export const focusSentence = (id: string | undefined) => { if (id) requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-sentence="${id}"]`)?.focus()); };

export function Paper(props: Props) {
  const { doc, onCurrent, onOpen } = props;
  const t = useT();
  const all = sentencesOf(doc);
  const current = all.find((s) => s.id === props.current) ?? all[0];
  const onKey = (e: KeyboardEvent, s: ShownSentence) => {
    if (e.target !== e.currentTarget || e.ctrlKey || e.metaKey || e.altKey) return;
    const i = all.findIndex((x) => x.id === s.id);
    const go = (to: ShownSentence | undefined) => { e.preventDefault(); e.stopPropagation(); if (to) { onCurrent(to.id); focusSentence(to.id); } };
    if (e.key === 'ArrowDown' || e.key === 'ArrowRight') go(all[i + 1]);
    else if (e.key === 'ArrowUp' || e.key === 'ArrowLeft') go(all[i - 1]);
    else if (e.key === 'Home') go(all[0]);
    else if (e.key === 'End') go(all.at(-1));
    else if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); e.stopPropagation(); onOpen(props.open?.sentence === s.id ? undefined : { sentence: s.id, mode: 'look' }); }
  };
  const sentence = (s: ShownSentence) => <SentenceText key={s.id} sentence={s} isReachable={s.id === current?.id} isOpen={props.open?.sentence === s.id} language={doc.language} onKey={(e) => onKey(e, s)} onPick={() => { onCurrent(s.id); onOpen(props.open?.sentence === s.id ? undefined : { sentence: s.id, mode: 'look' }); }} />;
  // A CV's paragraphs under the heading of their section, in the CV's language as in its file.
  const groups: { section: string | null; title: string | null; paragraphs: Paragraph[] }[] = [];
  for (const p of doc.paragraphs) { const last = groups.at(-1); if (last && last.section === p.section) last.paragraphs.push(p); else groups.push({ section: p.section, title: doc.language === 'FR' ? p.titleFr : p.titleEn, paragraphs: [p] }); }
  return (
    <article className={`paper paper-${doc.kind.toLowerCase()}`} aria-label={t(doc.kind === 'LETTER' ? 'write.the_letter' : 'write.the_cv')} aria-describedby="paper-how">
      {groups.map((g, i) => (
        <Fragment key={`${g.section}${i}`}>
          {g.title && <h2 className="paper-title" lang={doc.language.toLowerCase()}>{g.title}</h2>}
          {g.paragraphs.map((p) => <ParagraphView key={p.id} {...props} paragraph={p} sentence={sentence} />)}
        </Fragment>
      ))}
      <p id="paper-how" className="hidden">{t('write.how')}</p>
    </article>
  );
}

const isLine = (p: Paragraph, s: ShownSentence) => p.role === 'SENDER' || s.part === 'line';
const placed = (parts: readonly ShownSentence[], ...names: string[]) => parts.filter((s) => s.part && names.includes(s.part));

function ParagraphView({ paragraph: p, sentence, doc, open, onOpen, readOnly }: Props & { paragraph: Paragraph; sentence: (s: ShownSentence) => ReactNode }) {
  const joined = (list: readonly ShownSentence[], by: string) => list.map((s, i) => <Fragment key={s.id}>{i > 0 && by}{sentence(s)}</Fragment>);
  let body: ReactNode;
  if (p.role === 'LIST') body = <ul>{p.sentences.map((s) => <li key={s.id}>{sentence(s)}</li>)}</ul>;
  else if (p.role === 'HEADER') body = <><p className="paper-name">{joined(placed(p.sentences, 'name'), ' ')}</p><p className="paper-headline">{joined(placed(p.sentences, 'headline'), ' ')}</p><p className="paper-contact">{joined(p.sentences.filter((s) => s.part !== 'name' && s.part !== 'headline'), ' · ')}</p></>;
  else if (p.role === 'ENTRY') {
    const head = placed(p.sentences, 'title', 'degree', 'entry'), where = placed(p.sentences, 'employer', 'school', 'issuer', 'place'), when = placed(p.sentences, 'period');
    const lines = p.sentences.filter((s) => !head.includes(s) && !where.includes(s) && !when.includes(s));
    body = <><p className="paper-entry"><b>{joined(head, ' ')}</b>{where.length > 0 && <span>{joined(where, ', ')}</span>}{when.length > 0 && <span className="paper-when">{joined(when, ' ')}</span>}</p>{lines.length > 0 && <ul>{lines.map((s) => <li key={s.id}>{sentence(s)}</li>)}</ul>}</>;
  } else if (p.role === 'ITEMS') body = <p>{joined(p.sentences, ' · ')}</p>;
  else body = <p className={`paper-${p.role.toLowerCase()}`}>{p.sentences.map((s, i) => <Fragment key={s.id}>{i > 0 && (isLine(p, s) ? <br /> : ' ')}{sentence(s)}</Fragment>)}</p>;
  const drafts = useDrafts().filter((d) => d.document === doc.id && (d.place === `+${p.id}` || p.sentences.some((s) => s.id === d.place)));
  const opened = p.sentences.find((s) => s.id === open?.sentence);
  const wrong = readOnly ? [] : p.sentences.filter((s) => s.state === 'UNSUPPORTED' && s !== opened && !s.checking);
  return (
    <div className="paragraph">
      {body}
      {!readOnly && <ParagraphWish doc={doc} paragraph={p} />}
      {wrong.map((s) => <Remedy key={s.id} doc={doc} paragraph={p} sentence={s} onOpen={onOpen} />)}
      {!readOnly && drafts.filter((d) => !opened || open?.mode !== (d.place.startsWith('+') ? 'add' : 'edit') || (open.mode === 'edit' && d.place !== opened.id)).map((d) => <Unsaved key={d.place} draft={d} paragraph={p} onOpen={onOpen} />)}
      {opened && open && <SentencePanel key={opened.id} doc={doc} paragraph={p} sentence={opened} mode={open.mode} readOnly={readOnly} onMode={(mode) => onOpen({ sentence: opened.id, mode })} onClose={() => { onOpen(undefined); focusSentence(opened.id); }} />}
    </div>
  );
}

function SentenceText({ sentence: s, isReachable, isOpen, language, onKey, onPick }: { sentence: ShownSentence; isReachable: boolean; isOpen: boolean; language: string; onKey: (e: KeyboardEvent) => void; onPick: () => void }) {
  const t = useT();
  const ref = useRef<HTMLSpanElement>(null);
  const state = s.checking ? 'checking' : s.state.toLowerCase();
  const parts: ReactNode[] = [];
  let done = 0;
  for (const r of rangesOfBytes(s.text, s.checking ? [] : s.claims)) {
    if (r.from < done) continue;
    parts.push(visible(s.text.slice(done, r.from)), <mark key={r.from} className="claim">{visible(s.text.slice(r.from, r.to))}</mark>);
    done = r.to;
  }
  parts.push(visible(s.text.slice(done)));
  useEffect(() => { if (isOpen) ref.current?.scrollIntoView({ block: 'nearest' }); }, [isOpen]);
  const isWaiting = s.id.startsWith('waiting-');
  return (
    <span ref={ref} role="button" tabIndex={isReachable ? 0 : -1} className={`sentence is-${state}`} aria-expanded={isOpen} aria-disabled={isWaiting || undefined} data-sentence={s.id} onKeyDown={onKey} onClick={isWaiting ? undefined : onPick}>
      {state === 'unsupported' && <><Icon name="alert" /><Hidden>{t('write.mark_unsupported')} </Hidden></>}
      {state === 'owned' && <><Icon name="shield" /><Hidden>{t('write.mark_owned')} </Hidden></>}
      {state === 'checking' && <><Icon name="clock" /><Hidden>{t('write.mark_checking')} </Hidden></>}
      <span lang={language.toLowerCase()}>{parts}</span>
    </span>
  );
}

// Why a sentence blocks, and what can be done about it.
function Remedy({ doc, paragraph, sentence: s, onOpen }: { doc: ShownDocument; paragraph: Paragraph; sentence: ShownSentence; onOpen: (open: Open) => void }) {
  const t = useT();
  const busy = useBusy();
  const { online } = useLive();
  const isHole = s.claims.some((c) => c.kind === 'PLACEHOLDER');
  return (
    <div className="remedy" data-remedy={s.id}>
      <p><Icon name="alert" /><span>{s.why}</span></p>
      <div className="actions">
        <Button icon="edit" onClick={() => onOpen({ sentence: s.id, mode: 'edit' })}>{t('write.edit')}</Button>
        {!isHole && <Button icon="pin" onClick={() => onOpen({ sentence: s.id, mode: 'tie' })}>{t('write.tie')}</Button>}
        {!isHole && <Button icon="shield" onClick={() => change(doc.id, { do: 'own', sentence: s.id, owned: true, before: s.text })}>{t('write.own')}</Button>}
        <Button look="quiet" disabled={!online || busy !== undefined} onClick={() => void regenerate(doc, paragraph.id)}>{t('write.regenerate')}</Button>
        <Button look="quiet" icon="trash" onClick={() => change(doc.id, { do: 'edit', sentence: s.id, text: '', before: s.text })}>{t('write.take_out')}</Button>
      </div>
    </div>
  );
}

// Words that were typed here and not saved: of an earlier visit, or because somebody else was faster.
function Unsaved({ draft: d, paragraph: p, onOpen }: { draft: Draft; paragraph: Paragraph; onOpen: (open: Open) => void }) {
  const t = useT();
  const isNew = d.place.startsWith('+');
  const now = p.sentences.find((s) => s.id === d.place);
  return (
    <div className="remedy is-draft" data-unsaved={d.place}>
      <p><Icon name="edit" /><span>{t(!isNew && now && now.text !== d.base ? 'write.unsaved_conflict' : 'write.unsaved')}<q>{visible(d.text)}</q></span></p>
      <div className="actions">
        <Button icon="edit" onClick={() => onOpen(isNew ? { sentence: p.sentences.at(-1)!.id, mode: 'add' } : { sentence: d.place, mode: 'edit' })}>{t('write.go_on')}</Button>
        <Button look="quiet" icon="trash" onClick={() => dropDraft(d)}>{t('write.drop')}</Button>
      </div>
    </div>
  );
}
