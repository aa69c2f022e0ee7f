// Bars that explain themselves: each with its name and number in words, and the whole as a table for who prefers one.
import { useId, type ReactNode } from 'react';
import { useT } from '../../shared/i18n';

export interface Bar { readonly id: string; readonly name: string; readonly value: number; readonly text: string; readonly part?: number; readonly faint?: boolean }

const rowHeight = 34, nameWidth = 132, textWidth = 92, width = 560, bar = 16;

export function Bars({ title, lead, bars, head, warning }: { title: string; lead: string; bars: readonly Bar[]; head: readonly [string, string]; warning?: string | undefined }) {
  const t = useT();
  const id = useId();
  const most = Math.max(1, ...bars.map((b) => b.value));
  const room = width - nameWidth - textWidth;
  return (
    <section className="card insight" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p className="hint">{lead}</p>
      {warning && <p className="note">{warning}</p>}
      <svg className="plot" viewBox={`0 0 ${width} ${bars.length * rowHeight}`} role="img" aria-label={`${title}. ${bars.map((b) => `${b.name}: ${b.text}`).join('. ')}`}>
        {bars.map((b, i) => {
          const y = i * rowHeight + (rowHeight - bar) / 2;
          const w = b.value === 0 ? 0 : Math.max(3, (b.value / most) * room);
          return (
            <g key={b.id} className={b.faint ? 'is-faint' : ''}>
              <text x={nameWidth - 10} y={y + bar - 3} textAnchor="end">{b.name.length > 20 ? `${b.name.slice(0, 19)}…` : b.name}</text>
              <rect className="plot-ground" x={nameWidth} y={y} width={room} height={bar} rx="3" />
              <rect className={`plot-bar ${b.part === undefined ? 'is-full' : ''}`} x={nameWidth} y={y} width={w} height={bar} rx="3" />
              {b.part !== undefined && b.part > 0 && <rect className="plot-part" x={nameWidth} y={y} width={Math.max(3, (b.part / most) * room)} height={bar} rx="3" />}
              <text className="plot-value" x={width - textWidth + 8} y={y + bar - 3}>{b.text}</text>
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
