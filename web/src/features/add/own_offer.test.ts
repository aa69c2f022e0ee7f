import { expect, test } from 'vitest';
import { changes, check, fromItem, nothing, stillMissing, whole, yearly } from './own_offer';

const offer = { ...nothing, title: 'Archivist', companyName: 'Moulin' };

test('pay as people write it, and nothing guessed', () => {
  expect(['42000', '42 000', '42\u202f000', '42,000', '42.000', '1 250 000', '42k', '42 K', ''].map(yearly)).toEqual([42000, 42000, 42000, 42000, 42000, 1250000, 42000, 42000, undefined]);
  expect(['42.50', '42,5', '4200,000', 'much', '-1', '42k€', '100000001'].map(yearly)).toEqual(Array(7).fill(null));
});
test('what is refused, and where it is said', () => {
  expect(check(offer)).toEqual({});
  expect(check({ ...nothing, title: ' ' })).toEqual({ title: 'manual.needs_title', companyName: 'manual.needs_company' });
  expect(check({ ...offer, salaryMin: '50k', salaryMax: '40k' })).toEqual({ salaryMax: 'search.pay_order' });
  expect(check({ ...offer, salaryMin: '42.50', salaryCurrency: '€' })).toEqual({ salaryMin: 'manual.pay_number', salaryCurrency: 'manual.currency_code' });
  expect(check({ ...offer, salaryCurrency: '' })).toEqual({});
  expect(check({ ...offer, location: 'é'.repeat(129) })).toEqual({ location: 'manual.too_long' });
  const now = Date.parse('2026-11-29T12:00:00Z'), dated = (postedAt: string, expiresAt: string, before = nothing) => check({ ...offer, postedAt, expiresAt }, before, now);
  expect(dated('2026-11-29', '2026-11-29')).toEqual({});
  expect(dated('2026-12-02', '2026-11-28')).toEqual({ postedAt: 'manual.bad_posted', expiresAt: 'manual.bad_expires' });
  expect(dated('29/11/2026', '2126-01-01')).toEqual({ postedAt: 'manual.bad_posted', expiresAt: 'manual.bad_expires' });
  expect(dated('', '2026-11-28', { ...nothing, expiresAt: '2026-11-28' })).toEqual({});
});
test('only what changed is sent, emptied fields are cleared, the pay goes whole', () => {
  expect(changes(offer, { ...offer, title: ' Archivist ' })).toEqual({});
  expect(changes({ ...offer, location: 'Lyon', remotePolicy: 'HYBRID' }, { ...offer, title: 'Librarian' })).toEqual({ title: 'Librarian', location: '', remotePolicy: null });
  expect(changes({ ...offer, salaryMin: '30000', salaryMax: '34000' }, { ...offer, salaryMin: '32 000', salaryMax: '34000', salaryCurrency: 'chf' })).toEqual({ salaryMin: 32000, salaryMax: 34000, salaryCurrency: 'CHF' });
  expect(changes({ ...offer, salaryMin: '30000' }, offer)).toEqual({ salaryMin: null, salaryMax: null, salaryCurrency: null });
  expect(changes(offer, { ...offer, salaryCurrency: 'USD' })).toEqual({});
  expect(changes(offer, { ...offer, contract: 'CDD', postedAt: '2026-11-02' })).toEqual({ contract: 'CDD', postedAt: '2026-11-02' });
  expect(changes({ ...offer, contract: 'CDD', expiresAt: '2026-12-02' }, offer)).toEqual({ contract: null, expiresAt: '' });
});
test('a new one is sent whole, a stored one is read as it was typed', () => {
  expect(whole({ ...offer, companyName: ' Moulin ', salaryMin: '30k' })).toEqual({ title: 'Archivist', companyName: 'Moulin', salaryMin: 30000, salaryMax: null, salaryCurrency: 'EUR' });
  const row = { title: 'Archivist', company: 'Moulin', location: null, remote: null, salary: null } as Parameters<typeof fromItem>[0];
  expect(fromItem(row, { contract: 'CDI', postedAt: '2026-11-02T00:00:00.000Z', expiresAt: '2026-12-31T23:59:59.999Z' })).toEqual({ ...offer, contract: 'CDI', postedAt: '2026-11-02', expiresAt: '2026-12-31' });
});
test('what is typed is missing no more', () => {
  expect(stillMissing(['TITLE', 'LOCATION', 'SALARY', 'CONTRACT'], { ...offer, salaryMax: '40000' })).toEqual(['LOCATION', 'CONTRACT']);
});
