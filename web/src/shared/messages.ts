// ICU MessageFormat, as much of it as the app's texts use:  Hello {name} · {n, plural, =0 {nothing} one {# offer} other {# offers}}
// Numbers are written as the language does.
export type Params = Readonly<Record<string, string | number>>;

interface Plural { arg: string; forms: ReadonlyMap<string, readonly Part[]> }
type Part = string | { arg: string } | Plural | '#';

const parsed = new Map<string, readonly Part[]>();

function parse(text: string): readonly Part[] {
  let at = 0;
  const parts = (inPlural: boolean): Part[] => {
    const out: Part[] = [];
    let literal = '';
    const flush = () => { if (literal) out.push(literal); literal = ''; };
    while (at < text.length && text[at] !== '}') {
      const c = text[at]!;
      if (c === '{') { flush(); at++; out.push(argument()); }
      else if (c === '#' && inPlural) { flush(); out.push('#'); at++; }
      else { literal += c; at++; }
    }
    flush();
    return out;
  };
  const argument = (): Part => {
    const end = text.slice(at).search(/[,}]/);
    if (end < 0) throw new Error(`unfinished argument in: ${text}`);
    const arg = text.slice(at, at + end).trim();
    at += end;
    if (text[at++] === '}') return { arg };
    const kind = /^\s*plural\s*,/.exec(text.slice(at));
    if (!kind) throw new Error(`only plural is known: ${text}`);
    at += kind[0].length;
    const forms = new Map<string, readonly Part[]>();
    for (;;) {
      const form = /^\s*(=\d+|\w+)\s*\{/.exec(text.slice(at));
      if (!form) break;
      at += form[0].length;
      forms.set(form[1]!, parts(true));
      if (text[at++] !== '}') throw new Error(`unfinished plural in: ${text}`);
    }
    const close = /^\s*\}/.exec(text.slice(at));
    if (!close || !forms.has('other')) throw new Error(`a plural needs "other": ${text}`);
    at += close[0].length;
    return { arg, forms };
  };
  const all = parts(false);
  if (at < text.length) throw new Error(`a brace too many in: ${text}`);
  return all;
}

export function format(text: string, language: string, params: Params = {}): string {
  let parts = parsed.get(text);
  if (!parts) parsed.set(text, parts = parse(text));
  const number = (n: number) => n.toLocaleString(language);
  const value = (arg: string) => { const v = params[arg]; return typeof v === 'number' ? number(v) : v ?? `{${arg}}`; };
  const write = (list: readonly Part[], n: number): string => list.map((p) => {
    if (p === '#') return number(n);
    if (typeof p === 'string') return p;
    if (!('forms' in p)) return value(p.arg);
    const count = Number(params[p.arg]);
    return write(p.forms.get(`=${count}`) ?? p.forms.get(new Intl.PluralRules(language).select(count)) ?? p.forms.get('other')!, count);
  }).join('');
  return write(parts, NaN);
}
