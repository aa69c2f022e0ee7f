// Adding an offer by its address or by hand, which may both wait for the connection; and correcting one that was added.
import { AddByHand, AddShared, EditOffer, OfferStatus, type AddByHandResult, type AddSharedResult } from '../../gen/operations';
import { toast } from '../../shared/announce';
import { request } from '../../shared/api';
import { t } from '../../shared/i18n';
import { onEvent } from '../../shared/live';
import { isOurs, newMutation, opKind, outbox } from '../../shared/outbox';
import { preferences } from '../../shared/preferences';
import { visible } from '../../shared/text';
import { keepDraft } from '../documents/drafts';
import { inbox, offerChanged, refreshInbox } from '../inbox/inbox_store';
import { changes, draftOf, nothing, whole, type OwnOffer } from './own_offer';

export const readAddress = ({ url }: { url: string }) => request(AddShared, { url, language: preferences.get().language === 'fr' ? 'FR' : 'EN' });
const said = (title: string | null | undefined) => toast(t('add.done', { title: visible(title ?? '') || t('offer.untitled') }));

// The same address twice gives the same item, so one that waited needs no question before it is sent.
export const addLater = opKind<{ url: string }, AddSharedResult>('add', {
  send: readAddress,
  done: (r) => { void refreshInbox(); if (r) said(r.addJobByUrl.item?.title); },
});

export async function editOffer(id: string, before: OwnOffer, now: OwnOffer): Promise<void> {
  const input = changes(before, now);
  if (!Object.keys(input).length) return;
  await offerChanged((await request(EditOffer, { id, input, mutationId: newMutation() })).updateManualJob);
}

// An offer typed in. The server makes one item a wish, however often it arrives, so it needs no question either. `key`: who waits for it here.
interface Typed { readonly key: string; readonly offer: OwnOffer }
const waiters = new Map<string, { resolve: (id: string | undefined) => void; reject: (error: unknown) => void }>();
const typedOp = opKind<Typed, AddByHandResult>('add-by-hand', {
  send: ({ offer }, mutationId) => request(AddByHand, { input: whole(offer), mutationId }),
  done: (r, { key }) => {
    void refreshInbox();
    const waiter = waiters.get(key);
    if (r && waiter) waiter.resolve(r.addJobManually.jobFeedId);
    else if (r) said(r.addJobManually.item?.title);
  },
  // What was typed goes back to where it was typed.
  failed: ({ key, offer }, error) => { const waiter = waiters.get(key); if (waiter) waiter.reject(error); else keepDraft(draftOf('new', nothing, offer)); },
});

// Its id, or undefined when it has to wait: then it is in the outbox and will be sent.
export async function addByHand(offer: OwnOffer): Promise<string | undefined> {
  const key = crypto.randomUUID();
  const op = typedOp({ key, offer });
  if (op.late) return undefined;
  let stop = () => {};
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      waiters.set(key, { resolve, reject });
      stop = outbox.subscribe(() => { if (outbox.get().ops.find((o) => o.id === op.id)?.attempts) resolve(undefined); });
    });
  } finally { stop(); waiters.delete(key); }
}

// Corrected in another window, or on another device.
onEvent('JOB_EDITED', (e) => {
  const id = String(e['jobFeedId']);
  if (isOurs(e.mutationId) || !inbox.get().items.has(id)) return;
  void request(OfferStatus, { id }).then(({ jobFeedItem: row }) => { if (row) void offerChanged(row); }).catch(() => {});
});
