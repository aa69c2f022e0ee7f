// The board. A card is moved by mouse, by finger (a long press lifts it), by keyboard (Space lifts, arrows choose, Space
// drops, Escape lets it be) or by its "Move to" menu, which needs no dragging at all.
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent as ReactPointerEvent } from 'react';
import { announce } from '../../shared/announce';
import { refocus } from '../../shared/focus';
import { useHotkeys } from '../../shared/hotkeys';
import { ago, date, useT } from '../../shared/i18n';
import { navigate, usePath, useQuery } from '../../shared/router';
import { fold, visible } from '../../shared/text';
import { Button, Empty, Hidden, Icon, Menu, Skeleton } from '../../shared/ui';
import type { CardRow } from '../../gen/operations';
import { board, cardTitle, columns, columnOf, loadBoard, move, undo, loadFollowUps, useBoardState, useCanUndo, useColumns, useDue, type Status } from './board_store';
import { CardDrawer } from './CardDrawer';
import { Rank } from '../inbox/OfferRowView';

const main: readonly Status[] = columns.filter((c) => c !== 'REJECTED');
const onlys = ['overdue', 'reminder', 'rated', 'remote', 'manual'] as const;
type Only = (typeof onlys)[number];
const longPress_ms = 260;
const slop_px = 7;

interface Drag { id: string; from: Status; over: Status | undefined }

const cardElement = (id: string | undefined) => document.querySelector<HTMLElement>(`[data-card="${id}"]`);
// Into a column that is not shown it goes alone: the focus stays with those it leaves.
const follow = (id: string, from: Status) => refocus(() => cardElement(id) ?? document.querySelector<HTMLElement>(`[data-column="${from}"] .kcard-link`) ?? document.querySelector<HTMLElement>('.kcard-link'));
const focusCard = (id: string | undefined) => requestAnimationFrame(() => cardElement(id)?.focus());

export default function BoardScreen() {
  const t = useT();
  const path = usePath();
  const open = path.startsWith('/board/') ? path.slice('/board/'.length) : undefined;
  const isTable = useQuery('view') === 'table';
  const withRejected = useQuery('rejected') === '1';
  const state = useBoardState();
  const all = useColumns();
  const [text, setText] = useState('');
  const [drag, setDrag] = useState<Drag>();
  const [lifted, setLifted] = useState<{ id: string; to: Status }>();
  useEffect(() => { void loadBoard(); void loadFollowUps(); }, []);
  // Where the columns are wider than the screen, the one that was asked for would be out of sight.
  const showsRejected = withRejected && state === 'ready' && !isTable;
  useEffect(() => { if (showsRejected) document.querySelector('[data-column=REJECTED]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' }); }, [showsRejected]);

  const words = fold(text).split(' ').filter(Boolean);
  const due = useDue();
  const asked = useQuery('only');
  const only: Only | undefined = onlys.find((x) => x === asked);
  const passes: Record<Only, (c: CardRow) => boolean> = { overdue: (c) => due.has(c.id), reminder: (c) => due.has(c.id) || c.relanceReminderAt !== null, rated: (c) => (c.userRating ?? 0) >= 4, remote: (c) => c.jobFeedItem?.remote === 'REMOTE', manual: (c) => c.jobFeedItem?.source === 'manual' };
  const matches = (c: CardRow) => { const f = fold([c.jobFeedItem?.title, c.jobFeedItem?.company, c.jobFeedItem?.location].join(' ')); return words.every((w) => f.includes(w)); };
  const shown = (c: Status) => (words.length || only ? all[c].filter((x) => (!only || passes[only](x)) && matches(x)) : all[c]);
  const list = withRejected ? columns : main;
  const total = columns.reduce((n, c) => n + all[c].length, 0);
  const link = (change: Record<string, string | undefined>) => {
    const q = new URLSearchParams(location.search);
    for (const [k, v] of Object.entries(change)) if (v) q.set(k, v); else q.delete(k);
    return `/board${q.size ? `?${q}` : ''}`;
  };
  const address = (id: string) => `/board/${id}${location.search}`;

  useHotkeys({ z: () => { void undo().then((id) => { if (id) focusCard(id); }); } });

  // ---- the keyboard
  const onCardKey = (e: KeyboardEvent, card: CardRow, column: Status) => {
    if (e.target !== e.currentTarget || e.ctrlKey || e.metaKey || e.altKey) return;   // Ctrl-K is the palette's
    const at = list.indexOf(column);
    const stop = () => { e.preventDefault(); e.stopPropagation(); };
    if (lifted?.id === card.id) {
      const to = list.indexOf(lifted.to);
      const go = (i: number) => { stop(); const next = list[Math.max(0, Math.min(list.length - 1, i))]!; setLifted({ id: card.id, to: next }); announce(t(card.nextStatuses.includes(next) || next === column ? 'board.over' : 'board.over_not', { column: t(`column.${next}`) })); };
      if (e.key === 'ArrowRight') go(to + 1);
      else if (e.key === 'ArrowLeft') go(to - 1);
      else if (e.key === ' ' || e.key === 'Enter') { stop(); setLifted(undefined); if (lifted.to !== column) { move(card.id, lifted.to); focusCard(card.id); } else announce(t('board.dropped_back')); }
      else if (e.key === 'Escape') { stop(); setLifted(undefined); announce(t('board.dropped_back')); }
      return;
    }
    const cards = shown(column);
    const i = cards.findIndex((c) => c.id === card.id);
    if (e.key === ' ') { stop(); setLifted({ id: card.id, to: column }); announce(t('board.lifted', { title: cardTitle(card) })); }
    else if (e.key === 'ArrowDown' || e.key === 'j') { stop(); focusCard(cards[i + 1]?.id ?? card.id); }
    else if (e.key === 'ArrowUp' || e.key === 'k') { stop(); focusCard(cards[i - 1]?.id ?? card.id); }
    else if (e.key === 'ArrowRight' || e.key === 'ArrowLeft') {
      stop();
      for (let n = at + (e.key === 'ArrowRight' ? 1 : -1); list[n]; n += e.key === 'ArrowRight' ? 1 : -1) { const other = shown(list[n]!); if (other.length) { focusCard(other[Math.min(i, other.length - 1)]!.id); break; } }
    } else if (e.key === 'm') { stop(); e.currentTarget.parentElement?.querySelector<HTMLElement>('.card-menu > button')?.click(); }
    else if (e.key === 'Enter') { stop(); navigate(address(card.id)); }
  };

  // ---- the pointer
  const dragging = useDragging((id) => { const c = board.get().cards.get(id); return c ? columnOf(c) : undefined; }, setDrag, (id, over) => { if (over) move(id, over); });

  if (state === 'failed') return <Empty icon="alert" title={t('error.could_not_load')}><Button look="main" onClick={() => void loadBoard()}>{t('action.retry')}</Button></Empty>;
  return (
    <div className="board-page">
      <header className="board-head">
        <h1>{t('nav.board')}</h1>
        <input type="search" value={text} onChange={(e) => setText(e.target.value)} aria-label={t('board.search')} placeholder={t('board.search')} />
        <div className="lanes" role="group" aria-label={t('board.view')}>
          <a href={link({ view: undefined })} aria-current={isTable ? undefined : 'page'}>{t('board.view_board')}</a>
          <a href={link({ view: 'table' })} aria-current={isTable ? 'page' : undefined}>{t('board.view_table')}</a>
        </div>
        <Menu label={only ? t(`board.only_${only}`) : t('board.only_all')} look={only ? 'main' : 'quiet'} items={[undefined, ...onlys].map((x) => ({ id: x ?? 'all', label: x ? t(`board.only_${x}`) : t('board.only_all'), checked: x === only, run: () => navigate(link({ only: x })) }))} />
        <a className="button button-quiet" href={link({ rejected: withRejected ? undefined : '1' })}>{t(withRejected ? 'board.hide_rejected' : 'board.show_rejected', { n: all.REJECTED.length })}</a>
      </header>
      {state !== 'ready' ? <Skeleton lines={8} /> : total === 0 ? (
        <Empty icon="board" title={t('board.empty')}><p>{t('board.empty_text')}</p><a className="button button-main" href="/inbox">{t('nav.inbox')}</a></Empty>
      ) : isTable ? <BoardTable columns={list} cards={list.flatMap((c) => shown(c))} address={address} /> : (
        <div className={`board ${drag ? 'is-dragging' : ''}`}>
          {list.map((column) => {
            const cards = shown(column);
            const moved = drag ? board.get().cards.get(drag.id) : lifted ? board.get().cards.get(lifted.id) : undefined;
            const over = (drag?.over ?? lifted?.to) === column;
            const may = moved ? moved.nextStatuses.includes(column) : false;
            return (
              <section key={column} className={`column ${over ? 'is-over' : ''} ${moved && columnOf(moved) !== column ? (may ? 'may' : 'may-not') : ''}`} data-column={column} aria-labelledby={`column-${column}`}>
                <h2 id={`column-${column}`}>{t(`column.${column}`)}<span className="count">{cards.length}</span></h2>
                <ul>
                  {cards.map((card, i) => (
                    <li key={card.id} className={`kcard ${drag?.id === card.id ? 'is-lifted is-carried' : ''} ${lifted?.id === card.id ? 'is-lifted' : ''}`} {...dragging.card(card.id)}>
                      <a href={address(card.id)} className="kcard-link" data-card={card.id} draggable={false} aria-describedby="board-how" aria-keyshortcuts="Space m"
                        aria-label={t('board.card', { title: cardTitle(card), company: card.jobFeedItem?.company ?? '', place: i + 1, of: cards.length })}
                        onKeyDown={(e) => onCardKey(e, card, column)} onBlur={() => { if (lifted?.id === card.id) setLifted(undefined); }} onClick={(e) => { if (dragging.justDropped()) e.preventDefault(); }}>
                        <span className="kcard-title">{visible(cardTitle(card))}</span>
                        <span className="row-sub">{[card.jobFeedItem?.company, card.jobFeedItem?.location].filter(Boolean).map((s) => visible(s!)).join(' · ')}</span>
                        <CardMeta card={card} />
                      </a>
                      <MoveMenu card={card} column={column} />
                    </li>
                  ))}
                </ul>
                {cards.length === 0 && <p className="column-empty">{t(`column_empty.${column}`)}</p>}
              </section>
            );
          })}
          <p id="board-how" className="hidden">{t('board.how')}</p>
        </div>
      )}
      {open && <CardDrawer id={open} onClose={() => { navigate(`/board${location.search}`); focusCard(open); }} />}
    </div>
  );
}

const CardMeta = ({ card }: { card: CardRow }) => {
  const t = useT();
  const late = useDue().has(card.id);
  const due = late ? card.updatedAt : card.relanceReminderAt;
  return (
    <span className="row-meta">
      {card.jobFeedItem?.rank != null && <Rank rank={card.jobFeedItem.rank} />}
      {card.userRating && <span className="stars-small"><Icon name="star" />{card.userRating}<Hidden>{t('card.rating_of_5')}</Hidden></span>}
      {due && <span className={late ? 'late' : ''}><Icon name="bell" />{late ? t('card.overdue') : date(due)}</span>}
      <time dateTime={card.updatedAt}>{ago(card.updatedAt)}</time>
    </span>
  );
};

// Every column is offered; those the card cannot go to say so when chosen.
export function MoveMenu({ card, column }: { card: CardRow; column: Status }) {
  const t = useT();
  const canUndo = useCanUndo(card.id);
  return <Menu className="card-menu" label={t('board.move_to', { title: cardTitle(card) })} icon="more" look="quiet" showLabel={false} items={[
    ...columns.filter((c) => c !== column).map((c) => ({ id: c, label: t(`column.${c}`), hint: card.nextStatuses.includes(c) ? undefined : t('board.not_from_here'), run: () => { move(card.id, c); follow(card.id, column); } })),
    ...(canUndo ? [{ id: 'undo', label: t('board.undo_move'), icon: 'undo' as const, run: () => { void undo(card.id); follow(card.id, column); } }] : []),
  ]} />;
}

function BoardTable({ columns: list, cards, address }: { columns: readonly Status[]; cards: readonly CardRow[]; address: (id: string) => string }) {
  const t = useT();
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t('board.view_table')}>
      <table>
        <thead><tr>{(['title', 'company', 'column', 'rating', 'reminder', 'changed', 'move'] as const).map((h) => <th key={h} scope="col">{t(`board.th_${h}`)}</th>)}</tr></thead>
        <tbody>
          {list.flatMap((c) => cards.filter((x) => columnOf(x) === c)).map((card) => (
            <tr key={card.id}>
              <th scope="row"><a href={address(card.id)} data-card={card.id}>{visible(cardTitle(card))}</a></th>
              <td>{visible(card.jobFeedItem?.company ?? '')}</td>
              <td><span className={`status status-${columnOf(card)}`}>{t(`column.${columnOf(card)}`)}</span></td>
              <td>{card.userRating ?? ''}</td>
              <td>{card.relanceReminderAt ? date(card.relanceReminderAt) : ''}</td>
              <td>{ago(card.updatedAt)}</td>
              <td><MoveMenu card={card} column={columnOf(card)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// Dragging by pointer events: the card follows by transform; near an edge the board scrolls along.
function useDragging(columnFor: (id: string) => Status | undefined, setDrag: (d: Drag | undefined) => void, drop: (id: string, over: Status | undefined) => void) {
  const now = useRef<{ id: string; el: HTMLElement; x: number; y: number; pointer: number; active: boolean; timer: ReturnType<typeof setTimeout> | undefined; over: Status | undefined; cx: number; cy: number; scroller: HTMLElement; scrolled: number } | undefined>(undefined);
  const dropped = useRef(0);
  const frame = useRef(0);

  const lift = () => {
    const d = now.current;
    const from = d && columnFor(d.id);
    if (!d || !from) return;
    d.active = true;
    d.over = from;
    d.el.setPointerCapture(d.pointer);
    navigator.vibrate?.(12);
    setDrag({ id: d.id, from, over: from });
    frame.current = requestAnimationFrame(follow);
  };
  const follow = () => {
    const d = now.current;
    if (!d?.active) return;
    const box = d.scroller.getBoundingClientRect();
    if (d.cx > box.right - 60) d.scroller.scrollLeft += 12;
    else if (d.cx < box.left + 60) d.scroller.scrollLeft -= 12;
    d.el.style.transform = `translate(${d.cx - d.x + d.scroller.scrollLeft - d.scrolled}px, ${d.cy - d.y}px) rotate(1.5deg)`;
    d.el.style.pointerEvents = 'none';
    const over = document.elementFromPoint(d.cx, Math.min(Math.max(d.cy, box.top + 40), innerHeight - 90))?.closest<HTMLElement>('[data-column]')?.dataset['column'] as Status | undefined;
    d.el.style.pointerEvents = '';
    if (over !== d.over) { d.over = over; setDrag({ id: d.id, from: columnFor(d.id)!, over }); }
    frame.current = requestAnimationFrame(follow);
  };
  const end = (commit: boolean) => {
    const d = now.current;
    if (!d) return;
    clearTimeout(d.timer);
    cancelAnimationFrame(frame.current);
    now.current = undefined;
    if (!d.active) return;
    d.el.style.transform = '';
    dropped.current = Date.now();
    setDrag(undefined);
    if (commit && d.over !== columnFor(d.id)) drop(d.id, d.over);
  };
  useEffect(() => {
    const onKey = (e: globalThis.KeyboardEvent) => { if (e.key === 'Escape' && now.current?.active) { e.preventDefault(); end(false); } };
    // A finger that carries a card must not scroll the page under it.
    const noScroll = (e: TouchEvent) => { if (now.current?.active) e.preventDefault(); };
    addEventListener('keydown', onKey, true);
    addEventListener('touchmove', noScroll, { passive: false });
    return () => { removeEventListener('keydown', onKey, true); removeEventListener('touchmove', noScroll); end(false); };
  }, []);
  return {
    justDropped: () => Date.now() - dropped.current < 300,
    card: (id: string) => ({
      onPointerDown: (e: ReactPointerEvent<HTMLElement>) => {
        if (e.button !== 0 || (e.target as Element).closest('.menu')) return;
        const scroller = e.currentTarget.closest<HTMLElement>('.board')!;
        now.current = { id, el: e.currentTarget, x: e.clientX, y: e.clientY, pointer: e.pointerId, active: false, timer: undefined, over: undefined, cx: e.clientX, cy: e.clientY, scroller, scrolled: scroller.scrollLeft };
        if (e.pointerType === 'touch') now.current.timer = setTimeout(lift, longPress_ms);
      },
      onPointerMove: (e: ReactPointerEvent<HTMLElement>) => {
        const d = now.current;
        if (!d || d.pointer !== e.pointerId) return;
        d.cx = e.clientX; d.cy = e.clientY;
        const far = Math.hypot(e.clientX - d.x, e.clientY - d.y) > slop_px;
        if (!d.active && far) { if (e.pointerType === 'touch') end(false); else lift(); }
      },
      onPointerUp: () => end(true),
      onPointerCancel: () => end(false),
      onContextMenu: (e: { preventDefault: () => void }) => { if (now.current?.timer) e.preventDefault(); },
    }),
  };
}
