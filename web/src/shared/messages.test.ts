import { expect, test } from 'vitest';
import { format } from './messages';

test('arguments, plurals and numbers follow the language', () => {
  expect(format('Hello {name}', 'en', { name: 'A' })).toBe('Hello A');
  const text = '{n, plural, =0 {nothing} one {# offer} other {# offers}}, {who}';
  expect(format(text, 'en', { n: 0, who: 'x' })).toBe('nothing, x');
  expect(format(text, 'en', { n: 1, who: 'x' })).toBe('1 offer, x');
  expect(format(text, 'en', { n: 1234, who: 'x' })).toBe('1,234 offers, x');
  // French counts 0 as one.
  expect(format('{n, plural, one {# offre} other {# offres}}', 'fr', { n: 0 })).toBe('0 offre');
  expect(format('{n, plural, one {# offre} other {# offres}}', 'fr', { n: 1234 })).toBe('1\u202f234 offres');
});

test('a text that cannot be read is a fault, not a blank', () => {
  for (const bad of ['{n', '{n, plural, one {#}}', '{n, plural, other {#}', 'a } b', '{n, select, other {}}']) expect(() => format(bad, 'en', { n: 1 })).toThrow();
});
