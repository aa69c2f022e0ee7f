// Both languages are complete, every text can be read, French is typed as French, and no text stands in a component.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { format } from '../shared/messages';
import { en } from './en';
import { fr } from './fr';

const args = (text: string) => [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map((m) => m[1]))].sort();
const src = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const files = (dir: string): string[] => readdirSync(dir).flatMap((n) => { const f = path.join(dir, n); return statSync(f).isDirectory() ? files(f) : [f]; });

test('the same keys, with the same arguments', () => {
  expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
  for (const key of Object.keys(en) as (keyof typeof en)[]) expect([key, args(fr[key])]).toEqual([key, args(en[key])]);
});

test('every text is well formed', () => {
  for (const [language, texts] of [['en', en], ['fr', fr]] as const)
    for (const [key, text] of Object.entries(texts)) expect(() => format(text, language, { n: 2 }), key).not.toThrow();
});

test('French typography: no-break spaces, curly apostrophes', () => {
  for (const [key, text] of Object.entries(fr)) {
    if (/^palette\.(language|other_language)$/.test(key)) continue;
    expect([key, text.match(/[^\u00a0\u202f][:;!?»%](?=\s|$|\.)/)?.[0] ?? null]).toEqual([key, null]);
    expect([key, text.match(/«[^\u00a0]/)?.[0] ?? null]).toEqual([key, null]);
    expect([key, text.includes('\'')]).toEqual([key, false]);
  }
});

// With 1 for every number. Those that are left are never 1 (limits, buckets), or what follows is no noun.
test('one is not said in the plural', () => {
  const never = /^(auth\.password_hint|repost\.again|insights\.days_(range|over)|egress\.hint|model\.tokens|write\.words_of)$/;
  for (const [language, texts] of [['en', en], ['fr', fr]] as const)
    for (const [key, text] of Object.entries(texts)) {
      const said = format(text, language, Object.fromEntries(args(text).map((a) => [a!, 1])));
      const plural = [...said.matchAll(/(?<![\p{L}\d])1[ \u00a0](?:autres |other )?(\p{L}{2,}[sx])(?!\p{L})/gu)].filter((m) => !/^(is|was|has|says|words|ms|dans|vers|fois|des|sous)$/.test(m[1]!));
      expect([key, never.test(key) ? null : plural[0]?.[0] ?? null]).toEqual([key, null]);
    }
});

test('every key is used', () => {
  const code = files(src).filter((f) => /\.(tsx?)$/.test(f) && !f.includes('i18n/')).map((f) => readFileSync(f, 'utf8')).join('\n');
  const prefixes = [...code.matchAll(/`([\w.]+\.)\$\{/g), ...code.matchAll(/`([\w.]+_)\$\{/g)].map((m) => m[1]!);
  const unused = Object.keys(en).filter((k) => !code.includes(`'${k}'`) && !prefixes.some((p) => k.startsWith(p)));
  expect(unused).toEqual([]);
});

test('no text stands in a component', () => {
  const read = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'hint']);
  const found: string[] = [];
  for (const file of files(src).filter((f) => f.endsWith('.tsx'))) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
    const visit = (node: ts.Node): void => {
      const here = (text: string) => { const at = source.getLineAndCharacterOfPosition(node.getStart()); found.push(`${path.relative(src, file)}:${at.line + 1}: ${text.trim()}`); };
      if (ts.isJsxText(node) && /\p{L}{2,}/u.test(node.text) && node.text.trim() !== 'JobMate') here(node.text);
      if (ts.isJsxAttribute(node) && read.has(node.name.getText()) && node.initializer && ts.isStringLiteral(node.initializer) && /\p{L}{2,}/u.test(node.initializer.text)) here(node.initializer.text);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  expect(found).toEqual([]);
}, 120_000);                               // the parser is slow on a busy machine
