// One offer by its address: shared from a phone, sent by the bookmarklet, or pasted. Nothing is fetched before it is confirmed.
import { useEffect, useState, type FormEvent } from 'react';
import type { AddSharedResult } from '../../gen/operations';
import { announce } from '../../shared/announce';
import { explain } from '../../shared/errors';
import { isMessageKey, useT } from '../../shared/i18n';
import { useLive } from '../../shared/live';
import { useQuery } from '../../shared/router';
import { visible, webUrl } from '../../shared/text';
import { Button, Field, Icon } from '../../shared/ui';
import { refreshInbox } from '../inbox/inbox_store';
import { addLater, readAddress } from './add_store';
import { sharedAddress } from './shared';

type Added = AddSharedResult['addJobByUrl'];
export default function AddScreen() {
  const t = useT();
  const given = sharedAddress(new URLSearchParams({ url: useQuery('url') ?? '', text: useQuery('text') ?? '', title: useQuery('title') ?? '' }));
  const { online } = useLive();
  const [url, setUrl] = useState(given);
  const [state, setState] = useState<'idle' | 'busy' | 'queued'>('idle');
  const [error, setError] = useState<string>();
  const [added, setAdded] = useState<Added>();
  useEffect(() => { setUrl(given); setAdded(undefined); setState('idle'); }, [given]);

  const submit = async (e: FormEvent) => {
    e.preventDefault();
    const address = webUrl(url.trim());
    if (!address) { setError(t('add.no_address')); return; }
    setError(undefined);
    setAdded(undefined);
    if (!online) { addLater({ url: address }); setState('queued'); announce(t('add.queued')); return; }
    setState('busy');
    try {
      const { addJobByUrl } = await readAddress({ url: address });
      setAdded(addJobByUrl);
      void refreshInbox();
      announce(t('add.done', { title: addJobByUrl.item?.title ?? '' }));
    } catch (failure) { setError(explain(failure)); }
    setState('idle');
  };

  const missing = added?.missing.map((m) => `add.field_${m}`).filter(isMessageKey).map((k) => t(k)) ?? [];
  return (
    <div className="page narrow">
      <h1 className="screen-title">{t('nav.add')}</h1>
      <p className="lead">{t('add.lead')}</p>
      <form className="card" onSubmit={(e) => { void submit(e); }} noValidate>
        <Field label={t('add.address')} error={error}>
          {(ids) => <input {...ids} type="url" inputMode="url" value={url} maxLength={2000} autoComplete="off" placeholder={'https://'} onChange={(e) => setUrl(e.target.value)} />}
        </Field>
        <div className="actions"><Button type="submit" look="main" icon="plus" disabled={state === 'busy'}>{t(state === 'busy' ? 'add.reading' : 'add.do')}</Button></div>
        {state === 'queued' && <p className="note" role="status"><Icon name="clock" /> {t('add.queued')}</p>}
      </form>
      {added && (
        <section className="card" aria-labelledby="added-title">
          <h2 id="added-title"><Icon name="check" /> {visible(added.item?.title ?? '') || t('offer.untitled')}</h2>
          <p className="detail-sub">{[added.item?.company, added.item?.location].filter(Boolean).map((s) => visible(s!)).join(' · ')}</p>
          <p>{t(added.alreadyKnown ? 'add.known' : 'add.in_inbox')}</p>
          {missing.length > 0 && <p className="hint">{t('add.missing', { fields: missing.join(', ') })}</p>}
          <div className="actions"><a className="button button-main" href={`/inbox/${added.jobFeedId}`}>{t('add.look')}</a></div>
        </section>
      )}
    </div>
  );
}
