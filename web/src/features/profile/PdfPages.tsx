// The pages of a PDF, drawn in this browser by pdf.js, and a box over every place that a fact was read from. The boxes are for the
// pointer; the list beside them says and does the same for everybody.
import { useEffect, useRef, useState } from 'react';
import { getDocument, PDFWorker, VerbosityLevel, type PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?worker&url';
import type { CvSection, Fact } from '../../gen/operations';
import { fileUrl } from '../../shared/api';
import { useT } from '../../shared/i18n';
import { Button, Empty, Icon, Skeleton } from '../../shared/ui';

const pagesMax = 20;
const sharpness = 2;                         // pixels per point
const pixelsMax = 8_000_000;

// The page's policy names which scripts may be started from code: this one, and nothing else by this door.
interface Policies { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string } }
const policies = (globalThis as unknown as { trustedTypes?: Policies }).trustedTypes;
const trustedWorkerUrl = policies ? policies.createPolicy('jobmate-pdf', { createScriptURL: (url) => { if (url !== workerUrl) throw new TypeError(url); return url; } }).createScriptURL(workerUrl) : workerUrl;

interface Props { url: string; name: string; facts: readonly Fact[]; selected: string | undefined; onPick: (id: string) => void }
interface Box { fact: string; section: CvSection; at: readonly number[] }

export default function PdfPages({ url, name, facts, selected, onPick }: Props) {
  const t = useT();
  const [pdf, setPdf] = useState<PDFDocumentProxy | 'failed'>();
  const [zoom, setZoom] = useState(1);
  useEffect(() => {
    let gone = false;
    const port = new Worker(trustedWorkerUrl, { type: 'module' });
    const worker = new PDFWorker({ port: port as unknown as null, verbosity: VerbosityLevel.ERRORS });   // its types say null
    const task = getDocument({ url: fileUrl(url), withCredentials: true, worker, isEvalSupported: false, enableXfa: false, verbosity: VerbosityLevel.ERRORS, maxImageSize: pixelsMax, disableAutoFetch: true });
    task.promise.then((d) => { if (!gone) setPdf(d); }).catch(() => { if (!gone) setPdf('failed'); });
    return () => { gone = true; void task.destroy().finally(() => { worker.destroy(); port.terminate(); }); };
  }, [url]);
  const count = pdf && pdf !== 'failed' ? Math.min(pdf.numPages, pagesMax) : 0;
  return (
    <div className="cv-pages" role="region" tabIndex={0} aria-label={t('cv.pages_label', { file: name })}>
      <div className="cv-zoom" role="group" aria-label={t('cv.zoom')}>
        <Button look="plain" icon="minus" aria-label={t('cv.zoom_out')} disabled={zoom <= 1} onClick={() => setZoom(Math.max(1, zoom - 0.5))} />
        <Button look="plain" icon="plus" aria-label={t('cv.zoom_in')} disabled={zoom >= 3} onClick={() => setZoom(Math.min(3, zoom + 0.5))} />
      </div>
      {pdf === 'failed' ? <Empty icon="alert" title={t('cv.no_preview')}><a className="button button-plain" href={fileUrl(url)} download>{t('cv.download')}</a></Empty>
        : !pdf ? <Skeleton lines={12} />
          : Array.from({ length: count }, (_, i) => <Page key={i} pdf={pdf} number={i + 1} name={name} facts={facts} selected={selected} onPick={onPick} zoom={zoom} />)}
      {pdf && pdf !== 'failed' && pdf.numPages > pagesMax && <p className="note">{t('cv.pages_left_out', { n: pdf.numPages - pagesMax })}</p>}
    </div>
  );
}

function Page({ pdf, number, name, facts, selected, onPick, zoom }: Omit<Props, 'url'> & { pdf: PDFDocumentProxy; number: number; zoom: number }) {
  const t = useT();
  const canvas = useRef<HTMLCanvasElement>(null);
  const chosen = useRef<HTMLSpanElement>(null);
  const [size, setSize] = useState<{ width: number; height: number }>();
  useEffect(() => {
    let gone = false;
    let stop = () => {};
    void (async () => {
      const page = await pdf.getPage(number);
      const points = page.getViewport({ scale: 1 });
      const scale = Math.min(sharpness, Math.sqrt(pixelsMax / (points.width * points.height)));
      const viewport = page.getViewport({ scale });
      const el = canvas.current;
      if (gone || !el) return;
      el.width = Math.round(viewport.width);
      el.height = Math.round(viewport.height);
      const drawing = page.render({ canvasContext: el.getContext('2d')!, viewport });
      stop = () => drawing.cancel();
      setSize({ width: points.width, height: points.height });
      await drawing.promise;
      if (!gone) el.dataset['drawn'] = 'yes';
    })().catch(() => { /* left, or a page that cannot be drawn: the boxes stand all the same */ });
    return () => { gone = true; stop(); };
  }, [pdf, number]);
  // What is chosen in the list comes into view here.
  useEffect(() => { if (selected && size) chosen.current?.scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' }); }, [selected, size]);
  const boxes: Box[] = facts.flatMap((f) => f.places.filter((p) => p.page === number).map((p) => ({ fact: f.id, section: f.section, at: p.box })));
  const first = boxes.find((b) => b.fact === selected);
  const percent = (n: number, of: number) => `${(n / of) * 100}%`;
  return (
    <div className="cv-page" style={{ width: `${zoom * 100}%`, ...(size && { aspectRatio: `${size.width} / ${size.height}` }) }}>
      <canvas ref={canvas} role="img" aria-label={t('cv.page_label', { n: number, file: name })} />
      {size && <div className="cv-boxes" aria-hidden="true">{boxes.map((b, i) => {
        const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = b.at;
        return <span key={i} ref={b === first ? chosen : undefined} className={`cv-box cv-${b.section.toLowerCase()} ${b.fact === selected ? 'is-chosen' : ''}`} data-box={b.fact} onClick={() => onPick(b.fact)}
          style={{ left: percent(x0 - 1.5, size.width), top: percent(y0 - 1.5, size.height), width: percent(x1 - x0 + 3, size.width), height: percent(y1 - y0 + 3, size.height) }} />;
      })}</div>}
      {!size && <Icon name="clock" />}
    </div>
  );
}
