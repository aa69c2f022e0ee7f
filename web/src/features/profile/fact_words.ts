// A fact of a CV in words: what it is called, what stands beside it, and its members for an editor.
import type { CvSection, Fact, Json } from '../../gen/operations';
import { visible } from '../../shared/text';

export const cvSections: readonly CvSection[] = ['CONTACT', 'SUMMARY', 'EXPERIENCE', 'EDUCATION', 'SKILLS', 'LANGUAGES', 'CERTIFICATIONS', 'PROJECTS'];

type Members = Readonly<Record<string, Json>>;
const members = (value: Json): Members => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Members : {});
const word = (x: Json | undefined) => (typeof x === 'string' ? x : typeof x === 'number' ? String(x) : '');
const list = (x: Json | undefined): string[] => (Array.isArray(x) ? (x as readonly Json[]).map(word).filter(Boolean) : []);

export interface FactWords { title: string; sub: string; from: string; to: string; current: boolean; level: string; lines: readonly string[] }
export function wordsOf(fact: Fact): FactWords {
  const v = members(fact.value);
  const pick = (...keys: string[]) => keys.map((k) => word(v[k])).find(Boolean) ?? '';
  const title = word(fact.value) || pick('title', 'degree', 'name', 'language');
  return {
    title: visible(title), sub: [pick('company', 'school', 'issuer'), pick('location')].filter(Boolean).map(visible).join(' · '), from: visible(pick('startDate')), to: visible(pick('endDate')), current: v['current'] === true,
    level: visible([pick('level'), pick('cefr')].filter(Boolean).join(' · ')), lines: [...list(v['bullets']), ...list(v['notes'])].map(visible),
  };
}
export const titleOf = (fact: Fact) => { const w = wordsOf(fact); return w.title || w.sub || fact.field; };

// For the editor: every member that people write, in the order of a CV. What it does not know is kept as it is.
const known: Readonly<Record<CvSection, readonly string[]>> = {
  CONTACT: [], SUMMARY: [], EXPERIENCE: ['title', 'company', 'location', 'startDate', 'endDate', 'bullets'], EDUCATION: ['degree', 'school', 'location', 'startDate', 'endDate', 'notes'],
  SKILLS: ['name', 'level'], LANGUAGES: ['language', 'level', 'cefr'], CERTIFICATIONS: ['name', 'issuer', 'startDate', 'endDate', 'bullets'], PROJECTS: ['name', 'issuer', 'startDate', 'endDate', 'bullets'],
};
export interface Part { key: string; text: string; isList: boolean }
export const partsOf = (fact: Fact): Part[] => {
  if (!known[fact.section].length) return [{ key: fact.field, text: word(fact.value), isList: fact.section === 'SUMMARY' }];
  const v: Members = typeof fact.value === 'string' ? { name: fact.value } : members(fact.value);
  return known[fact.section].map((key) => ({ key, isList: key === 'bullets' || key === 'notes', text: Array.isArray(v[key]) ? list(v[key]).join('\n') : word(v[key]) }));
};
export function valueOf(fact: Fact, parts: readonly Part[]): Json {
  if (!known[fact.section].length) return parts[0]!.text.trim();
  const rest: Record<string, Json> = { ...members(fact.value) };
  for (const p of parts) {
    const text = p.text.trim();
    if (!text) delete rest[p.key];
    else rest[p.key] = p.isList ? text.split('\n').map((l) => l.trim()).filter(Boolean) : text;
  }
  if (rest['endDate']) delete rest['current'];
  return fact.section === 'SKILLS' && Object.keys(rest).length === 1 ? rest['name'] ?? '' : rest;
}
