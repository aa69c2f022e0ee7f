// What a person types about an offer: from the item, checked, and what of it the server is told.
import { RemotePolicyValues, type OfferRow, type RemotePolicy, type UpdateManualJobInput } from '../../gen/operations';

export const lines = ['title', 'companyName', 'location', 'salaryMin', 'salaryMax', 'salaryCurrency', 'startDate', 'duration'] as const;
export const texts = ['description', 'companyDescription', 'whyUs'] as const;
export type FieldName = (typeof lines)[number] | (typeof texts)[number] | 'remotePolicy';
export type OwnOffer = Readonly<Record<FieldName, string>>;
export type Problem = 'manual.needs_title' | 'manual.needs_company' | 'manual.too_long' | 'manual.pay_number' | 'manual.currency_code' | 'search.pay_order';

export const nothing: OwnOffer = { title: '', companyName: '', location: '', remotePolicy: '', salaryMin: '', salaryMax: '', salaryCurrency: 'EUR', startDate: '', duration: '', description: '', companyDescription: '', whyUs: '' };

export function fromItem(row: OfferRow, raw: Record<string, unknown>): OwnOffer {
  const text = (name: string) => { const v = raw[name]; return typeof v === 'string' ? v : ''; };
  return {
    title: row.title ?? '', companyName: row.company ?? '', location: row.location ?? '', remotePolicy: row.remote ?? '',
    salaryMin: row.salary?.min?.toString() ?? '', salaryMax: row.salary?.max?.toString() ?? '', salaryCurrency: row.salary?.currency ?? 'EUR',
    startDate: text('startDate'), duration: text('duration'), description: text('description'), companyDescription: text('companyDescription'), whyUs: text('whyUs'),
  };
}

// Which of what a page did not say (ManualJobResult.missing) is typed where. A contract and a date cannot be filled in.
export const fieldOf: Readonly<Record<string, FieldName>> = { TITLE: 'title', COMPANY: 'companyName', LOCATION: 'location', DESCRIPTION: 'description', SALARY: 'salaryMin', REMOTE: 'remotePolicy' };
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
const bytesMax: Readonly<Record<FieldName, number>> = { title: 512, companyName: 256, location: 256, startDate: 256, duration: 256, description: 100_000, companyDescription: 20_000, whyUs: 20_000, remotePolicy: 10, salaryMin: 20, salaryMax: 20, salaryCurrency: 3 };
const bytes = (s: string) => new TextEncoder().encode(s).length;

export function check(o: OwnOffer): Partial<Record<FieldName, Problem>> {
  const found: Partial<Record<FieldName, Problem>> = {};
  for (const name of Object.keys(bytesMax) as FieldName[]) if (bytes(o[name].trim()) > bytesMax[name]) found[name] = 'manual.too_long';
  if (!o.title.trim()) found.title = 'manual.needs_title';
  if (!o.companyName.trim()) found.companyName = 'manual.needs_company';
  const min = yearly(o.salaryMin), max = yearly(o.salaryMax);
  if (min === null) found.salaryMin = 'manual.pay_number';
  if (max === null) found.salaryMax = 'manual.pay_number';
  if (typeof min === 'number' && typeof max === 'number' && min > max) found.salaryMax = 'search.pay_order';
  if ((min !== undefined || max !== undefined) && !/^[A-Z]{3}$/i.test(o.salaryCurrency.trim())) found.salaryCurrency = 'manual.currency_code';
  return found;
}

// What has changed, as the server takes it: absent stays, empty is cleared. The pay goes as a whole.
export function changes(before: OwnOffer, now: OwnOffer): UpdateManualJobInput {
  const differs = (name: FieldName) => before[name].trim() !== now[name].trim();
  const pay = differs('salaryMin') || differs('salaryMax') || (differs('salaryCurrency') && Boolean(now.salaryMin.trim() || now.salaryMax.trim()));
  const [min, max] = [yearly(now.salaryMin) ?? null, yearly(now.salaryMax) ?? null];
  return {
    ...Object.fromEntries((['title', 'companyName', 'location', 'description', 'companyDescription', 'startDate', 'duration', 'whyUs'] as const).filter(differs).map((f) => [f, now[f].trim()])),
    ...(differs('remotePolicy') && { remotePolicy: RemotePolicyValues.find((r): r is RemotePolicy => r === now.remotePolicy) ?? null }),
    ...(pay && { salaryMin: min, salaryMax: max, salaryCurrency: min === null && max === null ? null : now.salaryCurrency.trim().toUpperCase() }),
  };
}
