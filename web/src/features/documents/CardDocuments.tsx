// The way from a card to its letter and CV, and how they stand.
import { useEffect, useState } from 'react';
import { DocumentStates, type DocumentStatesResult } from '../../gen/operations';
import { request } from '../../shared/api';
import { useT } from '../../shared/i18n';
import { Icon } from '../../shared/ui';

type States = DocumentStatesResult['documents'];
export function useDocumentStates(application: string): States | undefined {
  const [states, setStates] = useState<States>();
  useEffect(() => {
    let open = true;
    request(DocumentStates, { id: application }).then((r) => { if (open) setStates(r.documents); }).catch(() => { /* the way there stands all the same */ });
    return () => { open = false; };
  }, [application]);
  return states;
}

export function CardDocuments({ application, states }: { application: string; states: States | undefined }) {
  const t = useT();
  return (
    <section aria-label={t('card.documents')}>
      <h3>{t('card.documents')}</h3>
      <p className="hint">{t('card.documents_hint')}</p>
      <div className="card-papers">{(['LETTER', 'CV'] as const).map((kind) => {
        const d = states?.find((x) => x.kind === kind);
        return (
          <a key={kind} href={`/write/${application}${kind === 'CV' ? '/cv' : ''}`}><Icon name="edit" /><span>{t(kind === 'LETTER' ? 'write.letter' : 'write.cv')}
            {d ? <small className={d.unsupported ? 'is-bad' : ''}>{d.unsupported ? t('card.document_unsupported', { n: d.unsupported }) : t('card.document_ready', { n: d.version })}</small> : states && <small>{t('card.document_none')}</small>}</span></a>
        );
      })}</div>
    </section>
  );
}
