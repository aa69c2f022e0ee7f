// An offer's address that waits for the connection.
import { AddShared, type AddSharedResult } from '../../gen/operations';
import { toast } from '../../shared/announce';
import { request } from '../../shared/api';
import { t } from '../../shared/i18n';
import { opKind } from '../../shared/outbox';
import { preferences } from '../../shared/preferences';
import { visible } from '../../shared/text';
import { refreshInbox } from '../inbox/inbox_store';

export const readAddress = ({ url }: { url: string }) => request(AddShared, { url, language: preferences.get().language === 'fr' ? 'FR' : 'EN' });

// The same address twice gives the same item, so one that waited needs no question before it is sent.
export const addLater = opKind<{ url: string }, AddSharedResult>('add', {
  send: readAddress,
  done: (r) => { void refreshInbox(); if (r) toast(t('add.done', { title: visible(r.addJobByUrl.item?.title ?? '') || t('offer.untitled') })); },
});
