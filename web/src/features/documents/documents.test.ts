import { expect, test } from 'vitest';
import type { DocumentView } from '../../gen/operations';
import { judge, tidy, withChanges, type Sentence, freshest } from './documents_store';

const sentence = (id: string, text: string, more: Partial<Sentence> = {}): Sentence => ({ id, part: null, text, state: 'SUPPORTED', why: null, edited: false, facts: [], gone: [], claims: [], ...more });
const doc = (...sentences: Sentence[]) => ({ id: 'd', facts: [{ id: 'f1', text: 'C++', role: 'SKILL' }], paragraphs: [{ id: 'p', role: 'TEXT', section: null, title: null, sentences }] }) as unknown as DocumentView;
const texts = (d: { paragraphs: readonly { sentences: readonly Sentence[] }[] }) => d.paragraphs.flatMap((p) => p.sentences.map((s) => s.text));

test('a change that met another one: made, already made, or kept aside', () => {
  const edit = { do: 'edit', sentence: 's1', text: 'mine', before: 'was' } as const;
  expect(judge(edit, doc(sentence('s1', 'was')), false)).toBe('send');
  expect(judge(edit, doc(sentence('s1', 'mine')), true)).toBe('done');
  expect(judge(edit, doc(sentence('s1', 'theirs')), false)).toBe('changed');
  expect(judge(edit, doc(sentence('s2', 'was')), false)).toBe('gone');
  expect(judge({ ...edit, text: '' }, doc(sentence('s2', 'x')), false)).toBe('done');
  expect(judge(edit, undefined, false)).toBe('gone');
  const add = { do: 'add', paragraph: 'p', text: 'new' } as const;
  expect(judge(add, doc(sentence('s1', 'new')), false)).toBe('send');
  expect(judge(add, doc(sentence('s1', 'new')), true)).toBe('done');
  expect(judge({ ...add, paragraph: 'q' }, doc(sentence('s1', 'new')), false)).toBe('gone');
  const own = { do: 'own', sentence: 's1', owned: true, before: 'was' } as const;
  expect(judge(own, doc(sentence('s1', 'was', { state: 'UNSUPPORTED' })), false)).toBe('send');
  expect(judge(own, doc(sentence('s1', 'was', { state: 'OWNED' })), true)).toBe('done');
  expect(judge(own, doc(sentence('s1', 'theirs')), false)).toBe('changed');
});

test('what waits is shown, and none of it as supported', () => {
  const d = doc(sentence('s1', 'one'), sentence('s2', 'two'));
  const shown = withChanges(d, [{ id: 'a', change: { do: 'edit', sentence: 's1', text: 'ONE', before: 'one' } }, { id: 'b', change: { do: 'add', paragraph: 'p', after: 's1', text: 'between' } }, { id: 'c', change: { do: 'edit', sentence: 's2', text: '', before: 'two' } }]);
  expect(texts(shown)).toEqual(['ONE', 'between']);
  expect(shown.paragraphs[0]!.sentences.every((s) => s.checking && s.state === 'PLAIN')).toBe(true);
  expect(texts(withChanges(doc(sentence('s1', 'one')), [{ id: 'a', change: { do: 'edit', sentence: 's1', text: '', before: 'one' } }]))).toEqual([]);
  expect(tidy('  two\n lines ')).toBe('two lines');
});

test('an answer that is older than what a change has brought does not take it back', () => {
  const of = (id: string, latestVersion: number) => ({ id, latestVersion });
  expect(freshest([of('a', 2), of('b', 1)], [of('a', 1), of('b', 3), of('c', 1)])).toEqual([of('a', 2), of('b', 3), of('c', 1)]);
  expect(freshest(undefined, [of('a', 1)])).toEqual([of('a', 1)]);
});
