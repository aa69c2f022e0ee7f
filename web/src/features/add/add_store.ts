// Adding an offer by its address, which may wait for the connection, or by hand; and correcting one that was added.
import { AddByHand, AddShared, EditOffer, OwnOffers, type AddSharedResult } from '../../gen/operations';
import { toast } from '../../shared/announce';
import { ApiError, request } from '../../shared/api';
import { t } from '../../shared/i18n';
import { opKind } from '../../shared/outbox';
import { preferences } from '../../shared/preferences';
import { visible } from '../../shared/text';
import { offerChanged, refreshInbox } from '../inbox/inbox_store';
import { changes, nothing, type OwnOffer } from './own_offer';

export const readAddress = ({ url }: { url: string }) => request(AddShared, { url, language: preferences.get().language === 'fr' ? 'FR' : 'EN' });

// The same address twice gives the same item, so one that waited needs no question before it is sent.
export const addLater = opKind<{ url: string }, AddSharedResult>('add', {
  send: readAddress,
  done: (r) => { void refreshInbox(); if (r) toast(t('add.done', { title: visible(r.addJobByUrl.item?.title ?? '') || t('offer.untitled') })); },
});

export async function editOffer(id: string, before: OwnOffer, now: OwnOffer): Promise<void> {
  const input = changes(before, now);
  if (!Object.keys(input).length) return;
  await offerChanged((await request(EditOffer, { id, input })).updateManualJob);
}

// One offer typed in by hand. The first request makes the item, the second gives it what the first has no place for; a try that comes
// after a failure goes on with the item that is there, also when the answer that told of it was lost.
export function byHand(): (o: OwnOffer) => Promise<string> {
  let id: string | undefined, unsure = false, was = { title: '', companyName: '' };
  return async (o) => {
    const title = o.title.trim(), companyName = o.companyName.trim();
    if (was.title !== title && was.companyName !== companyName) { id = undefined; unsure = false; }      // another offer
    was = { title, companyName };
    if (unsure) {
      id = (await request(OwnOffers, { first: 50 })).jobFeedConnection.nodes.find((n) => n.isManual && n.title === title && n.company === companyName)?.id;
      unsure = false;
    }
    if (!id) {
      try { id = (await request(AddByHand, { input: { companyName, profileWanted: title } })).addJobManually.jobFeedId; }
      catch (error) { unsure = error instanceof ApiError && error.isTransient; throw error; }
    }
    await editOffer(id, { ...nothing, description: title }, o);
    void refreshInbox();
    return id;
  };
}
