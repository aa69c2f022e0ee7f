// What a person types about an offer: from the item, checked, and what of it the server is told.
import { ContractValues, RemotePolicyValues, type ManualJobInput, type OfferRow, type UpdateManualJobInput } from '../../gen/operations';

export const lines = ['title', 'companyName', 'location', 'salaryMin', 'salaryMax', 'salaryCurrency', 'startDate', 'duration'] as const;
export const texts = ['description', 'companyDescription', 'whyUs'] as const;
export type FieldName = (typeof lines)[number] | (typeof texts)[number] | 'remotePolicy' | 'contract' | 'postedAt' | 'expiresAt';
export type OwnOffer = Readonly<Record<FieldName, string>>;
export type Problem = 'manual.needs_title' | 'manual.needs_company' | 'manual.too_long' | 'manual.pay_number' | 'manual.currency_code' | 'search.pay_order' | 'manual.bad_posted' | 'manual.bad_expires';

export const nothing: OwnOffer = { title: '', companyName: '', location: '', remotePolicy: '', salaryMin: '', salaryMax: '', salaryCurrency: 'EUR', startDate: '', duration: '', description: '', companyDescription: '', whyUs: '', contract: '', postedAt: '', expiresAt: '' };

export function fromItem(row: OfferRow, raw: Record<string, unknown>): OwnOffer {
  const text = (name: string) => { const v = raw[name]; return typeof v === 'string' ? v : ''; };
  return {
    title: row.title ?? '', companyName: row.company ?? '', location: row.location ?? '', remotePolicy: row.remote ?? '',
    salaryMin: row.salary?.min?.toString() ?? '', salaryMax: row.salary?.max?.toString() ?? '', salaryCurrency: row.salary?.currency ?? 'EUR',
    startDate: text('startDate'), duration: text('duration'), description: text('description'), companyDescription: text('companyDescription'), whyUs: text('whyUs'),
    contract: text('contract'), postedAt: text('postedAt').slice(0, 10), expiresAt: text('expiresAt').slice(0, 10),
  };
}

// Which of what a page did not say (ManualJobResult.missing) is typed where.
export const fieldOf: Readonly<Record<string, FieldName>> = { TITLE: 'title', COMPANY: 'companyName', LOCATION: 'location', DESCRIPTION: 'description', SALARY: 'salaryMin', REMOTE: 'remotePolicy', CONTRACT: 'contract', DATE: 'postedAt' };
export const stillMissing = (missing: readonly string[], o: OwnOffer) => missing.filter((m) => { const f = fieldOf[m]; return !f || !(m === 'SALARY' ? o.salaryMin + o.salaryMax : o[f]).trim(); });

// "42000", "42 000", "42,000", "42.000", "42k"; empty: undefined; anything else: null. No cents: 42.50 must not become 4250.
export function yearly(text: string): number | undefined | null {
  const s = text.trim();
  if (!s) return undefined;
  const k = /^(\d{1,5})\s*k$/i.exec(s);
  const n = k ? Number(k[1]) * 1000 : /^(\d+|\d{1,3}([\s\u00a0\u202f.,'’]\d{3})+)$/.test(s) ? Number(s.replace(/\D/g, '')) : NaN;
  return Number.isSafeInteger(n) && n <= 100_000_000 ? n : null;
}

// The server's limits, in bytes.
const bytesMax: Readonly<Record<FieldName, number>> = { title: 512, companyName: 256, location: 256, startDate: 256, duration: 256, description: 100_000, companyDescription: 20_000, whyUs: 20_000, remotePolicy: 10, salaryMin: 20, salaryMax: 20, salaryCurrency: 3, contract: 20, postedAt: 10, expiresAt: 10 };
const bytes = (s: string) => new TextEncoder().encode(s).length;

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const isDay = (s: string) => /^\d{4}-\d\d-\d\d$/.test(s) && !Number.isNaN(Date.parse(s));

// `before`: what is stored. A last day that is over may stay, but not be chosen.
export function check(o: OwnOffer, before: OwnOffer = nothing, now = Date.now()): Partial<Record<FieldName, Problem>> {
  const found: Partial<Record<FieldName, Problem>> = {};
  for (const name of Object.keys(bytesMax) as FieldName[]) if (bytes(o[name].trim()) > bytesMax[name]) found[name] = 'manual.too_long';
  if (!o.title.trim()) found.title = 'manual.needs_title';
  if (!o.companyName.trim()) found.companyName = 'manual.needs_company';
  const min = yearly(o.salaryMin), max = yearly(o.salaryMax);
  if (min === null) found.salaryMin = 'manual.pay_number';
  if (max === null) found.salaryMax = 'manual.pay_number';
  if (typeof min === 'number' && typeof max === 'number' && min > max) found.salaryMax = 'search.pay_order';
  if ((min !== undefined || max !== undefined) && !/^[A-Z]{3}$/i.test(o.salaryCurrency.trim())) found.salaryCurrency = 'manual.currency_code';
  if (o.postedAt && (!isDay(o.postedAt) || o.postedAt > day(now + 86_400_000))) found.postedAt = 'manual.bad_posted';
  if (o.expiresAt && o.expiresAt !== before.expiresAt && (!isDay(o.expiresAt) || o.expiresAt < day(now) || o.expiresAt > day(now + 3650 * 86_400_000))) found.expiresAt = 'manual.bad_expires';
  return found;
}

// What has changed, as the server takes it: absent stays, empty is cleared. The pay goes as a whole.
export function changes(before: OwnOffer, now: OwnOffer): UpdateManualJobInput {
  const differs = (name: FieldName) => before[name].trim() !== now[name].trim();
  const pay = differs('salaryMin') || differs('salaryMax') || (differs('salaryCurrency') && Boolean(now.salaryMin.trim() || now.salaryMax.trim()));
  const [min, max] = [yearly(now.salaryMin) ?? null, yearly(now.salaryMax) ?? null];
  return {
    ...Object.fromEntries((['title', 'companyName', 'location', 'description', 'companyDescription', 'startDate', 'duration', 'whyUs', 'postedAt', 'expiresAt'] as const).filter(differs).map((f) => [f, now[f].trim()])),
    ...(differs('remotePolicy') && { remotePolicy: RemotePolicyValues.find((r) => r === now.remotePolicy) ?? null }),
    ...(differs('contract') && { contract: ContractValues.find((c) => c === now.contract) ?? null }),
    ...(pay && { salaryMin: min, salaryMax: max, salaryCurrency: min === null && max === null ? null : now.salaryCurrency.trim().toUpperCase() }),
  };
}

// All of it, of an offer that is not there yet.
export const whole = (o: OwnOffer): ManualJobInput => ({ ...changes(nothing, o), companyName: o.companyName.trim() });

// Where what is typed lies until it is saved.
export const draftDocument = 'own-offer';
export const draftOf = (place: string, before: OwnOffer, now: OwnOffer) => ({ document: draftDocument, place, base: JSON.stringify(before), text: JSON.stringify(now) });
