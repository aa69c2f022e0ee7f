import { expect, test } from 'vitest';
import { townOf } from './suggest';

test('the town of a CV’s place', () => {
  for (const [written, town] of [['69003 Lyon, France', 'Lyon'], ['Lyon (Rhône)', 'Lyon'], ['Lyon', 'Lyon'], ['Saint-Étienne', 'Saint-Étienne'], ['F-75011 Paris', 'Paris'], ['', '']]) expect(townOf(written!)).toBe(town);
});
