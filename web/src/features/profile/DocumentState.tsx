// How the reading of a CV went: still going on, not possible and why, or possible for a part of it only.
import { useT } from '../../shared/i18n';
import { visible } from '../../shared/text';
import { Button, Icon } from '../../shared/ui';
import { readAgain, type CvDocument } from './cv_store';

export function DocumentState({ document: d }: { document: CvDocument }) {
  const t = useT();
  return (
    <>
      {d.state === 'FAILED' && <p className="form-error"><Icon name="alert" /><span>{d.error}</span></p>}
      {d.state === 'UPLOADED' && <p className="drop-busy" role="status"><progress aria-label={t('cv.reading', { file: d.fileName })} /><span>{t('cv.reading', { file: visible(d.fileName) })}</span></p>}
      {d.state === 'READ' && d.error && <p className="warn-note"><Icon name="alert" /><span>{d.error}</span></p>}
      {d.hiddenWords > 0 && <p className="warn-note"><Icon name="alert" /><span>{t('cv.hidden_words', { n: d.hiddenWords })}{d.hiddenText && <q>{visible(d.hiddenText.slice(0, 200))}</q>}</span></p>}
      {d.state === 'FAILED' && <p className="actions"><Button look="quiet" icon="undo" onClick={() => void readAgain(d)}>{t('cv.read_again')}</Button></p>}
    </>
  );
}
