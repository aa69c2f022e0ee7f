// One application: where it stands, its analysis against the posting, the letter, notes, reminder, and all that happened.
import { useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react';
import { announce } from '../../shared/announce';
import { copyText } from '../../shared/copy';
import { refocus } from '../../shared/focus';
import { date, dateTime, isMessageKey, salary, useT } from '../../shared/i18n';
import { useLive } from '../../shared/live';
import { visible, webUrl } from '../../shared/text';
import { Button, Dialog, Field, Icon, Skeleton } from '../../shared/ui';
import { CardDocuments, useDocumentStates } from '../documents/CardDocuments';
import { noteText } from '../documents/notes';
import { OfferText, rangesOfBytes } from '../inbox/OfferText';
import { dayOf } from '../inbox/snooze_times';
import { readAnalysis, type Analysis, type Requirement } from './analysis';
import { cardTitle, loadCard, move, noteChars, posting, rate, remind, saveNote, undo, useCanUndo, useCard, useCardDetail, useColumn, useNoteWish, useRatingWish, useReminderWish, type CardDetail } from './board_store';

export function CardDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT();
  const card = useCard(id);
  const detail = useCardDetail(id);
  const column = useColumn(card);
  const canUndo = useCanUndo(id);
  const { connected } = useLive();
  const note = useNoteWish(id), rating = useRatingWish(id), reminder = useReminderWish(id);
  useEffect(() => { void loadCard(id); }, [id]);
  const documents = useDocumentStates(id);
  const item = card?.jobFeedItem;
  const url = webUrl(item?.sourceUrl);
  const pay = salary(item?.salary ?? null);
  const steps = useRef<HTMLDivElement>(null);
  const toNext = () => refocus(() => steps.current?.querySelector('button') ?? steps.current?.closest('dialog')?.querySelector('h2'));
  const analysis = useMemo(() => (detail ? readAnalysis(detail.aiAnalysis) : undefined), [detail]);
  return (
    <Dialog title={visible(cardTitle(card))} onClose={onClose} className="drawer">
      {detail === null ? <p className="note">{t('card.gone')}</p> : !card || !column ? <Skeleton lines={8} /> : (
        <>
          <p className="detail-sub">{[item?.company, item?.location].filter(Boolean).map((s) => visible(s!)).join(' · ')}</p>
          <p className="tags">
            <span className={`status status-${column}`}>{t(`column.${column}`)}</span>
            {pay && <span className="tag tag-strong">{pay}<small> {t('offer.per_year')}</small></span>}
            {item?.remote && <span className="tag">{t(`remote.${item.remote}`)}</span>}
          </p>
          <div className="actions" ref={steps}>
            {card.currentStatus === column && card.nextStatuses.map((s) => <Button key={s} look={s === 'REJECTED' ? 'plain' : 'main'} icon={s === 'REJECTED' ? 'x' : 'check'} onClick={() => { move(id, s); toNext(); }}>{t(`board.to_${s}` as 'board.to_APPLIED')}</Button>)}
            {canUndo && <Button look="quiet" icon="undo" onClick={() => { void undo(id); toNext(); }}>{t('board.undo_move')}</Button>}
            {url && <a className="button button-quiet" href={url} target="_blank" rel="noopener noreferrer"><Icon name="external" /><span>{t('offer.original')}</span></a>}
          </div>
          <div className="drawer-pair">
            <Rating id={id} value={rating?.rating ?? card.userRating} />
            <Reminder id={id} value={reminder ? reminder.at || null : card.relanceReminderAt} />
          </div>
          {detail ? (
            <>
              <Notes id={id} value={note?.note ?? detail.userNotes} />
              <CardDocuments application={id} states={documents} />
              {!analysis && detail.jobFeedId && <p className="note" role="status">{t('card.analysing')}</p>}
              <OfferView id={id} analysis={analysis} />
              {detail.generatedCoverLetter && !documents?.some((d) => d.kind === 'LETTER') && <Letter text={detail.generatedCoverLetter} notes={analysis?.letterNotes ?? []} />}
              <Timeline events={detail.events} />
            </>
          ) : connected ? <Skeleton lines={6} /> : <p className="note">{t('offer.not_kept')}</p>}
        </>
      )}
    </Dialog>
  );
}

function Rating({ id, value }: { id: string; value: number | null }) {
  const t = useT();
  const name = useId();
  const [wish, setWish] = useState(value);
  useEffect(() => setWish(value), [value]);
  return (
    <fieldset className="stars"><legend>{t('card.rating')}</legend>
      {[1, 2, 3, 4, 5].map((n) => (
        <label key={n} className={wish !== null && n <= wish ? 'is-on' : ''}>
          <input type="radio" name={name} checked={wish === n} onChange={() => { setWish(n); rate({ id, rating: n }); }} aria-label={t('card.stars', { n })} />
          <Icon name="star" />
        </label>
      ))}
    </fieldset>
  );
}

const inDays = (days: number) => { const d = new Date(); d.setDate(d.getDate() + days); d.setHours(9, 0, 0, 0); return d; };
function Reminder({ id, value }: { id: string; value: string | null }) {
  const t = useT();
  const tomorrow = dayOf(inDays(1));
  const stored = value ? dayOf(new Date(value)) : '';
  const set = (at: Date | undefined) => { remind({ id, at: at?.toISOString() ?? '' }); announce(at ? t('card.reminder_set', { date: date(at.toISOString()) }) : t('card.reminder_cleared')); };
  // As with notes: a moment after the last key, so that a day being typed is not a reminder at each of its digits.
  const [day, setDay] = useState(stored);
  useEffect(() => setDay(stored), [stored]);
  const keep = useRef(() => {});
  keep.current = () => { if (day !== stored && day >= tomorrow) set(new Date(`${day}T09:00`)); };
  useEffect(() => { const timer = setTimeout(() => keep.current(), 1200); return () => clearTimeout(timer); }, [day]);
  useEffect(() => () => keep.current(), []);
  return (
    <fieldset className="reminder"><legend>{t('card.reminder')}</legend>
      <p className={value && Date.parse(value) < Date.now() ? 'late' : ''}>{value ? dateTime(value) : t('card.reminder_none')}</p>
      <div className="actions">
        {([[3, 'card.in_3_days'], [7, 'card.in_1_week'], [14, 'card.in_2_weeks']] as const).map(([days, label]) => <Button key={days} onClick={() => set(inDays(days))}>{t(label)}</Button>)}
        <input type="date" min={tomorrow} value={day} aria-label={t('card.reminder_date')} onChange={(e) => setDay(e.target.value)} onBlur={() => { keep.current(); if (day < tomorrow) setDay(stored); }} />
        {value && <Button look="quiet" icon="x" onClick={() => set(undefined)}>{t('card.reminder_clear')}</Button>}
      </div>
    </fieldset>
  );
}

// Kept by itself a moment after the last key, and when the field or the card is left.
function Notes({ id, value }: { id: string; value: string | null }) {
  const t = useT();
  const [text, setText] = useState(value ?? '');
  const [touched, setTouched] = useState(false);
  const saved = useRef(value ?? '');
  const latest = useRef(text);
  latest.current = text;
  useEffect(() => { if (!touched) { setText(value ?? ''); saved.current = value ?? ''; } }, [value, touched]);
  const save = () => { if (latest.current !== saved.current) { saveNote({ id, note: latest.current, before: saved.current }); saved.current = latest.current; setTouched(false); } };
  const keep = useRef(save);
  keep.current = save;
  useEffect(() => { if (!touched) return; const timer = setTimeout(() => keep.current(), 1200); return () => clearTimeout(timer); }, [text, touched]);
  useEffect(() => () => keep.current(), []);
  return <Field label={t('card.notes')} hint={touched ? t('card.notes_unsaved') : t('card.notes_hint')}>{(ids) => <textarea {...ids} value={text} maxLength={noteChars} onChange={(e) => { setText(e.target.value); setTouched(true); }} onBlur={save} />}</Field>;
}

function Section({ title, open = false, children }: { title: ReactNode; open?: boolean; children: ReactNode }) {
  return <details className="section" open={open}><summary><h3>{title}</h3></summary><div>{children}</div></details>;
}

const metIcon = { yes: 'check', partly: 'clock', no: 'x', unknown: 'help' } as const;

// The analysis and the posting as it was archived: a requirement shows its words in the posting (hover, focus; a click goes there), words
// in the posting show their requirement.
function OfferView({ id, analysis }: { id: string; analysis: Analysis | undefined }) {
  const t = useT();
  const [text, setPosting] = useState<string>();
  const [looked, setLooked] = useState<Requirement>();
  const [pointed, setPointed] = useState<Requirement>();
  const words = useRef<HTMLDivElement>(null);
  const isRead = analysis !== undefined;
  useEffect(() => {
    let open = true;
    void posting(id).then((text) => { if (open) setPosting(text ?? ''); });
    return () => { open = false; };
  }, [id, isRead]);
  const spansOf = (r: Requirement) => r.spans.filter((s) => s.field === 'description');
  const ranges = useMemo(() => (text ? rangesOfBytes(text, (looked ? [looked] : analysis?.requirements ?? []).flatMap(spansOf)) : []), [text, looked, analysis]);
  const said = useMemo(() => new Map((analysis?.requirements ?? []).flatMap((r) => (text ? rangesOfBytes(text, spansOf(r)).map((x) => [text.slice(x.from, x.to), r] as const) : []))), [text, analysis]);
  const point = (target: EventTarget) => setPointed(target instanceof HTMLElement && target.tagName === 'MARK' ? said.get(target.textContent) : undefined);
  const goTo = (r: Requirement) => { setLooked(r); requestAnimationFrame(() => { const section = words.current?.closest('details'); if (section) section.open = true; words.current?.querySelector('mark')?.scrollIntoView({ block: 'center' }); }); };
  return (
    <>
      {analysis && (
        <Section open title={<>{t('card.analysis')}{analysis.score !== undefined && <span className={`rank rank-${analysis.score >= 70 ? 'high' : analysis.score >= 45 ? 'middle' : 'low'}`}><span className="hidden">{t('card.score', { n: analysis.score })}</span><span aria-hidden="true">{analysis.score}</span></span>}</>}>
          <p className="hint">{t('card.analysis_hint')}{analysis.confidence !== undefined && ` ${t('card.confidence', { n: Math.round(analysis.confidence * 100) })}`}</p>
          <p className="actions"><a className="button button-plain" href={`/write/${id}`}><Icon name="edit" /><span>{t('card.write_letter')}</span></a><a className="button button-plain" href={`/write/${id}/cv`}><Icon name="edit" /><span>{t('card.write_cv')}</span></a></p>
          <div className="drawer-pair">
            {analysis.pros.length > 0 && <div><h4>{t('card.pros')}</h4><ul className="pros">{analysis.pros.map((p) => <li key={p}><Icon name="check" /><span>{visible(p)}</span></li>)}</ul></div>}
            {analysis.cons.length > 0 && <div><h4>{t('card.cons')}</h4><ul className="cons">{analysis.cons.map((p) => <li key={p}><Icon name="alert" /><span>{visible(p)}</span></li>)}</ul></div>}
          </div>
          {analysis.requirements.length > 0 && (
            <>
              <h4>{t('card.requirements')}</h4>
              <ul className="requirements">
                {analysis.requirements.map((r, i) => (
                  <li key={`${r.label}${i}`}>
                    <button type="button" className={looked === r || pointed === r ? 'is-on' : ''} aria-pressed={looked === r} onPointerEnter={() => setLooked(r)} onPointerLeave={() => setLooked((x) => (x === r ? undefined : x))} onFocus={() => setLooked(r)} onBlur={() => setLooked(undefined)} onClick={() => goTo(r)}>
                      <Icon name={metIcon[r.met as keyof typeof metIcon] ?? 'help'} />
                      <span><b>{visible(r.label)}</b> <small>{isMessageKey(`level.${r.level}`) ? t(`level.${r.level}` as 'level.must') : r.level} · {isMessageKey(`met.${r.met}`) ? t(`met.${r.met}` as 'met.yes') : r.met}</small>
                        {r.evidence.map((e) => <q key={e.path + e.text}>{visible(e.text)}</q>)}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )}
        </Section>
      )}
      {text && (
        <Section title={t('offer.text')} open>
          <p className="hint">{t('card.archived')}</p>
          <div ref={words} onPointerOver={(e) => point(e.target)} onPointerLeave={() => setPointed(undefined)} onClick={(e) => point(e.target)}><OfferText text={text} ranges={ranges} level="h4" /></div>
        </Section>
      )}
    </>
  );
}

function Letter({ text, notes }: { text: string; notes: readonly string[] }) {
  const t = useT();
  return (
    <Section title={t('card.letter')}>
      {notes.length > 0 && <p className="rule"><Icon name="alert" /><span>{t('card.letter_notes')} {notes.map((n) => noteText(n, t)).join(' · ')}</span></p>}
      <div className="letter">{text}</div>
      <Button onClick={() => copyText(text, t('card.letter_copied'))}>{t('card.letter_copy')}</Button>
    </Section>
  );
}

function Timeline({ events }: { events: CardDetail['events'] }) {
  const t = useT();
  const say = (e: CardDetail['events'][number]): string => {
    const data = (typeof e.data === 'object' && e.data && !Array.isArray(e.data) ? e.data : {}) as Record<string, unknown>;
    const key = `event.${e.kind}`;
    if (!isMessageKey(key)) return e.kind;
    const column = (x: unknown) => { const k = `column.${String(x)}`; return isMessageKey(k) ? t(k) : ''; };
    return t(key, { from: column(data['from']), to: column(data['to']), rating: Number(data['rating'] ?? 0), at: typeof data['at'] === 'string' ? dateTime(data['at']) : '' });
  };
  return (
    <Section title={t('card.timeline')}>
      <ol className="timeline">{[...events].reverse().map((e) => <li key={e.id}><span>{say(e)}</span><time dateTime={e.at}>{dateTime(e.at)}</time></li>)}</ol>
      <p className="hint"><Icon name="shield" /> {t('card.timeline_hint')}</p>
    </Section>
  );
}
