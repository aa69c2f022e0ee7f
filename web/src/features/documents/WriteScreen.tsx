// The letter and the CV of one application: /write/<application> and /write/<application>/cv.
import { useEffect, useState } from 'react';
import type { DocumentKind } from '../../gen/operations';
import { copyText } from '../../shared/copy';
import { refocus } from '../../shared/focus';
import { useHotkeys } from '../../shared/hotkeys';
import { useT } from '../../shared/i18n';
import { useLive } from '../../shared/live';
import { usePreferences } from '../../shared/preferences';
import { navigate, usePath, useQuery } from '../../shared/router';
import { visible } from '../../shared/text';
import { Button, Empty, Icon, Skeleton } from '../../shared/ui';
import { change, compose, loadPapers, restore, undo, useBusy, useDocument, useFailed, usePapers, type About, type ShownDocument } from './documents_store';
import { ExportPanel } from './ExportPanel';
import { entryOf, paragraphFor } from './fact_words';
import { noteText } from './notes';
import { focusSentence, Paper, sentencesOf, type Open } from './Paper';
import { FactLine, Orphans } from './SentencePanel';
import { useOldVersion, Versions } from './Versions';
import { useWishes } from './wording';

const levels = [1, 2, 3, 4] as const;
const letterWords = 300;

export default function WriteScreen() {
  const t = useT();
  const [, , application = '', part] = usePath().split('/');
  const kind: DocumentKind = part === 'cv' ? 'CV' : 'LETTER';
  const papers = usePapers(application);
  const failed = useFailed(application);
  const { connected } = useLive();
  const { language } = usePreferences();
  useEffect(() => { if (application) void loadPapers(application); }, [application, language]);
  const latest = useDocument(application, kind);
  if (!application || papers === null) return <><h1 className="hidden">{t('nav.write')}</h1><Empty icon="profile" title={t('write.no_application')}><p>{t('write.no_application_text')}</p><a className="button button-main" href="/board">{t('nav.board')}</a></Empty></>;
  if (!papers) return failed ? <><h1 className="hidden">{t('nav.write')}</h1><Empty icon="alert" title={t('error.could_not_load')}>{!connected && <p>{t('write.not_kept')}</p>}<Button look="main" onClick={() => void loadPapers(application)}>{t('action.retry')}</Button></Empty></> : <div className="page"><Skeleton lines={9} /></div>;
  const link = (k: DocumentKind) => `/write/${application}${k === 'CV' ? '/cv' : ''}`;
  return (
    <div className="page write">
      <a className="button button-quiet back" href={`/board/${application}`}><Icon name="back" /><span>{t('write.to_card')}</span></a>
      <header className="page-head">
        <div>
          <h1 className="screen-title">{t(kind === 'LETTER' ? 'write.letter' : 'write.cv')}</h1>
          <p className="row-sub">{[papers.about.jobFeedItem?.title, papers.about.jobFeedItem?.company].filter(Boolean).map((s) => visible(s!)).join(' · ')}</p>
        </div>
        <nav className="lanes" aria-label={t('write.which')}>{(['LETTER', 'CV'] as const).map((k) => <a key={k} href={link(k)} aria-current={k === kind ? 'page' : undefined}>{t(k === 'LETTER' ? 'write.letter' : 'write.cv')}</a>)}</nav>
      </header>
      {latest ? <Desk key={latest.id} latest={latest} about={papers.about} /> : <First application={application} kind={kind} />}
    </div>
  );
}

function First({ application, kind }: { application: string; kind: DocumentKind }) {
  const t = useT();
  const busy = useBusy();
  const { online } = useLive();
  return (
    <Empty icon="edit" title={t(kind === 'LETTER' ? 'write.first_letter' : 'write.first_cv')}>
      <p>{t(kind === 'LETTER' ? 'write.first_letter_text' : 'write.first_cv_text')}</p>
      <p className="free"><Icon name="leaf" /> {t('write.free')}</p>
      <Button look="main" icon="edit" disabled={busy !== undefined || !online} onClick={() => { void compose(application, kind).then(() => refocus(() => document.querySelector<HTMLElement>('[data-sentence][tabindex="0"]'))); }}>{t(kind === 'LETTER' ? 'write.compose_letter' : 'write.compose_cv')}</Button>
      {!online && <p className="note">{t('write.needs_connection')}</p>}
    </Empty>
  );
}

function Desk({ latest, about }: { latest: ShownDocument; about: About }) {
  const t = useT();
  const asked = Number(useQuery('version')) || undefined;
  const { old, failed } = useOldVersion(latest.id, asked !== undefined && asked < latest.latestVersion ? asked : undefined);
  const doc = old ?? latest;
  const readOnly = old !== undefined;
  const busy = useBusy();
  const { online } = useLive();
  const { language } = usePreferences();
  useWishes(latest.id, language);
  const [open, setOpen] = useState<Open>();
  const [current, setCurrent] = useState<string>();
  const here = `/write/${doc.applicationId}${doc.kind === 'CV' ? '/cv' : ''}`;
  const all = sentencesOf(doc);
  const at = Math.max(0, all.findIndex((s) => s.id === current));
  const wrong = all.filter((s) => s.state === 'UNSUPPORTED');
  const go = (id: string | undefined) => { if (id) { setCurrent(id); focusSentence(id); } };
  const toWrong = () => go((all.slice(at + 1).find((s) => s.state === 'UNSUPPORTED') ?? wrong[0])?.id);
  useHotkeys({
    j: () => go(all[Math.min(at + 1, all.length - 1)]?.id), k: () => go(all[Math.max(at - 1, 0)]?.id), n: wrong.length ? toWrong : undefined,
    e: readOnly ? undefined : () => { const s = all[at]; if (s) { setCurrent(s.id); setOpen({ sentence: s.id, mode: 'edit' }); } }, z: readOnly ? undefined : () => undo(doc.id),
    Escape: open ? () => { setOpen(undefined); focusSentence(open.sentence); } : undefined,
  });
  const said = new Set(all.flatMap((s) => [s.text, ...s.facts.map((f) => f.text)]));
  const leftOut = doc.leftOut.filter((f) => !said.has(f.text));
  return (
    <>
      <p className="tags">
        <span className="tag">{t(`write.language_${doc.language}`)}</span>
        {doc.kind === 'LETTER' && (about.searchConfigId ? <a className="tag" href={`/searches/${about.searchConfigId}`}>{t(`write.tone_${doc.tone}`)}</a> : <span className="tag">{t(`write.tone_${doc.tone}`)}</span>)}
        {doc.fromTemplate && <span className="tag">{t('write.from_template')}</span>}
        <span className={`tag ${doc.kind === 'LETTER' && doc.words > letterWords ? 'tag-warn' : ''}`}>{doc.kind === 'LETTER' ? t('write.words_of', { n: doc.words, max: letterWords }) : t('write.words', { n: doc.words })}</span>
        <span className="tag">{t('write.version', { n: doc.version })} · {t(`write.made_${doc.madeBy}`)}</span>
      </p>
      {readOnly && (
        <div className="warn-note"><Icon name="clock" /><span>{t('write.looking_at', { n: doc.version, of: doc.latestVersion })}
          <span className="actions"><Button look="main" disabled={!online || busy !== undefined} onClick={() => { void restore(doc, doc.version).then((d) => { if (d) navigate(here); }); }}>{t('write.restore')}</Button><a className="button button-quiet" href={here}>{t('write.to_newest')}</a></span></span></div>
      )}
      {asked && failed && <p className="form-error" role="alert"><Icon name="alert" />{t('write.no_version')}</p>}
      {doc.paragraphs.length === 0 ? <Empty icon="profile" title={t('write.empty')}><p>{t('write.empty_text')}</p><a className="button button-main" href="/profile">{t('nav.profile')}</a></Empty> : (
        <p className={`verdict ${wrong.length ? 'is-bad' : 'is-good'}`} role="status">
          <Icon name={wrong.length ? 'alert' : 'check'} /><span>{wrong.length ? t('write.unsupported', { n: wrong.length }) : t('write.all_supported')}</span>
          {wrong.length > 0 && <Button look="quiet" shortcut="n" onClick={toWrong}>{t('write.to_next')}</Button>}
        </p>
      )}
      {doc.notes.length > 0 && <ul className="warn-note"><li><Icon name="alert" /></li><li>{doc.notes.map((n) => <span key={n}>{noteText(n, t)}</span>)}</li></ul>}
      <Orphans doc={latest} />
      <div className="desk">
        <Paper doc={doc} open={open} current={current} readOnly={readOnly} onOpen={setOpen} onCurrent={setCurrent} />
        <aside className="desk-side" aria-label={t('write.side')}>
          <ExportPanel doc={doc} onWrong={toWrong} />
          {doc.kind === 'CV' && !readOnly && <Level doc={doc} disabled={!online || busy !== undefined} />}
          <section className="card">
            <h2>{t('write.more')}</h2>
            {doc.text && <Button onClick={() => copyText(doc.text!, t('card.letter_copied'))}>{t('card.letter_copy')}</Button>}
            {!readOnly && <><Button disabled={!online || busy !== undefined} aria-describedby="again-hint" onClick={() => void compose(doc.applicationId, doc.kind, { again: true })}>{t('write.again')}</Button><p className="hint" id="again-hint">{t('write.again_hint')}</p></>}
            {!online && <p className="note">{t('write.needs_connection')}</p>}
          </section>
          <Versions doc={latest} shown={doc.version} here={here} />
          {leftOut.length > 0 && (
            <details className="card section" open={leftOut.length <= 6}><summary><h2>{t('write.left_out', { n: leftOut.length })}</h2></summary>
              <div>
                <p className="hint">{t(doc.kind === 'CV' ? 'write.left_out_cv' : 'write.left_out_letter')}</p>
                <ul className="known-facts">{leftOut.map((f) => {
                  const into = readOnly ? undefined : doc.paragraphs.find((p) => p.id === paragraphFor(f.id));
                  return <FactLine key={f.id} fact={f} doc={doc}>{into && <Button look="quiet" icon="plus" aria-label={t('write.put_in', { what: visible(f.text), where: entryOf(f, doc.facts) ?? '' })} onClick={() => change(doc.id, { do: 'add', paragraph: into.id, text: f.text })} />}</FactLine>;
                })}</ul>
              </div>
            </details>
          )}
        </aside>
      </div>
    </>
  );
}

function Level({ doc, disabled }: { doc: ShownDocument; disabled: boolean }) {
  const t = useT();
  const [wish, setWish] = useState<number>();
  const choose = (n: number) => { setWish(n); void compose(doc.applicationId, 'CV', { level: n }).then(() => setWish(undefined)); };
  return (
    <section className="card">
      <fieldset className="levels" disabled={disabled}><legend>{t('write.level')}</legend>
        {levels.map((n) => (
          <label key={n}><input type="radio" name="level" checked={(wish ?? doc.adaptationLevel) === n} onChange={() => choose(n)} /><span><b>{t('write.level_n', { n })}</b> {t(`write.level_${n}`)}</span></label>
        ))}
      </fieldset>
      <p className="hint">{t('write.level_hint')}</p>
    </section>
  );
}
