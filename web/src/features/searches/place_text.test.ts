import { expect, test } from 'vitest';
import { radiusOf, withoutRadius, withRadius } from './place_text';

test('a radius is read, changed and taken away', () => {
  expect([withoutRadius('Lyon +30 km'), radiusOf('Lyon +30 km')]).toEqual(['Lyon', 30]);
  expect([withoutRadius('Saint-Étienne+5km'), radiusOf('Saint-Étienne+5km')]).toEqual(['Saint-Étienne', 5]);
  expect([withoutRadius('Lyon'), radiusOf('Lyon')]).toEqual(['Lyon', undefined]);
  expect(withRadius('Lyon +30 km', 10)).toBe('Lyon +10 km');
  expect(withRadius('Lyon', 50)).toBe('Lyon +50 km');
  expect(withRadius('Lyon +30 km', 0)).toBe('Lyon');
});
