// "Not the same job", "the same job", and both taken back. Whoever says it waits for the answer: what the cards become is the server's to say.
import { Merge, Split, UndoRegroup } from '../../gen/operations';
import { announce, toast } from '../../shared/announce';
import { request } from '../../shared/api';
import { explain } from '../../shared/errors';
import { t } from '../../shared/i18n';
import { onEvent } from '../../shared/live';
import { forgetDetail, loadDetail, refreshInbox, titleOf } from './inbox_store';

const again = (...ids: readonly string[]) => { for (const id of ids) forgetDetail(id); return refreshInbox().then(() => { for (const id of ids) void loadDetail(id); }); };
const tell = (e: unknown) => toast(explain(e), { kind: 'error' });

async function takeBack(id: string, other: string) {
  try {
    await request(UndoRegroup, { id, mutationId: crypto.randomUUID() });
    announce(t('regroup.undone'));
    await again(id, other);
  } catch (e) { tell(e); }
}

export async function splitOff(id: string, source: string, sourceId: string) {
  try {
    const { splitSighting: made } = await request(Split, { id, source, sourceId, mutationId: crypto.randomUUID() });
    toast(t('regroup.split', { title: made.title || t('offer.untitled') }), { action: { label: t('action.undo'), run: () => { void takeBack(id, made.id); } } });
    await again(id, made.id);
  } catch (e) { tell(e); }
}

// The first goes under the second.
export async function mergeInto(id: string, into: string): Promise<boolean> {
  const title = titleOf(id);
  try {
    await request(Merge, { id, into, mutationId: crypto.randomUUID() });
    toast(t('regroup.merged', { title }), { action: { label: t('action.undo'), run: () => { void takeBack(into, id); } } });
    await again(id, into);
    return true;
  } catch (e) { tell(e); return false; }
}

onEvent('JOB_REGROUPED', (e) => { void again(String(e['jobFeedId']), String(e['otherId'])); });
