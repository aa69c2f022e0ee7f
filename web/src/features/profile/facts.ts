// The profile's sections are JSON that people, CVs and other clients write in their own ways: read into one form, written back
// without losing what this form does not know.
import type { Json } from '../../gen/operations';

export type Section = 'experience' | 'projects' | 'education' | 'certifications';
export const sections: readonly Section[] = ['experience', 'education', 'projects', 'certifications'];
export interface Entry { title: string; place: string; start: string; end: string; text: string; rest: Readonly<Record<string, Json>> }

// The names that each part goes by, ours first.
const names: Record<Exclude<keyof Entry, 'rest'>, readonly string[]> = {
  title: ['title', 'poste', 'role', 'position', 'degree', 'diplome', 'diplôme', 'name', 'nom', 'intitule'],
  place: ['company', 'entreprise', 'employer', 'school', 'ecole', 'école', 'etablissement', 'institution', 'issuer', 'organisme'],
  start: ['start', 'debut', 'début', 'from', 'startDate'],
  end: ['end', 'fin', 'to', 'endDate', 'year', 'annee', 'année', 'date'],
  text: ['description', 'missions', 'summary', 'details', 'highlights', 'bullets', 'notes', 'url'],
};
const parts = Object.keys(names) as (keyof typeof names)[];

const words = (x: Json | undefined): string => (typeof x === 'string' ? x : typeof x === 'number' ? String(x) : Array.isArray(x) ? x.map(words).filter(Boolean).join('\n') : '');

export function readEntries(json: Json): Entry[] {
  if (!Array.isArray(json)) return [];
  return (json as readonly Json[]).map((item): Entry => {
    const entry: Entry = { title: '', place: '', start: '', end: '', text: '', rest: {} };
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return { ...entry, title: words(item) };
    const rest: Record<string, Json> = { ...item as Record<string, Json> };
    for (const part of parts) {
      const key = names[part].find((k) => words(rest[k]));
      if (!key) continue;
      entry[part] = words(rest[key]);
      delete rest[key];
    }
    return { ...entry, rest };
  });
}

export const writeEntries = (entries: readonly Entry[], section: Section): Json => entries.filter((e) => parts.some((p) => e[p].trim())).map((e) => ({
  ...e.rest,
  [section === 'education' ? 'degree' : section === 'certifications' ? 'name' : 'title']: e.title.trim(),
  ...(e.place.trim() && { [section === 'education' ? 'school' : section === 'certifications' ? 'issuer' : 'company']: e.place.trim() }),
  ...(e.start.trim() && { start: e.start.trim() }), ...(e.end.trim() && { end: e.end.trim() }),
  ...(e.text.trim() && { description: e.text.trim() }),
}));

export interface Skill { name: string; level: string | undefined; rest: Readonly<Record<string, Json>> | undefined }
// ["C++", {"name":"SQL","level":"expert"}] or {"langages":["C"],"outils":["Git"]}
export function readSkills(json: Json): Skill[] {
  const one = (x: Json): Skill[] => {
    if (typeof x === 'string') return [{ name: x, level: undefined, rest: undefined }];
    if (typeof x !== 'object' || x === null || Array.isArray(x)) return [];
    const o = x as Record<string, Json>;
    const name = words(o['name'] ?? o['nom'] ?? o['skill']);
    return name ? [{ name, level: words(o['level'] ?? o['niveau']) || undefined, rest: o }] : [];
  };
  if (Array.isArray(json)) return (json as readonly Json[]).flatMap(one);
  if (typeof json === 'object' && json) return Object.values(json as Record<string, Json>).flatMap((x) => (Array.isArray(x) ? (x as readonly Json[]).flatMap(one) : []));
  return [];
}
export const writeSkills = (skills: readonly Skill[]): Json => skills.map((s) => {
  const { niveau: _n, level: _l, ...rest } = s.rest ?? {};
  if (s.level) return { ...rest, ...(!s.rest && { name: s.name }), level: s.level };
  return Object.keys(rest).some((k) => !['name', 'nom', 'skill'].includes(k)) ? rest : s.name;
});

// The levels that can be chosen; what a CV says in other words stays as it is.
export const levels = ['beginner', 'intermediate', 'advanced', 'expert'] as const;
