// Do two answers agree? Known differences, each a decision of ours:
import { expectation } from './corpus.mjs';

// Returns '' or what differs.
export function difference(kind, source, ours, theirs) {
  const text = source.toString();
  let mine = ours.errors, their = theirs.errors;
  const has = (list, part) => list.some((e) => e.message.includes(part));
  const verdict = () => (mine.length > 0) === (their.length > 0) ? '' : `verdict: ours ${JSON.stringify(mine)} theirs ${JSON.stringify(their)}`;

  // The schema's own messages name lines and are ours; only the verdict counts.
  if (kind === 'schema') return verdict();
  // A document with type definitions is refused by both; we do not let its types take part in the rest of the check.
  if (has(their, 'definition is not executable')) return has(mine, 'definition is not executable') ? '' : verdict();
  // September 2025: conditions on the root of a subscription are refused (graphql-js 16 evaluates the constant ones).
  if (has(mine, 'must not use `@skip`')) return '';
  // The work of a check is bounded in both, but not counted the same.
  if (has(mine, 'Validation aborted') || has(their, 'Validation aborted')) return verdict();
  // September 2025: includeDeprecated: Boolean!, which used to be nullable.
  if (text.includes('includeDeprecated')) return '';
  // September 2025: @deprecated(reason: String!), which used to be nullable. (Neither allows it in a document.)
  if (has(their, '"@deprecated" may not be used') && text.includes('reason')) return verdict();
  // September 2025: a OneOf field asks for a non-null variable also where the object itself is non-null or in a list.
  mine = mine.filter((e) => !e.message.includes('must be non-nullable to be used for OneOf') || has(their, e.message));

  const lines = (errors) => expectation(kind, { errors, value: '', printed: '' });
  const a = lines(mine), b = lines(their);
  for (let i = 0; i < Math.max(a.length, b.length); ++i)
    if (!same(a[i], b[i])) return `error ${i + 1}:\n  ours   ${a[i]}\n  theirs ${b[i]}`;
  if (mine.length > 0) return '';
  if (ours.value !== theirs.value) return `value:\n  ours   ${JSON.stringify(ours.value)}\n  theirs ${JSON.stringify(theirs.value)}`;
  if (ours.printed !== theirs.printed) return `printed:\n  ours   ${JSON.stringify(ours.printed)}\n  theirs ${JSON.stringify(theirs.printed)}`;
  return '';
}

function same(a, b) {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  // Types to condition on are sorted by hierarchy, then name, which is not always one order: the set counts.
  const [fieldA, listA] = a.split(' Did you mean to use an inline fragment on '), [fieldB, listB] = b.split(' Did you mean to use an inline fragment on ');
  if (listA !== undefined && listB !== undefined) return fieldA === fieldB && names(listA) === names(listB);
  // graphql-js may cut a character in two when it quotes an escape sequence, and does not cut long values.
  if (/\\ud[89a-f]/i.test(b) && b.includes('escape sequence') && a.split('escape sequence')[0] === b.split('escape sequence')[0]) return true;
  const cut = a.indexOf('...');
  return cut > 900 && b.startsWith(a.slice(0, cut));
}

const names = (text) => text.match(/\w+/g).sort().join();
