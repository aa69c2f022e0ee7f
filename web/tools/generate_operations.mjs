// src/**/*.graphql, validated against schema/schema.graphql → src/gen/operations.ts: one typed constant per operation.
//
//   query Me { me { id email } }   →   export const Me: Operation<{ me: { id: string; email: string } }, Record<string, never>>
//
// Nothing about the schema is written by hand in the app: a schema that changes breaks this, or the type check after it.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  buildSchema, getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType, Kind, parse, print, stripIgnoredCharacters,
  typeFromAST, validate, visit,
} from 'graphql';

const web = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const schema = buildSchema(readFileSync(path.join(web, '../schema/schema.graphql'), 'utf8'));
const walk = (dir) => readdirSync(dir).sort().flatMap((n) => { const f = path.join(dir, n); return statSync(f).isDirectory() ? walk(f) : f.endsWith('.graphql') ? [f] : []; });
const files = walk(path.join(web, 'src'));
const document = { kind: Kind.DOCUMENT, definitions: files.flatMap((f) => parse(readFileSync(f, 'utf8')).definitions) };

const errors = validate(schema, document);
if (errors.length) {
  for (const e of errors) console.error(`web/src/**/*.graphql does not fit schema/schema.graphql: ${e.message}`);
  process.exit(1);
}

const fragments = new Map(document.definitions.filter((d) => d.kind === Kind.FRAGMENT_DEFINITION).map((d) => [d.name.value, d]));
const operations = document.definitions.filter((d) => d.kind === Kind.OPERATION_DEFINITION);
const enums = new Map(), inputs = new Map();
const scalars = { ID: 'string', String: 'string', Int: 'number', Float: 'number', Boolean: 'boolean', JSON: 'Json', Upload: 'File' };

function leaf(type) {
  if (isEnumType(type)) { enums.set(type.name, type); return type.name; }
  if (isInputObjectType(type)) {
    if (!inputs.has(type.name)) { inputs.set(type.name, type); for (const f of Object.values(type.getFields())) leaf(getNamedType(f.type)); }
    return type.name;
  }
  return scalars[type.name] ?? (() => { throw new Error(`no TypeScript type for the scalar ${type.name}`); })();
}

// `inner` makes the text of the named type.
function wrap(type, inner) {
  const bare = (t) => (isNonNullType(t) ? bare(t.ofType) : isListType(t) ? `ReadonlyArray<${nullable(t.ofType)}>` : inner(t));
  const nullable = (t) => (isNonNullType(t) ? bare(t) : `${bare(t)} | null`);
  return nullable(type);
}

function selection(parent, set, indent) {
  const fields = new Map();
  const collect = (s) => {
    for (const node of s.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) collect(fragments.get(node.name.value).selectionSet);
      else if (node.kind === Kind.INLINE_FRAGMENT) throw new Error('inline fragments are not needed: the schema has no abstract types');
      else {
        const key = node.alias?.value ?? node.name.value;
        fields.set(key, { node, sub: [...(fields.get(key)?.sub ?? []), ...(node.selectionSet?.selections ?? [])] });
      }
    }
  };
  collect(set);
  const lines = [...fields].map(([key, { node, sub }]) => {
    if (node.name.value === '__typename') return `${key}: '${parent.name}'`;
    const field = parent.getFields()[node.name.value];
    return `${key}: ${wrap(field.type, (t) => (isObjectType(t) ? selection(t, { selections: sub }, `${indent}  `) : leaf(t)))}`;
  });
  return `{\n${lines.map((l) => `${indent}  readonly ${l};`).join('\n')}\n${indent}}`;
}

function used(set, names = new Set()) {
  visit(set, { FragmentSpread: ({ name }) => { if (!names.has(name.value)) { names.add(name.value); used(fragments.get(name.value).selectionSet, names); } } });
  return names;
}

const parts = [];
for (const f of [...fragments.values()]) {
  parts.push(`export type ${f.name.value} = ${selection(schema.getType(f.typeCondition.name.value), f.selectionSet, '')};`);
}
for (const op of operations) {
  const name = op.name?.value;
  if (!name) throw new Error('every operation needs a name');
  const root = op.operation === 'query' ? schema.getQueryType() : schema.getMutationType();
  const variables = (op.variableDefinitions ?? []).map((v) => {
    const type = typeFromAST(schema, v.type);
    const optional = !isNonNullType(type) || v.defaultValue;
    return `readonly ${v.variable.name.value}${optional ? '?' : ''}: ${wrap(type, leaf)}${optional ? ' | undefined' : ''}`;
  });
  const text = stripIgnoredCharacters([op, ...[...used(op.selectionSet)].map((n) => fragments.get(n))].map(print).join('\n'));
  parts.push(`export type ${name}Result = ${selection(root, op.selectionSet, '')};`);
  parts.push(`export const ${name}: Operation<${name}Result, { ${variables.join('; ')} }> = { name: '${name}', text: ${JSON.stringify(text)} };`);
}
const input = (t) => `export type ${t.name} = {\n${Object.values(t.getFields()).map((f) => `  readonly ${f.name}${isNonNullType(f.type) ? '' : '?'}: ${wrap(f.type, leaf)}${isNonNullType(f.type) ? '' : ' | undefined'};`).join('\n')}\n};`;
const text = `// Made by tools/generate_operations.mjs from schema/schema.graphql and src/**/*.graphql. Not to be edited.
export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json };
// \`_types\` is never there at run time; it carries the types.
export type Operation<Result, Variables> = { readonly name: string; readonly text: string; readonly _types?: (variables: Variables) => Result };
${[...enums.values()].map((e) => `export type ${e.name} = ${e.getValues().map((v) => `'${v.name}'`).join(' | ')};\nexport const ${e.name}Values = [${e.getValues().map((v) => `'${v.name}'`).join(', ')}] as const;`).join('\n')}
${[...inputs.values()].map(input).join('\n')}
${parts.join('\n')}
`;
const out = path.join(web, 'src/gen/operations.ts');
mkdirSync(path.dirname(out), { recursive: true });
if (!existsSync(out) || readFileSync(out, 'utf8') !== text) writeFileSync(out, text);
