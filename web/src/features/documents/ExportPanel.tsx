// The document as a file. The server reads every file back before it gives it away, and refuses one with a sentence that stands on nothing.
import { useEffect, useState } from 'react';
import { ExportDocument, type DocumentFormat, type DocumentTemplate, type ExportDocumentResult } from '../../gen/operations';
import { announce } from '../../shared/announce';
import { fileUrl, request } from '../../shared/api';
import { explain } from '../../shared/errors';
import { useT } from '../../shared/i18n';
import { useLive } from '../../shared/live';
import { usePreferences } from '../../shared/preferences';
import { Button, Icon } from '../../shared/ui';
import { loadPapers, serverLanguage, type ShownDocument } from './documents_store';

type Made = ExportDocumentResult['exportDocument'];
const key = 'jobmate.export';
const chosen = (): { format: DocumentFormat; template: DocumentTemplate } => {
  try { const k = JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, unknown>; return { format: k['format'] === 'DOCX' ? 'DOCX' : 'PDF', template: k['template'] === 'DESIGNED' ? 'DESIGNED' : 'ATS' }; } catch { return { format: 'PDF', template: 'ATS' }; }
};

export function ExportPanel({ doc, onWrong }: { doc: ShownDocument; onWrong: () => void }) {
  const t = useT();
  const { language } = usePreferences();
  const { online } = useLive();
  const [choice, setChoice] = useState(chosen);
  const [state, setState] = useState<{ made?: Made; error?: string; busy?: boolean }>({});
  const waits = doc.paragraphs.some((p) => p.sentences.some((s) => s.checking));
  useEffect(() => setState({}), [doc.id, doc.version, choice]);
  const choose = (c: Partial<typeof choice>) => { const next = { ...choice, ...c }; setChoice(next); try { localStorage.setItem(key, JSON.stringify(next)); } catch { /* for this visit */ } };
  const save = (made: Made) => { const a = document.createElement('a'); a.href = fileUrl(made.url); a.download = made.fileName; document.body.append(a); a.click(); a.remove(); };
  const make = async () => {
    setState({ busy: true });
    try {
      const { exportDocument: made } = await request(ExportDocument, { id: doc.id, version: doc.version, ...choice, language: serverLanguage() });
      setState({ made });
      announce(t('write.exported', { file: made.fileName }));
      save(made);
    } catch (e) { setState({ error: explain(e) }); void loadPapers(doc.applicationId); }      // what blocks may have come with another profile
  };
  const size = (bytes: number) => new Intl.NumberFormat(language, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 }).format(Math.max(1, bytes / 1000));
  return (
    <section className="card" aria-labelledby="export-title">
      <h2 id="export-title">{t('write.export')}</h2>
      <fieldset className="choice"><legend>{t('write.format')}</legend>{(['PDF', 'DOCX'] as const).map((f) => <label key={f}><input type="radio" name="format" checked={choice.format === f} onChange={() => choose({ format: f })} />{f}</label>)}</fieldset>
      <fieldset className="levels"><legend>{t('write.template')}</legend>{(['ATS', 'DESIGNED'] as const).map((x) => <label key={x}><input type="radio" name="template" checked={choice.template === x} onChange={() => choose({ template: x })} /><span><b>{t(`write.template_${x}`)}</b> {t(`write.template_${x}_hint`)}</span></label>)}</fieldset>
      <Button look="main" icon="external" disabled={state.busy || !online || waits} onClick={() => void make()}>{t(state.busy ? 'write.exporting' : 'write.export_do', { format: choice.format })}</Button>
      {waits && <p className="note">{t('write.export_waits')}</p>}
      {state.error && <div className="form-error" role="alert"><Icon name="alert" /><span>{state.error} {doc.unsupported > 0 && <Button onClick={onWrong}>{t('write.to_next')}</Button>}</span></div>}
      {state.made && <p role="status"><a href={fileUrl(state.made.url)} download={state.made.fileName}>{state.made.fileName}</a> <small>{[state.made.pages ? t('cv.pages', { n: state.made.pages }) : '', size(state.made.bytes)].filter(Boolean).join(' · ')}</small></p>}
      <p className="hint">{t('write.export_hint')}</p>
    </section>
  );
}
