// A CV is chosen or dropped here; then: sent, being read, read, or why not.
import { useId, useRef, useState } from 'react';
import { useT } from '../../shared/i18n';
import { Button, Icon } from '../../shared/ui';
import { acceptedTypes, forgetUpload, uploadCv, useCv } from './cv_store';

export function CvUpload({ again = false }: { again?: boolean }) {
  const t = useT();
  const { upload } = useCv();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const hint = useId();
  const take = (files: FileList | null) => { if (files?.[0]) void uploadCv(files[0]); };
  const busy = upload.state === 'sending' || upload.state === 'reading';
  return (
    <div className={`drop ${over ? 'is-over' : ''}`} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={(e) => { e.preventDefault(); setOver(false); if (!busy) take(e.dataTransfer.files); }}>
      <input ref={input} type="file" className="hidden" tabIndex={-1} aria-hidden="true" accept={acceptedTypes} data-cv-file onChange={(e) => { take(e.target.files); e.target.value = ''; }} />
      <div className="drop-row">
        <Button look={again ? 'plain' : 'main'} icon="up" disabled={busy} aria-describedby={hint} onClick={() => input.current?.click()}>{t(again ? 'cv.upload_again' : 'cv.upload')}</Button>
        <p className="hint" id={hint}>{t('cv.upload_hint')}</p>
      </div>
      <div role="status">
        {busy && <p className="drop-busy"><progress aria-label={t(upload.state === 'sending' ? 'cv.sending' : 'cv.reading', { file: upload.fileName })} /><span>{t(upload.state === 'sending' ? 'cv.sending' : 'cv.reading', { file: upload.fileName })}</span></p>}
      </div>
      {upload.state === 'refused' && <p className="form-error" role="alert"><Icon name="alert" /><span><b>{upload.fileName}</b> {upload.error}</span><Button look="quiet" icon="x" aria-label={t('action.close')} onClick={forgetUpload} /></p>}
    </div>
  );
}
