// What a fact of the profile belongs to: "experience[0].bullets[1]" is of the job whose title and employer have the same beginning.
import type { KnownFact } from '../../gen/operations';

const entry = (id: string) => /^\w+\[\d+\]/.exec(id)?.[0];

const known = new WeakMap<readonly KnownFact[], ReadonlyMap<string, string>>();
function entries(facts: readonly KnownFact[]): ReadonlyMap<string, string> {
  let map = known.get(facts);
  if (!map) {
    const words = new Map<string, string>();
    for (const f of facts) { const of = f.role === 'TITLE' || f.role === 'EMPLOYER' ? entry(f.id) : undefined; if (of) words.set(of, words.has(of) ? `${words.get(of)}, ${f.text}` : f.text); }
    known.set(facts, map = words);
  }
  return map;
}
export function entryOf(fact: KnownFact, facts: readonly KnownFact[]): string | undefined {
  const of = entry(fact.id);
  return of && fact.role !== 'TITLE' && fact.role !== 'EMPLOYER' ? entries(facts).get(of) : undefined;
}

// The paragraph of a CV that a fact would stand in.
export const paragraphFor = (id: string): string | undefined => (/^skills?\b/.test(id) ? 'skills' : entry(id));
