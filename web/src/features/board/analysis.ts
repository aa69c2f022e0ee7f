// The analysis as the server writes it (aiAnalysis is JSON): read defensively, since older cards may hold older forms.
import type { Json } from '../../gen/operations';

export interface Requirement {
  label: string;
  level: string;                             // must, wanted, nice
  met: string;                               // yes, partly, no, unknown
  spans: { field: string; offset: number; length: number }[];
  evidence: { path: string; text: string }[];
}
export interface Analysis { score: number | undefined; confidence: number | undefined; pros: string[]; cons: string[]; requirements: Requirement[]; at: string | undefined; letterNotes: string[] }

type Obj = Readonly<Record<string, Json>>;
const object = (x: Json | undefined): Obj => (typeof x === 'object' && x !== null && !Array.isArray(x) ? x as Obj : {});
const list = (x: Json | undefined): readonly Json[] => (Array.isArray(x) ? x : []);
const text = (x: Json | undefined) => (typeof x === 'string' ? x : '');
const number = (x: Json | undefined) => (typeof x === 'number' && Number.isFinite(x) ? x : undefined);
const texts = (x: Json | undefined) => list(x).map(text).filter(Boolean);

export function readAnalysis(json: Json): Analysis | undefined {
  if (json === null) return undefined;
  const a = object(json);
  return {
    score: number(a['score']), confidence: number(a['confidence']), pros: texts(a['pros']), cons: texts(a['cons']), at: text(a['analyzed_at']) || undefined, letterNotes: texts(object(a['letter'])['notes']),
    requirements: list(a['evidence']).map(object).map((e) => ({
      label: text(e['requirement']), level: text(e['level']), met: text(e['met']),
      spans: list(e['spans']).map(object).map((s) => ({ field: text(s['field']), offset: number(s['offset']) ?? 0, length: number(s['length']) ?? 0 })),
      evidence: list(e['profile']).map(object).map((p) => ({ path: text(p['path']), text: text(p['text']) })),
    })).filter((r) => r.label),
  };
}
