// Bars that explain themselves: each with its name and number in words, and the whole as a table for who prefers one.
import { useId, type ReactNode } from 'react';
import { useT } from '../../shared/i18n';
import { useMedia } from '../../shared/media';

export interface Bar { readonly id: string; readonly name: string; readonly value: number; readonly text: string; readonly part?: number; readonly faint?: boolean }

// Where there is room a name stands before its bar, on a phone above it: the letters are as large on both.
const wide = { width: 560, row: 34, name: 148, text: 92, drop: 9, letters: 16 }, narrow = { width: 320, row: 48, name: 0, text: 100, drop: 24, letters: 40 };
const bar = 16;

export function Bars({ title, lead, bars, head, warning }: { title: string; lead: string; bars: readonly Bar[]; head: readonly [string, string]; warning?: string | undefined }) {
  const t = useT();
  const id = useId();
  const most = Math.max(1, ...bars.map((b) => b.value));
  const { width, row, name, text, drop, letters } = useMedia('(max-width: 40rem)') ? narrow : wide;
  const room = width - name - text;
  return (
    <section className="card insight" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p className="hint">{lead}</p>
      {warning && <p className="note">{warning}</p>}
      <svg className="plot" viewBox={`0 0 ${width} ${bars.length * row}`} role="img" aria-label={`${title}. ${bars.map((b) => `${b.name}: ${b.text}`).join('. ')}`}>
        {bars.map((b, i) => {
          const y = i * row + drop;
          const w = b.value === 0 ? 0 : Math.max(3, (b.value / most) * room);
          return (
            <g key={b.id} className={b.faint ? 'is-faint' : ''}>
              <text {...(name ? { x: name - 10, y: y + bar - 3, textAnchor: 'end' as const } : { x: 0, y: y - 6 })}>{b.name.length > letters ? `${b.name.slice(0, letters - 1)}…` : b.name}</text>
              <rect className="plot-ground" x={name} y={y} width={room} height={bar} rx="3" />
              <rect className={`plot-bar ${b.part === undefined ? 'is-full' : ''}`} x={name} y={y} width={w} height={bar} rx="3" />
              {b.part !== undefined && b.part > 0 && <rect className="plot-part" x={name} y={y} width={Math.max(3, (b.part / most) * room)} height={bar} rx="3" />}
              <text className="plot-value" x={width - text + 8} y={y + bar - 3}>{b.text}</text>
            </g>
          );
        })}
      </svg>
      <details className="section"><summary><h3>{t('insights.as_table')}</h3></summary>
        <div className="table-scroll" tabIndex={0} role="region" aria-label={`${title}: ${t('insights.as_table')}`}>
          <table><thead><tr><th scope="col">{head[0]}</th><th scope="col">{head[1]}</th></tr></thead>
            <tbody>{bars.map((b) => <tr key={b.id}><th scope="row">{b.name}</th><td>{b.text}</td></tr>)}</tbody></table>
        </div>
      </details>
    </section>
  );
}

export const Numbers = ({ children }: { children: ReactNode }) => <dl className="numbers">{children}</dl>;
export const Figure = ({ name, value }: { name: string; value: string }) => <div><dt>{name}</dt><dd>{value}</dd></div>;
