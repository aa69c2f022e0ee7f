// When a put-off offer comes back: mornings, in the reader's own time. Pure.
export type SnoozeChoice = 'tomorrow' | 'days3' | 'monday';
export const morning_h = 8, ahead_days_max = 365;

const morningIn = (days: number, now: Date) => { const d = new Date(now); d.setDate(d.getDate() + days); d.setHours(morning_h, 0, 0, 0); return d; };

// Monday, unless that is tomorrow: then it is said once.
export function snoozeChoices(now = new Date()): readonly { id: SnoozeChoice; until: Date }[] {
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const all = [{ id: 'tomorrow' as const, until: morningIn(1, now) }, { id: 'days3' as const, until: morningIn(3, now) }, { id: 'monday' as const, until: morningIn(toMonday, now) }];
  return all.filter((x) => x.id !== 'monday' || (toMonday !== 1 && toMonday !== 3));
}

// "2027-05-28" as an <input type="date"> gives it. undefined: no date, not in the future, or beyond a year.
export function morningOf(day: string, now = new Date()): Date | undefined {
  const [, y, m, d] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  if (!y) return undefined;
  const at = new Date(Number(y), Number(m) - 1, Number(d), morning_h);
  if (at.getMonth() !== Number(m) - 1 || at <= now || at > morningIn(ahead_days_max, now)) return undefined;
  return at;
}
export const dayOf = (at: Date) => `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
export const dayRange = (now = new Date()) => ({ min: dayOf(morningIn(1, now)), max: dayOf(morningIn(ahead_days_max, now)) });
