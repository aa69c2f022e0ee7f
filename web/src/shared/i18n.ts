// Texts in the reader's language, and dates, amounts and relative times as that language writes them.
import { en } from '../i18n/en';
import { fr } from '../i18n/fr';
import { format, type Params } from './messages';
import { preferences, type Language } from './preferences';
import { useStore } from './store';

export type MessageKey = keyof typeof en;
export type Translate = (key: MessageKey, params?: Params) => string;

const texts: Record<Language, Record<MessageKey, string>> = { en, fr };
const translators: Record<Language, Translate> = {
  en: (key, params) => format(texts.en[key], 'en', params),
  fr: (key, params) => format(texts.fr[key], 'fr', params),
};
const language = () => preferences.get().language;

// For code outside components; components use useT(), which follows a change of language.
export const t: Translate = (key, params) => translators[language()](key, params);
export const useT = (): Translate => translators[useStore(preferences, (p) => p.language)];
export const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(en, key);

// A time that begins or ends a day of UTC was given as a day: it is that day wherever it is read.
const isDay = (iso: string) => /T(?:00:00:00(?:\.000)?|23:59:59(?:\.999)?)Z$/.test(iso);
export const date = (iso: string) => new Date(iso).toLocaleDateString(language(), { day: 'numeric', month: 'short', year: 'numeric', ...(isDay(iso) && { timeZone: 'UTC' }) });
export const dateTime = (iso: string) => new Date(iso).toLocaleString(language(), { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

// When something comes back: "Mon 30 Nov, 08:00".
export const returnsAt = (iso: string) => new Date(iso).toLocaleString(language(), { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });

export function ago(iso: string, now = Date.now()): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000);
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60]];
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' });
  for (const [unit, size] of steps) if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  return relative.format(0, 'second');
}

export function salary(pay: { min: number | null; max: number | null; currency: string | null } | null): string | null {
  if (!pay) return null;
  const money = new Intl.NumberFormat(language(), { style: 'currency', currency: pay.currency ?? 'EUR', maximumFractionDigits: 0, notation: 'compact' });
  if (pay.min !== null && pay.max !== null && pay.min !== pay.max) return `${money.format(pay.min)} – ${money.format(pay.max)}`;
  const one = pay.min ?? pay.max;
  return one === null ? null : money.format(one);
}
