// An offer's text, which anybody may have written: read as plain text and rebuilt as paragraphs, headings and lists. No markup
// of it survives, whatever it says; no address in it is fetched.
import { useMemo, type ReactNode } from 'react';
import { visible } from '../../shared/text';

export interface Line { readonly text: string; readonly at: number }        // `at`: where it begins in the whole text, in UTF-16
export interface Block { readonly kind: 'p' | 'h' | 'ul'; readonly lines: Line[] }
export interface Range { readonly from: number; readonly to: number }

const bullet = /^\s*(?:[•‣▪◦●*–—-]|\d{1,2}[.)])\s+/;
const text_max = 60_000;

export function blocksOf(whole: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let at = 0;
  for (const raw of whole.slice(0, text_max).split(/(?<=\n)/)) {
    const begin = at;
    at += raw.length;
    const line = raw.trimEnd();
    if (!line.trim()) { open = undefined; continue; }
    const isItem = bullet.test(line);
    const skipped = isItem ? bullet.exec(line)![0].length : line.length - line.trimStart().length;
    const piece = { text: line.slice(skipped), at: begin + skipped };
    // A short line that ends like a heading, or stands in capitals, between others.
    if (!isItem && piece.text.length < 70 && (/[:：]$/.test(line) || (line === line.toUpperCase() && /\p{L}{4}/u.test(line)))) { blocks.push({ kind: 'h', lines: [piece] }); open = undefined; continue; }
    const kind = isItem ? 'ul' : 'p';
    const block: Block = open?.kind === kind ? open : { kind, lines: [] };
    if (block !== open) blocks.push(block);
    block.lines.push(piece);
    open = block;
  }
  return blocks;
}

// A line with the parts of it that stand out.
function Marked({ line, ranges }: { line: Line; ranges: readonly Range[] }) {
  const end = line.at + line.text.length;
  const parts: ReactNode[] = [];
  let done = line.at;
  for (const r of ranges) {
    const from = Math.max(r.from, done), to = Math.min(r.to, end);
    if (from >= to) continue;
    parts.push(visible(line.text.slice(done - line.at, from - line.at)), <mark key={from}>{visible(line.text.slice(from - line.at, to - line.at))}</mark>);
    done = to;
  }
  parts.push(visible(line.text.slice(done - line.at)));
  return <>{parts}</>;
}

const none: readonly Range[] = [];
// `level` of its headings: one below the heading it stands under.
export function OfferText({ text, ranges = none, level: Heading = 'h3' }: { text: string; ranges?: readonly Range[]; level?: 'h3' | 'h4' }) {
  const blocks = useMemo(() => blocksOf(text), [text]);
  return <div className="prose">{blocks.map((b, i): ReactNode => (
    b.kind === 'ul' ? <ul key={i}>{b.lines.map((l) => <li key={l.at}><Marked line={l} ranges={ranges} /></li>)}</ul>
      : b.kind === 'h' ? <Heading key={i}><Marked line={b.lines[0]!} ranges={ranges} /></Heading>
        : <p key={i}>{b.lines.map((l, j) => <span key={l.at}>{j > 0 && <br />}<Marked line={l} ranges={ranges} /></span>)}</p>
  ))}</div>;
}

// Places in the text's UTF-8 bytes, as the server counts them, as places in JavaScript's UTF-16; sorted.
export function rangesOfBytes(text: string, spans: readonly { offset: number; length: number }[]): Range[] {
  if (!spans.length) return [];
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  const at = (n: number) => decoder.decode(bytes.subarray(0, Math.max(0, n))).length;
  return spans.map((s) => ({ from: at(s.offset), to: at(s.offset + s.length) })).sort((a, b) => a.from - b.from);
}
