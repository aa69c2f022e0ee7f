// The corpus: text files of cases.
//
//   # check: document            how the cases of this file are checked: document, value or schema
//   == name of the case          [escaped]: \x{HH} in the source stands for a byte
//   { source }                   [spec]: newer than graphql-js 16, which is therefore not asked
//   -- 1:3 1:9 message           what is expected, an error a line with its places; or
//   -- valid                     (value files: -- value "decoded", -- printed ...)
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';

const folder = new URL('./corpus/', import.meta.url);

export function readCorpus() {
  return readdirSync(folder).filter((f) => f.endsWith('.txt')).sort().map((name) => {
    const lines = readFileSync(new URL(name, folder), 'utf8').split('\n');
    const kind = lines[0].replace('# check: ', '');
    const cases = [];
    for (const line of lines.slice(1)) {
      if (line.startsWith('== ')) cases.push({ title: line.slice(3), lines: [], expected: [] });
      else if (line.startsWith('-- ')) cases.at(-1).expected.push(line.slice(3));
      else if (cases.length > 0) cases.at(-1).lines.push(line);
    }
    if (lines.at(-1) === '') cases.at(-1)?.expected.length === 0 && cases.at(-1).lines.pop();
    for (const c of cases) {
      if (c.expected.length > 0 && c.lines.at(-1) === '') c.lines.pop();
      c.source = sourceOf(c);
      c.spec = c.title.includes('[spec]');
    }
    return { name, kind, cases };
  });
}

function sourceOf(c) {
  const text = c.lines.join('\n');
  if (!c.title.includes('[escaped]')) return Buffer.from(text);
  const bytes = [];
  for (const part of text.split(/(\\x\{[0-9A-F]{2}\})/))
    if (part.startsWith('\\x{')) bytes.push(Buffer.from([parseInt(part.slice(3, 5), 16)]));
    else bytes.push(Buffer.from(part));
  return Buffer.concat(bytes);
}

export function expectation(kind, result) {
  const oneLine = (text) => JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll('\\\\', '\\');
  if (result.errors.length > 0)
    return result.errors.map((e) => [...e.locations.map(([l, c]) => `${l}:${c}`), oneLine(e.message)].join(' '));
  return kind === 'value' ? [`value ${JSON.stringify(result.value)}`, `printed ${JSON.stringify(result.printed)}`] : ['valid'];
}

export function writeCorpus(files) {
  for (const f of files) {
    const text = f.cases.map((c) => [`== ${c.title}`, ...c.lines, ...c.expected.map((e) => `-- ${e}`)].join('\n'));
    writeFileSync(new URL(f.name, folder), `# check: ${f.kind}\n${text.join('\n')}\n`);
  }
}
