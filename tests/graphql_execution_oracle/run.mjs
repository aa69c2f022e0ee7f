// run.mjs <tool> <schema.graphql> [cases] [seed]
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { buildClientSchema, buildSchema, execute, getIntrospectionQuery, lexicographicSortSchema, parse, printSchema, validate } from 'graphql';
import { Generator } from './generate.mjs';
import { resolvers, typeOf } from './resolvers.mjs';

const [tool, schemaFile, cases = '3000', seed = '1'] = process.argv.slice(2);
const ours = (mode, requests) => {
  const input = requests.map((r) => JSON.stringify(r)).join('\n') + '\n';
  const p = spawnSync(tool, mode, { input, maxBuffer: 1 << 30 });
  if (p.status !== 0) throw new Error(`${tool} ${mode} ended with ${p.status ?? p.signal}\n${p.stderr}`);
  return p.stdout.toString().trimEnd().split('\n').map((line) => JSON.parse(line));
};

const sdl = spawnSync(tool, ['schema']).stdout.toString();
const schema = buildSchema(sdl);
for (const [type, fields] of Object.entries(resolvers))
  for (const [name, resolve] of Object.entries(fields)) schema.getType(type).getFields()[name].resolve = resolve;
for (const name of ['Node', 'Named', 'Hit']) schema.getType(name).resolveType = typeOf;

// The expected answer, and how far the request got.
function theirs({ query, variables, operationName }) {
  let document;
  try { document = parse(query); } catch { return { stage: 'parse' }; }
  if (validate(schema, document).length) return { stage: 'validate' };
  const result = execute({ schema, document, variableValues: variables, operationName, contextValue: { counter: 0 } });
  return { stage: result.data === undefined ? 'variables' : 'executed', ...JSON.parse(JSON.stringify(result)) };
}

// Words of our own for what is a fault of a resolver; suggestions are not given to strangers.
const kOwnWords = /cannot represent|^Internal error|^boom$/;
const message = (e) => (e.path && kOwnWords.test(e.message) ? 'fault' : e.message.replace(/ Did you mean .*\?$/, ''));
const comparable = (e) => JSON.stringify({ message: message(e), path: e.path, locations: e.locations });

function difference(mine, expected) {
  if (expected.stage === 'parse' || expected.stage === 'validate') return mine.data === undefined && mine.errors?.length ? null : 'should be refused';
  if (expected.stage === 'executed' && JSON.stringify(mine.data) !== JSON.stringify(expected.data)) return 'data';
  if (expected.stage === 'variables' && 'data' in mine) return 'should be refused';
  const a = (mine.errors ?? []).map(comparable), b = (expected.errors ?? []).map(comparable);
  return JSON.stringify(a) === JSON.stringify(b) ? null : 'errors';
}

let failures = 0;
const stages = {};
function compare(name, requests) {
  const answers = ours(['execute'], requests);
  requests.forEach((request, i) => {
    const expected = theirs(request);
    stages[expected.stage] = (stages[expected.stage] ?? 0) + 1;
    const what = difference(answers[i], expected);
    if (!what) return;
    if (++failures > 5) return;
    console.error(`--- ${name} ${i}: ${what}\n${request.query}\n${JSON.stringify(request.variables)}\nours:    ${JSON.stringify(answers[i])}\ngraphql: ${JSON.stringify(expected)}`);
  });
}

// One operation per file; its variables on a first line "# {...}".
const files = readdirSync('corpus').filter((f) => f.endsWith('.graphql')).sort();
compare('corpus', files.flatMap((f) => readFileSync(`corpus/${f}`, 'utf8').split(/^---$/m).map((text) => {
  const first = text.match(/^\s*# (\{.*\})$/m);
  return { query: text, variables: first ? JSON.parse(first[1]) : {} };
})));

const generator = new Generator(schema, Number(seed));
compare(`generated, seed ${seed}, number`, Array.from({ length: Number(cases) }, () => generator.operation()));

// Introspection: what graphql-js makes of our answer is the schema it came from.
function introspect(name, mode, text) {
  const everything = { descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true };
  const [answer] = ours(mode, [{ query: getIntrospectionQuery(everything) }]);
  const printed = (s) => printSchema(lexicographicSortSchema(s));
  if (answer.errors || printed(buildClientSchema(answer.data)) !== printed(buildSchema(text))) {
    failures++;
    console.error(`--- introspection of ${name} differs`, JSON.stringify(answer.errors ?? ''));
  }
}
introspect('the test schema', ['execute'], sdl);
if (existsSync(schemaFile)) introspect(schemaFile, ['introspect', schemaFile], readFileSync(schemaFile, 'utf8'));

console.log(`${files.length} files and ${cases} generated operations: ${JSON.stringify(stages)}, ${failures} differences`);
process.exit(failures ? 1 : 0);
