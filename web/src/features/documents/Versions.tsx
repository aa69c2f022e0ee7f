// The document's versions: looked at, compared, brought back. None is ever lost.
import { useEffect, useState } from 'react';
import { DocumentDifferences, DocumentNow, DocumentVersions, type DocumentDifferencesResult, type DocumentVersionsResult, type DocumentView } from '../../gen/operations';
import { request } from '../../shared/api';
import { explain } from '../../shared/errors';
import { dateTime, isMessageKey, useT } from '../../shared/i18n';
import { useLive } from '../../shared/live';
import { Pieces } from '../../shared/Pieces';
import { visible } from '../../shared/text';
import { Button, Dialog, Icon, Skeleton } from '../../shared/ui';
import { restore, serverLanguage, useBusy, type ShownDocument } from './documents_store';
import { wordsDiff } from '../../shared/text_diff';

export function useOldVersion(id: string, version: number | undefined): { old: DocumentView | undefined; failed: boolean } {
  const [old, setOld] = useState<DocumentView>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let open = true;
    setOld(undefined); setFailed(false);
    if (version) request(DocumentNow, { id, version, language: serverLanguage() }).then((r) => { if (open) { setOld(r.document ?? undefined); setFailed(!r.document); } }).catch(() => { if (open) setFailed(true); });
    return () => { open = false; };
  }, [id, version]);
  return { old: version ? old : undefined, failed };
}

type Compared = { readonly title: string; readonly from?: number; readonly to?: number; readonly base?: boolean };
const versionsShown = 6;

export function Versions({ doc, shown, here }: { doc: ShownDocument; shown: number; here: string }) {
  const t = useT();
  const busy = useBusy();
  const { online } = useLive();
  const [list, setList] = useState<DocumentVersionsResult['documentVersions']>();
  const [all, setAll] = useState(false);
  const [compared, setCompared] = useState<Compared>();
  useEffect(() => { request(DocumentVersions, { id: doc.id }).then((r) => setList(r.documentVersions)).catch(() => {}); }, [doc.id, doc.latestVersion]);
  const rows = all ? list : list?.slice(0, versionsShown);
  return (
    <section className="card" aria-labelledby="versions-title">
      <h2 id="versions-title">{t('write.versions')}</h2>
      <div className="actions">
        <Button disabled={shown < 2 || !online} onClick={() => setCompared({ title: t('write.diff_previous', { n: shown }), from: shown - 1, to: shown })}>{t('write.compare_previous')}</Button>
        <Button disabled={!online} onClick={() => setCompared({ title: t(doc.kind === 'CV' ? 'write.diff_base_cv' : 'write.diff_base_letter'), to: shown, base: true })}>{t(doc.kind === 'CV' ? 'write.compare_base_cv' : 'write.compare_base_letter')}</Button>
      </div>
      {!rows ? (online ? <Skeleton lines={2} /> : <p className="note">{t('write.needs_connection')}</p>) : (
        <ol className="versions">{rows.map((v) => (
          <li key={v.number} aria-current={v.number === shown ? 'true' : undefined}>
            <a href={v.number === doc.latestVersion ? here : `${here}?version=${v.number}`} aria-label={t('write.look_at', { n: v.number })}><b>{t('write.version', { n: v.number })}</b></a>
            <span>{v.fromVersion ? t('write.made_from', { n: v.fromVersion }) : t(`write.made_${v.madeBy}`)}<time dateTime={v.at}>{dateTime(v.at)}</time></span>
            {v.number < doc.latestVersion && <Button look="quiet" icon="undo" disabled={!online || busy !== undefined} aria-label={t('write.restore_n', { n: v.number })} onClick={() => void restore(doc, v.number)} />}
          </li>
        ))}</ol>
      )}
      {list && !all && list.length > versionsShown && <Button look="quiet" onClick={() => setAll(true)}>{t('action.more')}</Button>}
      {compared && <Differences doc={doc} compared={compared} onClose={() => setCompared(undefined)} />}
    </section>
  );
}

const kindIcon = { ADDED: 'plus', REMOVED: 'minus', CHANGED: 'edit', MOVED: 'grip' } as const;
function Differences({ doc, compared, onClose }: { doc: ShownDocument; compared: Compared; onClose: () => void }) {
  const t = useT();
  const [list, setList] = useState<DocumentDifferencesResult['documentDifferences']>();
  const [error, setError] = useState<string>();
  const { from, to, base = false } = compared;
  useEffect(() => { request(DocumentDifferences, { id: doc.id, from, to, base }).then((r) => setList(r.documentDifferences)).catch((e) => setError(explain(e))); }, [doc.id, from, to, base]);
  const section = (s: string | null) => { const key = `cv_section.${s?.toUpperCase()}`; return s && isMessageKey(key) ? t(key) : undefined; };
  return (
    <Dialog title={compared.title} onClose={onClose} className="drawer">
      {error ? <p className="form-error" role="alert"><Icon name="alert" />{error}</p> : !list ? <Skeleton lines={5} /> : list.length === 0 ? <p className="note">{t('write.no_difference')}</p> : (
        <ul className="differences" lang={doc.language.toLowerCase()}>{list.map((d, i) => (
          <li key={i}>
            <small lang={document.documentElement.lang}><Icon name={kindIcon[d.kind]} />{t(`write.diff_${d.kind}`)}{section(d.section) && ` · ${section(d.section)}`}</small>
            <p>{d.kind === 'CHANGED' ? <Pieces of={wordsDiff(d.before ?? '', d.after ?? '')} />
              : d.kind === 'ADDED' ? <ins>{visible(d.after ?? '')}</ins> : d.kind === 'REMOVED' ? <del>{visible(d.before ?? '')}</del> : visible(d.after ?? '')}</p>
          </li>
        ))}</ul>
      )}
    </Dialog>
  );
}
