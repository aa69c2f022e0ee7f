// What today asks for, the most pressing first: overdue follow-ups, interviews, decisions, new offers, what broke.
import { useEffect, useState, type ReactNode } from 'react';
import { SourcesToday, type SourcesTodayResult } from '../../gen/operations';
import { request } from '../../shared/api';
import { ago, date, useT } from '../../shared/i18n';
import { usePreferences } from '../../shared/preferences';
import { visible } from '../../shared/text';
import { Button, Empty, Icon, Skeleton, type IconName } from '../../shared/ui';
import { cardTitle, loadBoard, loadFollowUps, useBoardState, useCards, useDue, type Status } from '../board/board_store';
import { useItems, useLaneIds, useInboxCount } from '../inbox/inbox_store';
import { OfferRowView } from '../inbox/OfferRowView';
import { loadSearches, useSearches } from '../searches/searches_store';
import type { CardRow } from '../../gen/operations';

const offersShown = 4;
const waitedLong_ms = 3 * 86_400_000;

export default function TodayScreen() {
  const t = useT();
  const cards = [...useCards().values()];
  const boardState = useBoardState();
  const due = useDue();
  const searches = useSearches();
  const pending = useInboxCount();
  const ids = useLaneIds('PENDING');
  const items = useItems();
  const { language } = usePreferences();
  const [sources, setSources] = useState<SourcesTodayResult['sources']>([]);
  useEffect(() => {
    void loadBoard();
    void loadFollowUps();
    void loadSearches();
  }, []);
  useEffect(() => { request(SourcesToday, { language: language === 'fr' ? 'FR' : 'EN' }).then((r) => setSources(r.sources)).catch(() => { /* what is known of them stays */ }); }, [language]);

  const now = Date.now();
  const isOpen = (c: CardRow) => c.currentStatus !== 'REJECTED' && c.currentStatus !== 'HIRED';
  const late = cards.filter((c) => isOpen(c) && due.has(c.id));
  const soon = cards.filter((c) => isOpen(c) && c.relanceReminderAt && Date.parse(c.relanceReminderAt) > now && Date.parse(c.relanceReminderAt) < now + 2 * 86_400_000);
  const at = (s: Status) => cards.filter((c) => c.currentStatus === s && !late.includes(c));
  const decisions = [...at('OFFER'), ...at('TO_APPLY').filter((c) => now - Date.parse(c.updatedAt) > waitedLong_ms)];
  const toSend = at('TO_APPLY').filter((c) => !decisions.includes(c));
  const broken = sources.filter((s) => s.state === 'BROKEN' || s.state === 'PAUSED');
  const failed = boardState === 'failed';
  const loading = boardState === 'idle' || boardState === 'loading' || pending === undefined;
  const nothing = !loading && !failed && !late.length && !soon.length && !at('INTERVIEW').length && !decisions.length && !toSend.length && !pending && !broken.length;

  return (
    <div className="page">
      <h1 className="screen-title">{t('nav.today')}</h1>
      {searches?.length === 0 && (
        <section className="card call"><h2>{t('today.start')}</h2><p>{t('today.start_text')}</p><p><a className="button button-main" href="/welcome">{t('today.start_do')}</a></p></section>
      )}
      {failed && <Empty icon="alert" title={t('error.could_not_load')}><Button look="main" onClick={() => { void loadBoard(); void loadFollowUps(); }}>{t('action.retry')}</Button></Empty>}
      <CardGroup icon="bell" tone="bad" title={t('today.late', { n: late.length })} cards={late} note={(c) => t('today.was_due', { when: ago(due.get(c.id)!) })} />
      <CardGroup icon="clock" title={t('today.interviews', { n: at('INTERVIEW').length })} cards={at('INTERVIEW')} note={(c) => t('today.since', { when: ago(c.updatedAt) })} />
      <CardGroup icon="alert" tone="warn" title={t('today.decisions', { n: decisions.length })} cards={decisions} note={(c) => t(c.currentStatus === 'OFFER' ? 'today.offer_waits' : 'today.waits', { when: ago(c.updatedAt) })} />
      <CardGroup icon="board" title={t('today.to_send', { n: toSend.length })} cards={toSend} note={(c) => t('today.since', { when: ago(c.updatedAt) })} />
      <CardGroup icon="bell" title={t('today.soon', { n: soon.length })} cards={soon} note={(c) => date(c.relanceReminderAt!)} />
      {loading ? <Skeleton lines={6} /> : pending! > 0 && (
        <Group icon="inbox" title={t('today.offers', { n: pending! })} link="/inbox" linkText={t('today.triage')}>
          <ul className="today-offers">{ids.slice(0, offersShown).map((id) => <li key={id}><OfferRowView item={items.get(id)!} href={`/inbox/${id}`} isCurrent={false} isSelected={false} isReachable onSelect={undefined} onSwipe={undefined} /></li>)}</ul>
        </Group>
      )}
      {broken.length > 0 && (
        <Group icon="sources" tone="bad" title={t('today.broken', { n: broken.length })} link="/sources" linkText={t('nav.sources')}>
          <ul className="plain">{broken.map((s) => <li key={`${s.board}${s.listing ?? ''}`}><b>{[s.label, s.listing].filter(Boolean).map((x) => visible(x!)).join(' · ')}</b> <span className="row-sub">{s.text} {s.lastGoodRunAt ? t('sources.last_good', { when: ago(s.lastGoodRunAt) }) : t('sources.never_good')}</span></li>)}</ul>
        </Group>
      )}
      {nothing && searches?.length !== 0 && <div className="empty"><Icon name="today" /><h2>{t('today.nothing')}</h2><p>{t('today.nothing_text')}</p></div>}
    </div>
  );
}

function Group({ icon, title, tone = '', link, linkText, children }: { icon: IconName; title: string; tone?: string; link?: string; linkText?: string; children: ReactNode }) {
  return (
    <section className={`card group ${tone}`}>
      <header className="card-head"><h2><Icon name={icon} />{title}</h2>{link && <a className="button button-plain" href={link}>{linkText}</a>}</header>
      {children}
    </section>
  );
}
function CardGroup({ cards, note, ...rest }: { icon: IconName; title: string; tone?: string; cards: readonly CardRow[]; note: (c: CardRow) => string }) {
  if (!cards.length) return null;
  return (
    <Group {...rest}>
      <ul className="today-cards">{cards.map((c) => (
        <li key={c.id}><a href={`/board/${c.id}`}><b>{visible(cardTitle(c))}</b><span className="row-sub">{[c.jobFeedItem?.company, note(c)].filter(Boolean).map((s) => visible(s!)).join(' · ')}</span></a></li>
      ))}</ul>
    </Group>
  );
}
