// The exceptions that were made from the quarantine lane, each with its way back.
import { useEffect } from 'react';
import { date, useT } from '../../shared/i18n';
import { visible } from '../../shared/text';
import { Button } from '../../shared/ui';
import { loadExceptions, removeException, useExceptions, useExceptionsLeaving } from './exceptions_store';

export function ExceptionList() {
  const t = useT();
  const leaving = useExceptionsLeaving();
  const list = useExceptions()?.filter((e) => !leaving.has(e.id));
  useEffect(() => { void loadExceptions(); }, []);
  if (!list?.length) return null;
  return (
    <section className="card" aria-labelledby="exceptions-title">
      <h2 id="exceptions-title">{t('exceptions.title', { n: list.length })}</h2>
      <p className="hint">{t('exceptions.lead')}</p>
      <ul className="plain">{list.map((e) => {
        const what = visible((e.wholeCompany ? e.company : e.title) ?? e.company ?? '');
        return (
          <li key={e.id} className="beside"><span><b>{what}</b><small>{[e.wholeCompany ? t('exceptions.company') : e.company, t('exceptions.passes', { n: e.offers }), date(e.createdAt)].filter(Boolean).map((x) => visible(x!)).join(' · ')}</small></span>
            <Button look="quiet" icon="trash" aria-label={t('exceptions.remove', { what })} onClick={() => removeException(e)} /></li>
        );
      })}</ul>
    </section>
  );
}
