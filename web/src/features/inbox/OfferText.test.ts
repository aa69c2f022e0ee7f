import { expect, test } from 'vitest';
import { visible, webUrl } from '../../shared/text';
import { blocksOf, rangesOfBytes } from './OfferText';

test('an offer\'s lines become paragraphs, headings and lists', () => {
  const text = 'Intro.\r\nMore.\n\nVos missions :\n- un\n• deux\n1. trois\nFin';
  const blocks = blocksOf(text);
  expect(blocks.map((b) => [b.kind, ...b.lines.map((l) => l.text)])).toEqual([['p', 'Intro.', 'More.'], ['h', 'Vos missions :'], ['ul', 'un', 'deux', 'trois'], ['p', 'Fin']]);
  for (const line of blocks.flatMap((b) => b.lines)) expect(text.slice(line.at, line.at + line.text.length)).toBe(line.text);
});

test('places in bytes are found in the text', () => {
  const text = 'Développeur 🚀 C++ confirmé';
  const offset = new TextEncoder().encode('Développeur 🚀 ').length;
  const [r] = rangesOfBytes(text, [{ offset, length: 3 }]);
  expect(text.slice(r!.from, r!.to)).toBe('C++');
});

test('what would turn or hide text is dropped', () => {
  expect(visible('pay \u202e000,09\u202c\u200b ok\u{e0041}\u0007')).toBe('pay 000,09 ok');
  expect(visible('Ligne 1\n\tà côté')).toBe('Ligne 1\n\tà côté');
});

test('only addresses of the web are links', () => {
  expect(webUrl('https://boards.example.org/1')).toBe('https://boards.example.org/1');
  for (const bad of ['javascript:alert(1)', ' java\nscript:alert(1)', 'data:text/html,x', '/inbox', 'vbscript:x', '', null]) expect(webUrl(bad)).toBeUndefined();
});
