import { expect, test } from 'vitest';
import { folded, sentencesOf, textDiff, wordsDiff, type Fold, type Piece } from './text_diff';

const mark = (p: Piece) => ({ same: '', out: '-', in: '+' })[p.kind] + p.text;
const show = (list: Fold['stretches']) => list.map((s) => (s.kind === 'same' ? s.sentences.join('') : s.kind === 'fold' ? `<${s.n}>` : `[${s.pieces.map(mark).join('|')}]`)).join('');

test('two wordings, word by word', () => {
  const say = (a: string, b: string) => wordsDiff(a, b).map(mark).join('|');
  expect(say('I led a team of five.', 'I led a team of twelve.')).toBe('I led a team of |-five|+twelve|.');
  expect(say('', 'new')).toBe('+new');
  expect(say('same', 'same')).toBe('same');
  expect(wordsDiff('x '.repeat(500), 'y')).toHaveLength(2);
});

test('a text in sentences, none of it lost, however it is written', () => {
  const text = '\n  Who we are:\n\n- C++20, e.g. for probes\n- Node.js\nWe “measure” rivers. Do you? “Yes!” Then write…  soon.\n';
  expect(sentencesOf(text).join('')).toBe(text);
  expect(sentencesOf('One. Two! Three? Four')).toEqual(['One. ', 'Two! ', 'Three? ', 'Four']);
  expect(sentencesOf('')).toEqual([]);
});

test('sentences that went, came, or were worded anew', () => {
  expect(show(textDiff('One. Two. Three.', 'One. Three.'))).toBe('One. [-Two. ]Three.');
  expect(show(textDiff('One. Three.', 'One. Two. Three.'))).toBe('One. [+Two. ]Three.');
  expect(show(textDiff('We pay 40 a day. Bye.', 'We pay 50 a day. Bye.'))).toBe('[We pay |-40|+50| a day. ]Bye.');
  expect(show(textDiff('Nothing of it stays here. Bye.', 'Quite another thing. Bye.'))).toBe('[-Nothing of it stays here. |+Quite another thing. ]Bye.');
  expect(show(textDiff('', 'New.'))).toBe('[+New.]');
  expect(show(textDiff('Gone.', ''))).toBe('[-Gone.]');
  expect(textDiff('One.\nTwo.', 'One. Two.')).toEqual([{ kind: 'same', sentences: ['One. ', 'Two.'] }]);
});

test('what stays is folded around what changed, and the whole is bounded', () => {
  const text = (word: string) => `A. B. C. We want ${word} here. D. E. F. G.`;
  const all = textDiff(text('five'), text('six'));
  expect(show(all)).toBe('A. B. C. [We want |-five|+six| here. ]D. E. F. G.');
  expect(show(folded(all, 1000).stretches)).toBe('<2>C. [We want |-five|+six| here. ]D. <3>');
  expect(folded(textDiff('A. B.', 'A. C.'), 1000)).toEqual({ stretches: [{ kind: 'same', sentences: ['A. '] }, { kind: 'changed', pieces: [{ kind: 'out', text: 'B' }, { kind: 'in', text: 'C' }, { kind: 'same', text: '.' }] }], more: false });
  const long = folded(textDiff('', 'word '.repeat(300)), 100);
  expect(long.more).toBe(true);
  expect(show(long.stretches).length).toBeLessThan(110);
  expect(show(folded(textDiff(`${'x'.repeat(5000)}. A.`, `${'x'.repeat(5000)}. B.`), 1000).stretches).length).toBeLessThan(300);
});

test('hostile texts cost no time', () => {
  const started = performance.now();
  for (const evil of ['.'.repeat(60_000), '. '.repeat(30_000), '"'.repeat(60_000), '.”'.repeat(30_000), 'a\n'.repeat(30_000)]) folded(textDiff(evil, `x${evil} y.`), 1000);
  expect(performance.now() - started).toBeLessThan(3000);
});
