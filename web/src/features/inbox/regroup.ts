// "Not the same job", "the same job", and both taken back. What the cards become is the server's to say (which board gives which field, how
// they rank), so none is shown as done before it answers; without a connection the wish waits in the outbox like any decision.
import { Grouping, Merge, Split, UndoRegroup, type SplitResult } from '../../gen/operations';
import { announce, toast } from '../../shared/announce';
import { request } from '../../shared/api';
import { t } from '../../shared/i18n';
import { onEvent } from '../../shared/live';
import { isOurs, opKind, useOps, type Look, type Op } from '../../shared/outbox';
import { forgetDetail, isThere, loadDetail, refreshInbox, titleOf } from './inbox_store';

const again = (...ids: readonly string[]) => { for (const id of ids) forgetDetail(id); return refreshInbox().then(() => { for (const id of ids) if (isThere(id)) void loadDetail(id); }); };

interface Sighting { readonly id: string; readonly source: string; readonly sourceId: string }
interface Pair { readonly id: string; readonly into: string }
type Regrouped = ({ readonly of: 'split' } & Sighting & { readonly made: string | undefined }) | ({ readonly of: 'merge' } & Pair);

type Seen = NonNullable<Awaited<ReturnType<typeof sightingsOf>>>;
const sightingsOf = async (id: string) => (await request(Grouping, { id })).jobFeedItem?.sightings;
const has = (s: Sighting) => (seen: Seen) => seen.some((x) => x.source === s.source && x.sourceId === s.sourceId && !x.mergedFrom);
const holds = (p: Pair) => (seen: Seen) => seen.some((x) => x.mergedFrom === p.id);
// One that waited may have arrived unheard: `done` says so of the item's sightings.
const look = async (id: string, done: (seen: Seen) => boolean): Promise<Look<never>> => {
  const seen = await sightingsOf(id);
  return !seen ? { text: t('outbox.offer_gone', { title: titleOf(id) }) } : done(seen) ? 'done' : 'send';
};

const splitOp = opKind<Sighting, SplitResult>('split', {
  send: (args, mutationId) => request(Split, { ...args, mutationId }),
  look: (args) => look(args.id, (seen) => !has(args)(seen)),
  done: (r, args) => {
    const made = r?.splitSighting;
    toast(t('regroup.split', { title: (made ? made.title : titleOf(args.id)) || t('offer.untitled') }), { action: { label: t('action.undo'), run: () => takeBack({ of: 'split', ...args, made: made?.id }) } });
    void again(args.id, ...(made ? [made.id] : []));
  },
});
const mergeOp = opKind<Pair & { title: string }, unknown>('merge', {
  send: ({ id, into }, mutationId) => request(Merge, { id, into, mutationId }),
  look: (args) => look(args.into, holds(args)),
  done: (_, { id, into, title }) => {
    toast(t('regroup.merged', { title }), { action: { label: t('action.undo'), run: () => takeBack({ of: 'merge', id, into }) } });
    void again(id, into);
  },
});
const takeBackOp = opKind<Regrouped, unknown>('regroup-undo', {
  send: (args, mutationId) => request(UndoRegroup, { id: args.of === 'merge' ? args.into : args.id, mutationId }),
  look: (args) => (args.of === 'merge' ? look(args.into, (seen) => !holds(args)(seen)) : look(args.id, has(args))),
  done: (_, args) => {
    announce(t('regroup.undone'));
    void again(args.id, ...(args.of === 'merge' ? [args.into] : args.made ? [args.made] : []));
  },
});

const sayIfWaiting = (op: Op) => { if (op.late) toast(t('regroup.waits')); };
const takeBack = (args: Regrouped) => sayIfWaiting(takeBackOp(args));
export const splitOff = (id: string, source: string, sourceId: string) => sayIfWaiting(splitOp({ id, source, sourceId }));
// The first goes under the second.
export const mergeInto = (id: string, into: string) => sayIfWaiting(mergeOp({ id, into, title: titleOf(id) }));
export const useSplitting = (id: string) => {
  const waiting = useOps().filter((op): op is Op<Sighting> => op.kind === 'split' && (op.args as Sighting).id === id);
  return (source: string, sourceId: string) => waiting.some(({ args }) => args.source === source && args.sourceId === sourceId);
};

onEvent('JOB_REGROUPED', (e) => { if (!isOurs(e.mutationId)) void again(String(e['jobFeedId']), String(e['otherId'])); });
