// One offer in the list: what decides at a glance. A finger that pulls it to the right approves, to the left rejects.
import { memo, useRef, useState, type PointerEvent } from 'react';
import type { OfferRow } from '../../gen/operations';
import { ago, returnsAt, salary, useT } from '../../shared/i18n';
import { visible } from '../../shared/text';
import { Hidden, Icon } from '../../shared/ui';
import { useUntil } from './inbox_store';

const swipe_px = 88;

interface Props {
  item: OfferRow;
  href: string;
  isCurrent: boolean;
  isSelected: boolean;
  isReachable: boolean;                      // by Tab: one row of the list is
  returns?: boolean;                         // says when it comes back instead of when it was found
  onSelect: ((id: string) => void) | undefined;
  onSwipe: ((id: string, approve: boolean) => void) | undefined;
}

export const Rank = ({ rank }: { rank: number | null }) => {
  const t = useT();
  if (rank === null) return <span className="rank rank-none" title={t('offer.rank_none')}><Hidden>{t('offer.rank_none')}</Hidden><span aria-hidden="true">–</span></span>;
  return <span className={`rank rank-${rank >= 70 ? 'high' : rank >= 45 ? 'middle' : 'low'}`}><Hidden>{t('offer.rank', { n: rank })}</Hidden><span aria-hidden="true">{rank}</span></span>;
};

export const OfferRowView = memo(function OfferRowView({ item, href, isCurrent, isSelected, isReachable, returns = false, onSelect, onSwipe }: Props) {
  const t = useT();
  const [dx, setDx] = useState(0);
  const start = useRef<{ x: number; y: number; id: number } | undefined>(undefined);
  const pay = salary(item.salary);
  const until = useUntil(returns ? item : undefined);

  const move = (e: PointerEvent) => {
    const from = start.current;
    if (!from || from.id !== e.pointerId) return;
    const x = e.clientX - from.x;
    if (Math.abs(x) > 12 && Math.abs(x) > Math.abs(e.clientY - from.y)) { e.currentTarget.setPointerCapture(e.pointerId); setDx(x); }
  };
  const end = (e: PointerEvent) => {
    if (start.current?.id === e.pointerId && Math.abs(dx) > swipe_px) onSwipe?.(item.id, dx > 0);
    start.current = undefined;
    setDx(0);
  };
  return (
    <div className={`row ${isCurrent ? 'is-current' : ''} ${isSelected ? 'is-selected' : ''}`}>
      {dx !== 0 && <div className={`swipe ${dx > 0 ? 'swipe-approve' : 'swipe-reject'} ${Math.abs(dx) > swipe_px ? 'is-armed' : ''}`} aria-hidden="true"><Icon name={dx > 0 ? 'check' : 'x'} /></div>}
      <div className="row-face" style={dx ? { transform: `translateX(${dx}px)` } : undefined}
        onPointerDown={(e) => { if (onSwipe && e.pointerType === 'touch') start.current = { x: e.clientX, y: e.clientY, id: e.pointerId }; }}
        onPointerMove={move} onPointerUp={end} onPointerCancel={() => { start.current = undefined; setDx(0); }}>
        {onSelect && (
          <label className="row-check"><input type="checkbox" checked={isSelected} tabIndex={isReachable ? 0 : -1} onChange={() => onSelect(item.id)} aria-label={t('inbox.select_one', { title: visible(item.title ?? '') })} /></label>
        )}
        <a href={href} className="row-link" tabIndex={isReachable ? 0 : -1} aria-current={isCurrent ? 'true' : undefined} data-row={item.id}>
          <Rank rank={item.rank} />
          <span className="row-text">
            <span className="row-title">{visible(item.title ?? '') || t('offer.untitled')}</span>
            <span className="row-sub">{[item.company, item.location].filter(Boolean).map((s) => visible(s!)).join(' · ')}</span>
            <span className="row-meta">
              {until && <time className="returns" dateTime={until}>{t('snooze.returns', { when: returnsAt(until) })}</time>}
              {item.repostWarning && <span className="repost-badge">{t(item.repostWarning.status === 'REJECTED' ? 'repost.badge_rejected' : 'repost.badge_applied')}</span>}
              {pay && <span>{pay}</span>}
              {item.remote && <span>{t(`remote.${item.remote}`)}</span>}
              {!until && <time dateTime={item.createdAt}>{ago(item.createdAt)}</time>}
            </span>
          </span>
        </a>
      </div>
    </div>
  );
});
