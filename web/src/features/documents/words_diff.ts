// Two wordings of one sentence, word by word: what stays, what goes, what comes.
export interface Piece { readonly kind: 'same' | 'out' | 'in'; readonly text: string }

const wordsMax = 400;
const split = (s: string) => s.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

export function wordsDiff(before: string, after: string): Piece[] {
  const a = split(before), b = split(after);
  if (a.length > wordsMax || b.length > wordsMax) return [{ kind: 'out', text: before }, { kind: 'in', text: after }];
  // The longest common subsequence.
  const width = b.length + 1;
  const best = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) for (let k = b.length - 1; k >= 0; k--) best[i * width + k] = a[i] === b[k] ? best[(i + 1) * width + k + 1]! + 1 : Math.max(best[(i + 1) * width + k]!, best[i * width + k + 1]!);
  const out: Piece[] = [];
  const put = (kind: Piece['kind'], text: string) => { const last = out.at(-1); if (last?.kind === kind) out[out.length - 1] = { kind, text: last.text + text }; else out.push({ kind, text }); };
  let i = 0, k = 0;
  while (i < a.length || k < b.length) {
    if (i < a.length && k < b.length && a[i] === b[k]) { put('same', a[i]!); i++; k++; }
    else if (k >= b.length || (i < a.length && best[(i + 1) * width + k]! >= best[i * width + k + 1]!)) put('out', a[i++]!);
    else put('in', b[k++]!);
  }
  return out;
}
