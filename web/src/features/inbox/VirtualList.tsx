// A list of rows of one height, of which only those in view exist. Rows that come or go above the view do not move it.
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';

interface Props {
  ids: readonly string[];
  rowRem: number;
  current: string | undefined;
  total: number;                             // also those not loaded yet
  label: string;
  row: (id: string, index: number) => ReactNode;
  onNearEnd: () => void;
}
const beyond = 6;                            // rows kept on either side of the view

export function VirtualList({ ids, rowRem, current, total, label, row, onNearEnd }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const size = Math.round(rowRem * rem);
  const anchor = useRef<{ id: string; offset: number } | undefined>(undefined);

  useEffect(() => {
    const el = box.current!;
    const read = () => setView({ top: el.scrollTop, height: el.clientHeight });
    const watch = new ResizeObserver(read);
    watch.observe(el);
    el.addEventListener('scroll', read, { passive: true });
    return () => { watch.disconnect(); el.removeEventListener('scroll', read); };
  }, []);

  // The first row in view stays where it is when rows above it change.
  useLayoutEffect(() => {
    const el = box.current!;
    const was = anchor.current;
    const at = was && el.scrollTop > 0 ? ids.indexOf(was.id) : -1;
    if (at >= 0 && was) { const top = at * size + was.offset; if (Math.abs(top - el.scrollTop) >= 1) el.scrollTop = top; }
  }, [ids, size]);
  useEffect(() => {
    const first = Math.floor(view.top / size);
    const id = ids[first];
    anchor.current = id ? { id, offset: view.top - first * size } : undefined;
  });

  // The current row comes into view, by as little as it takes.
  const at = current ? ids.indexOf(current) : -1;
  useLayoutEffect(() => {
    const el = box.current!;
    if (at < 0) return;
    if (at * size < el.scrollTop) el.scrollTop = at * size;
    else if ((at + 1) * size > el.scrollTop + el.clientHeight) el.scrollTop = (at + 1) * size - el.clientHeight;
    // Only when the current row changes: scrolling away from it is allowed.
    // eslint-disable-next-line
  }, [current, size]);

  const from = Math.max(0, Math.floor(view.top / size) - beyond);
  const to = Math.min(ids.length, Math.ceil((view.top + view.height) / size) + beyond);
  useEffect(() => { if (to + 20 >= ids.length && ids.length < total) onNearEnd(); }, [to, ids.length, total, onNearEnd]);

  return (
    <div className="rows" ref={box}>
      <ul aria-label={label} style={{ height: ids.length * size }}>
        {ids.slice(from, to).map((id, i) => (
          <li key={id} aria-setsize={total} aria-posinset={from + i + 1} style={{ height: size, transform: `translateY(${(from + i) * size}px)` }}>{row(id, from + i)}</li>
        ))}
      </ul>
    </div>
  );
}
