// One offer: what decides first, then why it ranks here, then its text.
import { lazy, Suspense, useEffect, useState, type RefObject } from 'react';
import { toast } from '../../shared/announce';
import { date, isMessageKey, returnsAt, salary, useT } from '../../shared/i18n';
import { useLive } from '../../shared/live';
import { usePreferences } from '../../shared/preferences';
import { visible, webUrl } from '../../shared/text';
import { Button, Dialog, Icon, Menu, Skeleton } from '../../shared/ui';
import { RepostNote, Sightings, Versions } from './History';
import { price, useQuote, type Cost } from './quote';
import { sourceName, useBoardNames } from '../sources/board_names';
import { loadDetail, rawOf, useDetail, useItem, useStatus, useUntil } from './inbox_store';
import { OfferText } from './OfferText';
import { Rank } from './OfferRowView';
import { SnoozeMenu } from './SnoozeMenu';

// Read when somebody edits.
const OfferEditor = lazy(() => import('../add/OfferEditor'));

// The numbers that reject with a reason; the words are kept with the decision.
export const reasons = ['field', 'senior', 'junior', 'pay', 'place', 'company', 'contract', 'seen', 'other'] as const;
export type Reason = (typeof reasons)[number];

const textOf = (value: unknown) => (typeof value === 'string' && value.trim() ? value.trim() : undefined);

interface Actions { approve: () => void; reject: (reason?: Reason) => void; snooze: (until: Date) => void; back: () => void; undo: () => void }

export function OfferDetail({ id, actions, snoozeRef }: { id: string; actions: Actions; snoozeRef: RefObject<HTMLButtonElement | null> }) {
  const t = useT();
  const { language } = usePreferences();
  const item = useItem(id);
  const detail = useDetail(id);
  const status = useStatus(item);
  const until = useUntil(item);
  const { connected } = useLive();
  const [editing, setEditing] = useState<string>();
  const undecided = status === 'PENDING' || status === 'SNOOZED';
  const cost = useQuote(id, undecided && Boolean(item));
  useBoardNames();
  useEffect(() => { void loadDetail(id); }, [id, language, detail, connected]);

  if (!item && detail === null) return <div className="empty"><Icon name="inbox" /><h2>{t('offer.gone')}</h2><p>{t('offer.gone_text')}</p></div>;
  if (!item) return <div className="detail"><Skeleton lines={8} /></div>;

  const url = webUrl(item.sourceUrl);
  const pay = salary(item.salary);
  const data = detail ? rawOf(detail) : {};
  const description = textOf(data['description']);
  const contract = textOf(data['contract']) ?? textOf(data['contractType']), posted = textOf(data['postedAt']), contractKey = `contract.${contract}`;
  const facts: [string, string | undefined][] = [
    [t('offer.contract'), isMessageKey(contractKey) ? t(contractKey) : contract],
    [t('offer.start'), textOf(data['startDate'])],
    [t('offer.duration'), textOf(data['duration'])],
    [t('offer.source'), item.source ? sourceName(item.source, t('offer.source_manual')) : undefined],
    [t('offer.posted'), posted && date(posted)],
    [t('offer.seen'), date(item.createdAt)],
    [t('offer.expires'), detail?.expiresAt ? date(detail.expiresAt) : undefined],
  ];
  return (
    <article className="detail" aria-labelledby="offer-title">
      <header className="detail-head">
        <div className="detail-title">
          <Rank rank={item.rank} />
          <div>
            <h1 id="offer-title">{visible(item.title ?? '') || t('offer.untitled')}</h1>
            <p className="detail-sub">{[item.company, item.location].filter(Boolean).map((s) => visible(s!)).join(' · ')}</p>
          </div>
        </div>
        <p className="tags">
          {pay && <span className="tag tag-strong">{pay}<small> {t('offer.per_year')}</small></span>}
          {item.remote && <span className="tag">{t(`remote.${item.remote}`)}</span>}
          {detail?.searchConfig && <span className="tag">{t('offer.for_search', { search: detail.searchConfig.jobTitles[0] ?? '' })}</span>}
        </p>
        <div className="deciding"><div className="actions">
          {undecided ? (
            <>
              <Button look="main" icon="check" shortcut="a" onClick={actions.approve} aria-describedby="cost">{t('action.approve')}{cost?.usesModel && !cost.cached && <small className="price"> {price(cost.price, cost.currency)}</small>}</Button>
              <span className="split">
                <Button icon="x" shortcut="r" onClick={() => actions.reject()}>{t('action.reject')}</Button>
                <Menu label={t('inbox.reject_because')} icon="more" showLabel={false} items={reasons.map((r, i) => ({ id: r, label: t(`reason.${r}`), key: String(i + 1), run: () => actions.reject(r) }))} />
              </span>
              <SnoozeMenu opener={snoozeRef} title={visible(item.title ?? '') || t('offer.untitled')} onSnooze={actions.snooze} onBack={status === 'SNOOZED' ? actions.back : undefined} />
            </>
          ) : status && (
            <p className={`state state-${status.toLowerCase()}`}>
              <Icon name={status === 'APPROVED' ? 'check' : 'x'} />{t(`status.${status}`)}
              <Button look="quiet" icon="undo" onClick={actions.undo}>{t('action.undo')}</Button>
              {detail?.application && <a href={`/board/${detail.application.id}`}>{t('offer.to_card')}</a>}
            </p>
          )}
          </div>
          {item.isManual && <Button look="quiet" icon="edit" onClick={() => setEditing(id)}>{t('manual.edit')}</Button>}
          {url && <a className="button button-quiet original" href={url} aria-label={t('offer.original_open')} target="_blank" rel="noopener noreferrer" aria-keyshortcuts="o"><Icon name="external" /><span>{t('offer.original')}</span><kbd aria-hidden="true">O</kbd></a>}
        </div>
        {status === 'SNOOZED' && until && (
          <p className="state state-snoozed"><Icon name="clock" />{t('snooze.returns', { when: returnsAt(until) })}<Button look="quiet" icon="inbox" onClick={actions.back}>{t('snooze.back')}</Button>
            {detail?.expiresAt && detail.expiresAt < until && <small>{t('snooze.ends_before', { when: date(detail.expiresAt) })}</small>}</p>
        )}
        {undecided && <CostNote cost={cost} />}
        {item.repostWarning && <RepostNote warning={item.repostWarning} />}
      </header>

      {detail && detail.rankReasons.length > 0 && (
        <section className="why" aria-labelledby="why-title">
          <h2 id="why-title">{t('offer.why')}</h2>
          <ul>{detail.rankReasons.map((r) => (
            <li key={r.code + r.text}><b className={r.points < 0 ? 'minus' : 'plus'}>{r.points > 0 ? `+${r.points}` : r.points === 0 ? '·' : `−${-r.points}`}</b><span>{visible(r.text)}</span></li>
          ))}</ul>
        </section>
      )}
      {detail && <Sightings id={id} list={detail.sightings} />}
      {detail && <Versions id={id} list={detail.versions} />}
      {detail ? (
        <section aria-labelledby="text-title">
          <h2 id="text-title">{t('offer.text')}</h2>
          {description ? <OfferText text={description} /> : (
            <div className="note"><p>{t(item.isManual && !url ? 'offer.no_own_text' : 'offer.no_text')}</p>{item.isManual && <Button icon="edit" onClick={() => setEditing(id)}>{t('offer.write_text')}</Button>}</div>
          )}
        </section>
      ) : connected ? <Skeleton lines={9} /> : <p className="note">{t('offer.not_kept')}</p>}
      <dl className="facts">{facts.filter((f): f is [string, string] => Boolean(f[1])).map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{visible(v)}</dd></div>)}</dl>
      {editing === id && (
        <Dialog title={t('manual.edit_title')} onClose={() => setEditing(undefined)}>
          <Suspense fallback={<Skeleton lines={8} />}><OfferEditor id={id} onSaved={() => { setEditing(undefined); toast(t('manual.saved')); }} /></Suspense>
        </Dialog>
      )}
    </article>
  );
}

// A price, or the green leaf where there is none.
function CostNote({ cost }: { cost: Cost | undefined }) {
  const t = useT();
  const costs = cost?.usesModel && !cost.cached;
  return (
    <p className="cost" id="cost"><Icon name={costs ? 'coin' : 'leaf'} /><span>{!cost || !cost.usesModel ? t('inbox.approve_cost') : cost.cached ? t('cost.cached')
      : t(cost.leavesMachine ? 'cost.model' : 'cost.model_here', { price: price(cost.price, cost.currency), max: price(cost.priceMax, cost.currency), model: cost.model ?? '', host: cost.host ?? '' })}</span></p>
  );
}
