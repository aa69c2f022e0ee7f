// Two wordings of one text: what stays, what goes, what comes. A sentence is compared word by word, an offer's text sentence by sentence and,
// where one took another's place, word by word.
export interface Piece { readonly kind: 'same' | 'out' | 'in'; readonly text: string }

// The longest common subsequence of what the two do not begin and end with alike. Longer than `max` there: all of it out, all of it in.
function diff(before: readonly string[], after: readonly string[], key: (s: string) => string, max: number, put: (kind: Piece['kind'], text: string) => void) {
  const a = before.map(key), b = after.map(key);
  let head = 0, tail = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [m, n] = [a.length - head - tail, b.length - head - tail];
  for (const s of after.slice(0, head)) put('same', s);
  if (m > max || n > max) {
    for (const s of before.slice(head, head + m)) put('out', s);
    for (const s of after.slice(head, head + n)) put('in', s);
  } else {
    const width = n + 1;
    const best = new Uint16Array((m + 1) * width);
    for (let i = m - 1; i >= 0; i--) for (let k = n - 1; k >= 0; k--) best[i * width + k] = a[head + i] === b[head + k] ? best[(i + 1) * width + k + 1]! + 1 : Math.max(best[(i + 1) * width + k]!, best[i * width + k + 1]!);
    for (let i = 0, k = 0; i < m || k < n;) {
      if (i < m && k < n && a[head + i] === b[head + k]) { put('same', after[head + k]!); i++; k++; }
      else if (k >= n || (i < m && best[(i + 1) * width + k]! >= best[i * width + k + 1]!)) put('out', before[head + i++]!);
      else put('in', after[head + k++]!);
    }
  }
  for (const s of after.slice(after.length - tail)) put('same', s);
}

const wordsMax = 400;
const split = (s: string) => s.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

export function wordsDiff(before: string, after: string): Piece[] {
  const a = split(before), b = split(after);
  const out: Piece[] = [];
  if (a.length > wordsMax || b.length > wordsMax) return [{ kind: 'out', text: before }, { kind: 'in', text: after }];
  diff(a, b, (s) => s, wordsMax, (kind, text) => { const last = out.at(-1); if (last?.kind === kind) out[out.length - 1] = { kind, text: last.text + text }; else out.push({ kind, text }); });
  return out;
}

// ---- whole texts

// A stretch of sentences: the same in both, or what stood there and what stands there now, in pieces.
export type Stretch = { readonly kind: 'same'; readonly sentences: readonly string[] } | { readonly kind: 'changed'; readonly pieces: readonly Piece[] };

const sentencesMax = 1500;
// Each with the space and the line ends after it, so that together they are the text. The counts keep it linear, whatever the text.
export const sentencesOf = (s: string) => s.match(/[^\n]*?(?:[.!?…]{1,3}["»”’)\]]{0,2}(?=\s)[^\S\n]*\n*|\n+|$)/g)?.filter(Boolean) ?? [];
const bare = (s: string) => s.replace(/\s+/g, ' ').trim();

// Word by word only where enough stays to be read in one line.
function closely(out: string, put: string): Piece[] {
  const whole: Piece[] = [...(out ? [{ kind: 'out', text: out } as const] : []), ...(put ? [{ kind: 'in', text: put } as const] : [])];
  if (whole.length < 2) return whole;
  const pieces = wordsDiff(out, put);
  const kept = pieces.reduce((n, p) => n + (p.kind === 'same' ? bare(p.text).length : 0), 0);
  return kept * 2 >= Math.min(out.length, put.length) ? pieces : whole;
}

export function textDiff(before: string, after: string): Stretch[] {
  const out: Stretch[] = [];
  let same: string[] = [], gone = '', come = '';
  const flush = () => {
    if (bare(gone) || bare(come)) out.push({ kind: 'changed', pieces: closely(gone, come) });
    gone = come = '';
  };
  diff(sentencesOf(before), sentencesOf(after), bare, sentencesMax, (kind, text) => {
    if (kind === 'same') { if (gone || come) { flush(); } same.push(text); return; }
    if (same.length) { out.push({ kind: 'same', sentences: same }); same = []; }
    if (kind === 'out') gone += text; else come += text;
  });
  flush();
  if (same.length) out.push({ kind: 'same', sentences: same });
  return out;
}

// What is shown of it first: every change with a sentence around it, up to so many characters.
export interface Fold { readonly stretches: readonly (Stretch | { readonly kind: 'fold'; readonly n: number })[]; readonly more: boolean }
const aroundMax = 200;
export function folded(stretches: readonly Stretch[], charsMax: number): Fold {
  const out: Fold['stretches'][number][] = [];
  let left = charsMax, more = false;
  const around = (s: string, end: boolean) => {
    if (s.length > aroundMax) { more = true; s = end ? `…${s.slice(-aroundMax)}` : `${s.slice(0, aroundMax)}…`; }
    out.push({ kind: 'same', sentences: [s] });
  };
  for (const [i, s] of stretches.entries()) {
    if (left <= 0) { more = true; break; }
    if (s.kind === 'changed') {
      const pieces: Piece[] = [];
      for (const p of s.pieces) {
        if (p.text.length > left) more = true;
        if (left > 0) pieces.push(p.text.length > left ? { ...p, text: `${p.text.slice(0, left)}…` } : p);
        left -= p.text.length;
      }
      out.push({ kind: 'changed', pieces });
    } else {
      const first = i === 0, last = i === stretches.length - 1, n = s.sentences.length - (first ? 0 : 1) - (last ? 0 : 1);
      if (!first) around(s.sentences[0]!, false);
      if (n > 0) { out.push({ kind: 'fold', n }); more = true; }
      if (!last && n >= 0) around(s.sentences.at(-1)!, true);
    }
  }
  return { stretches: out, more };
}
