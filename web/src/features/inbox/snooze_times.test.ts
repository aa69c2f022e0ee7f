import { expect, test } from 'vitest';
import { dayOf, dayRange, morningOf, snoozeChoices } from './snooze_times';

const at = (text: string) => new Date(`${text}:00`);
const choices = (now: string) => snoozeChoices(at(now)).map((c) => `${c.id} ${dayOf(c.until)} ${c.until.getHours()}:${c.until.getMinutes()}`);

test('mornings, whatever the hour now', () => {
  expect(choices('2027-05-26T23:59')).toEqual(['tomorrow 2027-05-27 8:0', 'days3 2027-05-29 8:0', 'monday 2027-05-31 8:0']);
  expect(choices('2027-05-26T00:01')).toEqual(['tomorrow 2027-05-27 8:0', 'days3 2027-05-29 8:0', 'monday 2027-05-31 8:0']);
});
test('on a Monday, the next one; a day is not named twice', () => {
  expect(choices('2027-05-31T10:00')[2]).toBe('monday 2027-06-07 8:0');
  expect(choices('2027-05-30T10:00')).toEqual(['tomorrow 2027-05-31 8:0', 'days3 2027-06-02 8:0']);
  expect(choices('2027-05-28T10:00')).toEqual(['tomorrow 2027-05-29 8:0', 'days3 2027-05-31 8:0']);
});
test('over the end of a month and of summer time', () => {
  expect(choices('2027-10-30T10:00')[0]).toBe('tomorrow 2027-10-31 8:0');
  expect(choices('2027-12-31T10:00')[0]).toBe('tomorrow 2028-01-01 8:0');
});
test('a day of one\'s own', () => {
  const now = at('2027-05-26T10:00');
  expect(morningOf('2027-06-01', now)?.getHours()).toBe(8);
  expect(morningOf('2027-05-26', now)).toBeUndefined();               // this morning is over
  expect(morningOf('2027-05-26', at('2027-05-26T07:00'))).toBeDefined();
  for (const bad of ['', '2027-02-30', '2027-5-1', '1999-01-01', '2029-01-01', '20270601', 'x']) expect(morningOf(bad, now)).toBeUndefined();
  const { min, max } = dayRange(now);
  expect([min, max]).toEqual(['2027-05-27', '2028-05-25']);
  expect(morningOf(max, now)).toBeDefined();
});
