import { expect, test } from 'vitest';
import { around } from './text';

const of = (before: string, after: string, utf16Offset: number) => Object.values(around({ before, after, utf16Offset }));

test('words around a match are whole, and a cut shows', () => {
  expect(of('We pay. ', ' overtime is not a thing.', 8)).toEqual(['We pay. ', ' overtime is not a thing.']);
  expect(of('ure seeking a developer. The first months are ', ', equity only.', 90)).toEqual(['… seeking a developer. The first months are ', ', equity only.']);
  expect(of(' whole words after the cut: ', '', 90)).toEqual(['… whole words after the cut: ', '']);
  expect(of('', ' rotation, one week in four, with the other six engine', 0)).toEqual(['', ' rotation, one week in four, with the other six engine']);
  expect(of('', ' rotation, one week in four, with the other sixty enginee', 0)).toEqual(['', ' rotation, one week in four, with the other sixty …']);
  expect(of('', ' une semaine sur quatre, à tour de rôle, avec les autres é', 0)).toEqual(['', ' une semaine sur quatre, à tour de rôle, avec les autres …']);
  expect(of('x'.repeat(60), 'y'.repeat(60), 90)).toEqual([`… ${'x'.repeat(60)}`, `${'y'.repeat(60)} …`]);
});
