// One offer: by its address (shared from a phone, sent by the bookmarklet, or pasted; nothing is fetched before it is confirmed), or typed
// in by hand. What was found, what is missing, and the form that completes it stand in the same place.
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { announce } from '../../shared/announce';
import { explain } from '../../shared/errors';
import { isMessageKey, useT } from '../../shared/i18n';
import { useLive } from '../../shared/live';
import { useQuery } from '../../shared/router';
import { visible, webUrl } from '../../shared/text';
import { Button, Field, Icon } from '../../shared/ui';
import { offerChanged, refreshInbox, useItem } from '../inbox/inbox_store';
import { addByHand, addLater, readAddress } from './add_store';
import OfferEditor, { useStored } from './OfferEditor';
import { OfferForm, useTyped } from './OfferForm';
import { fieldOf, nothing, stillMissing } from './own_offer';
import { sharedAddress } from './shared';

interface Added { id: string; known: boolean; foundBy: string | undefined; found: readonly string[]; missing: readonly string[] }

export default function AddScreen() {
  const t = useT();
  const given = sharedAddress(new URLSearchParams({ url: useQuery('url') ?? '', text: useQuery('text') ?? '', title: useQuery('title') ?? '' }));
  const { online } = useLive();
  const [url, setUrl] = useState(given);
  const [state, setState] = useState<'idle' | 'busy' | 'queued'>('idle');
  const [error, setError] = useState<string>();
  const [added, setAdded] = useState<Added>();
  const typed = useTyped('new');
  const [typing, setTyping] = useState(Boolean(typed));
  const [kept, setKept] = useState(false);
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
      const { addJobByUrl: r } = await readAddress({ url: address });
      if (r.item) void offerChanged(r.item);
      setAdded({ id: r.jobFeedId, known: r.alreadyKnown, foundBy: r.foundBy ?? undefined, found: r.found, missing: r.missing });
      void refreshInbox();
      announce(t('add.done', { title: r.item?.title ?? '' }));
    } catch (failure) { setError(explain(failure)); }
    setState('idle');
  };

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
      {added && <AddedOffer key={added.id} added={added} />}
      <details className="card section by-hand" open={typing} onToggle={(e) => setTyping(e.currentTarget.open)}>
        <summary><h2>{t('add.by_hand')}</h2></summary>
        <OfferForm place="new" stored={nothing} onSave={async (_, offer) => {
          const id = await addByHand(offer);
          setTyping(false);
          setKept(!id);
          if (!id) { announce(t('manual.queued')); return; }
          setAdded({ id, known: false, foundBy: undefined, found: [], missing: [] });
          announce(t('add.done', { title: offer.title.trim() }));
        }} />
      </details>
      {kept && <p className="note" role="status"><Icon name="clock" /> {t('manual.queued')}</p>}
    </div>
  );
}

// What lies in the inbox now, and the form for the rest of it.
function AddedOffer({ added }: { added: Added }) {
  const t = useT();
  const item = useItem(added.id);
  const stored = useStored(added.id);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const words = (fields: readonly string[]) => fields.map((m) => `add.field_${m}`).filter(isMessageKey).map((k) => t(k)).join(', ');
  const missing = stored ? stillMissing(added.missing, stored) : added.missing;
  const how = `add.by_${added.foundBy}`;
  return (
    <section className="card" aria-labelledby="added-title">
      <h2 id="added-title" ref={title} tabIndex={-1}><Icon name="check" /> {visible(item?.title ?? '') || t('offer.untitled')}</h2>
      <p className="detail-sub">{[item?.company, item?.location].filter(Boolean).map((s) => visible(s!)).join(' · ')}</p>
      <p>{t(added.known ? 'add.known' : 'add.in_inbox')}</p>
      {isMessageKey(how) && <p className="hint">{t(how)}</p>}
      {added.found.length > 0 && <p className="hint">{t('add.found', { fields: words(added.found) })}</p>}
      {missing.length > 0 && <p className="warn-note"><Icon name="alert" />{t('add.missing', { fields: words(missing) })}</p>}
      <div className="actions"><a className="button button-main" href={`/inbox/${added.id}`}>{t('add.look')}</a></div>
      {item?.isManual && (
        <details className="section" open={added.missing.some((m) => fieldOf[m])}>
          <summary><h3>{t('add.complete')}</h3></summary>
          <OfferEditor id={added.id} missing={added.missing} />
        </details>
      )}
    </section>
  );
}
