// graphql-js' answers, in the form of the tool's.
import { readFileSync } from 'node:fs';
import { buildSchema, parse, parseConstValue, print, validate, validateSchema } from 'graphql';

export const schemaFile = new URL('./schema.graphql', import.meta.url);
export const schema = buildSchema(readFileSync(schemaFile, 'utf8'));

const plain = (e) => ({ message: e.message, locations: (e.locations ?? []).map(({ line, column }) => [line, column]) });

export function check(source, suggest) {
  let document;
  try {
    document = parse(source);
  } catch (e) {
    return { errors: [plain(e)] };
  }
  return { errors: validate(schema, document, undefined, { hideSuggestions: !suggest }).map(plain), printed: print(document) };
}

export function value(source) {
  try {
    const node = parseConstValue(source);
    return { errors: [], value: valueText(node), printed: print(node) };
  } catch (e) {
    return { errors: [plain(e)] };
  }
}

// As our Value::text: the decoded string, the name or number as written, nothing for lists and objects.
function valueText(node) {
  if (node.kind === 'NullValue') return 'null';
  if (node.kind === 'ListValue' || node.kind === 'ObjectValue') return '';
  return String(node.value);
}

export function schemaOf(sdl) {
  try {
    const errors = validateSchema(buildSchema(sdl));
    return { errors: errors.map(plain) };
  } catch (e) {
    return { errors: [plain(e)] };
  }
}

export function time(source) {
  const rounds = 2000;
  for (let i = 0; i < rounds; ++i) validate(schema, parse(source));      // warm
  const start = process.hrtime.bigint();
  for (let i = 0; i < rounds; ++i) validate(schema, parse(source));
  return Number(process.hrtime.bigint() - start) / rounds;
}
