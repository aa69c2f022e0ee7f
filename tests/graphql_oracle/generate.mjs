// Random documents against the schema, and damaged ones. Everything follows from the seed.
import { getNamedType, getNullableType, isAbstractType, isCompositeType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType } from 'graphql';
import { schema } from './oracle.mjs';
import { randomNumbers } from '../lib/random.mjs';

class Generator {
  constructor(random) {
    this.random = random;
    this.int = (n) => Math.floor(random() * n);
    this.pick = (list) => list[this.int(list.length)];
    this.chance = (p) => random() < p;
    this.composites = Object.values(schema.getTypeMap()).filter((t) => isCompositeType(t) && !t.name.startsWith('__'));
  }

  document() {
    this.fragments = [];                               // {name, type, text}
    this.namesGiven = 0;
    this.budget = 25;                                  // selections
    this.mistakes = this.chance(0.5) ? 0.03 : 0;
    const operations = [], fragments = [];
    const count = this.chance(0.85) ? 1 : 2 + this.int(2);
    for (let i = 0; i < count; ++i) {
      if (!this.chance(this.mistakes * 10)) {            // fragments are for one operation: they use its variables
        fragments.push(...this.fragments);
        this.fragments = [];
      }
      operations.push(this.operation(count > 1 || this.chance(0.5) ? `Op${this.chance(this.mistakes) ? 0 : i}` : ''));
    }
    fragments.push(...this.fragments);
    const parts = [...operations, ...fragments.map((f) => f.text)];
    if (this.chance(this.mistakes)) parts.push(this.pick(parts));
    return this.shuffled(parts).join(this.pick(['\n', '\n\n', ' ']));
  }

  shuffled(list) {
    return this.chance(0.5) ? list : list.map((x) => [this.random(), x]).sort((a, b) => a[0] - b[0]).map(([, x]) => x);
  }

  operation(name) {
    const kind = this.pick(['query', 'query', 'query', 'query', 'mutation', 'subscription']);
    this.variables = new Map();
    const root = schema.getRootType(kind);
    const body = this.selectionSet(root, 0, kind === 'subscription' ? 1 : undefined);
    const directives = this.directives(kind.toUpperCase());
    const variables = [...this.variables].map(([v, { type, value }]) =>
      `${this.description()}$${v}: ${this.chance(this.mistakes) ? this.otherType(type) : type}${value === undefined ? '' : ` = ${value}`}${this.directives('VARIABLE_DEFINITION', true)}`);
    if (this.chance(this.mistakes)) variables.push('$unused: Int');
    if (this.chance(this.mistakes)) variables.shift();
    if (kind === 'query' && name === '' && variables.length === 0 && directives === '' && this.chance(0.7)) return body;
    return `${this.description()}${kind} ${name}${variables.length > 0 ? `(${variables.join(', ')})` : ''}${directives} ${body}`;
  }

  description() {
    return this.chance(0.04) ? `${this.pick(['"short"', '"with \\"quotes\\" and \\n"', '"""block"""', '"""\n  two\n    lines\n"""', '"""ends in a quote\\""""""'])} ` : '';
  }

  otherType(type) {
    return this.pick([`${type}!`.replace('!!', ''), `[${type}]`, 'String', 'Nope', 'City', 'Int', '[Int!]!', 'PersonFilter']);
  }

  selectionSet(type, depth, only) {
    const items = [];
    const count = only ?? 1 + this.int(depth > 4 ? 2 : 5);
    for (let i = 0; i < count; ++i) items.push(this.selection(type, depth));
    if (this.chance(0.1)) items.push(this.pick(items));
    if (only === undefined && this.chance(this.mistakes * 3)) items.push(this.selection(type, depth).replace(/^(\w+: )?/, `${this.pick(['a', 'b', 'id', 'name'])}: `));
    return `{ ${items.join(' ')} }`;
  }

  selection(type, depth) {
    --this.budget;
    const roll = this.random();
    if (depth < 6 && roll < 0.12) return this.inlineFragment(type, depth);
    if (depth < 6 && roll < 0.24 && this.budget > 0) return this.spread(type, depth);
    return this.field(type, depth);
  }

  related(type) {                                      // a type that can stand where `type` stands
    if (this.chance(this.mistakes)) return this.pick(this.composites);
    const possible = this.composites.filter((t) => t === type ||
      (isAbstractType(t) && isObjectType(type) && schema.isSubType(t, type)) || (isAbstractType(type) && isObjectType(t) && schema.isSubType(type, t)));
    return possible.length > 0 ? this.pick(possible) : type;
  }

  inlineFragment(type, depth) {
    const to = this.chance(0.2) ? null : this.related(type);
    const condition = to === null ? '' : ` on ${this.chance(this.mistakes) ? this.pick(['Nope', 'Int', 'PersonFilter', 'Sector']) : to.name}`;
    return `...${condition}${this.directives('INLINE_FRAGMENT')} ${this.selectionSet(to ?? type, depth + 1)}`;
  }

  spread(type, depth) {
    const directives = this.directives('FRAGMENT_SPREAD');
    if (this.chance(this.mistakes)) return `...Unknown${directives}`;
    const known = this.fragments.filter((f) => f.type === type);
    if (known.length > 0 && this.chance(0.5)) return `...${this.pick(known).name}${directives}`;
    const fragment = { name: `F${this.namesGiven++}`, type: this.related(type), text: '' };
    this.fragments.push(fragment);
    if (!this.chance(this.mistakes * 2)) fragment.type = type === fragment.type ? type : fragment.type;
    const definition = this.directives('FRAGMENT_DEFINITION');
    const body = this.chance(this.mistakes) ? `{ ...${fragment.name} }` : this.selectionSet(fragment.type, depth + 1);
    fragment.text = `${this.description()}fragment ${fragment.name} on ${fragment.type.name}${definition} ${body}`;
    return `...${fragment.name}${directives}`;
  }

  field(type, depth) {
    const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
    const leafs = fields.filter((f) => !isCompositeType(getNamedType(f.type)));
    if (fields.length === 0 || this.chance(0.04)) return this.alias() + '__typename';
    const list = (depth > 5 || this.budget <= 0) && leafs.length > 0 ? leafs : fields;
    const field = this.pick(list);
    const named = getNamedType(field.type);
    const args = this.args(field.args);
    const alias = (args !== '' || !this.chance(this.mistakes * 5)) && this.chance(0.85) ? this.alias(args !== '' || isCompositeType(named)) : this.alias();
    let out = alias + (this.chance(this.mistakes) ? `${field.name}x` : field.name) + args + this.directives('FIELD');
    const below = isCompositeType(named) && !(this.chance(this.mistakes));
    if (below) out += depth > 7 || this.budget <= -20 ? ' { __typename }' : ` ${this.selectionSet(named, depth + 1)}`;
    else if (this.chance(this.mistakes)) out += ' { id }';
    return out;
  }

  alias(unique = false) {
    if (unique) return `f${this.namesGiven++}: `;
    if (this.mistakes === 0 && !this.chance(0.02)) return '';
    return this.chance(0.12) ? `${this.pick(['a', 'b', 'c', 'id', 'name', 'x1'])}: ` : '';
  }

  args(definitions) {
    const given = [];
    for (const a of definitions) {
      const required = isNonNullType(a.type) && a.defaultValue === undefined;
      if ((required && !this.chance(this.mistakes)) || (!required && this.chance(0.4))) given.push(`${a.name}: ${this.value(a.type, 0, a.defaultValue !== undefined)}`);
    }
    if (this.chance(this.mistakes)) given.push('nope: 1');
    if (given.length > 0 && this.chance(this.mistakes)) given.push(this.pick(given));
    return given.length > 0 ? `(${this.shuffled(given).join(', ')})` : '';
  }

  directives(location, constant = false) {
    if (!this.chance(0.1)) return '';
    const allowed = schema.getDirectives().filter((d) => d.locations.includes(location));
    const d = this.chance(this.mistakes * 3) ? this.pick(schema.getDirectives()) : allowed.length > 0 ? this.pick(allowed) : null;
    if (d === null) return '';
    const saved = this.noVariables;
    this.noVariables = this.noVariables || constant;
    const text = () => ` @${this.chance(this.mistakes) ? 'unknown' : d.name + this.args(d.args)}`;
    const out = text() + (d.isRepeatable || this.chance(this.mistakes * 3) ? text() : '');
    this.noVariables = saved;
    return out;
  }

  value(type, depth, hasDefault = false) {
    if (!this.noVariables && this.chance(0.2)) return this.variable(type, hasDefault);
    if (this.chance(this.mistakes * 2)) return this.pick(['1', '-2.5', '"text"', 'true', 'RED', 'null', '[1]', '{ a: 1 }', '[]', '{}', '"""b"""', '99999999999']);
    if (!isNonNullType(type) && this.chance(0.08)) return 'null';
    const t = getNullableType(type);
    if (isListType(t)) return this.chance(0.15) ? this.value(t.ofType, depth + 1) : `[${Array.from({ length: this.int(4) }, () => this.value(t.ofType, depth + 1)).join(', ')}]`;
    if (isEnumType(t)) return this.pick(t.getValues()).name;
    if (isInputObjectType(t)) return this.object(t, depth);
    switch (t.name) {
      case 'Int': return this.pick(['0', '7', '-12', '2147483647']);
      case 'Float': return this.pick(['1', '1.5', '-0.25', '1e10']);
      case 'Boolean': return this.pick(['true', 'false']);
      case 'ID': return this.pick(['1', '"x1"', '"é"']);
      case 'Json': return this.pick(['{ a: [1, RED, "x"] }', '"x"', '[1.5, { b: null }]', 'true']);
      default: return this.pick(['"text"', '""', '"q\\"uo\\u0074e\\n"', '"""block\n  text"""', '"😀 wide"']);
    }
  }

  object(type, depth) {
    const fields = Object.values(type.getFields());
    if (type.isOneOf && !this.chance(this.mistakes)) {
      const f = this.pick(fields);
      return `{ ${f.name}: ${this.oneOfValue(f.type, depth + 1)} }`;
    }
    const given = [];
    for (const f of fields) {
      const required = isNonNullType(f.type) && f.defaultValue === undefined;
      const wanted = required ? !this.chance(this.mistakes) : this.chance(depth > 2 ? 0.05 : 0.3);
      if (wanted) given.push(`${f.name}: ${this.value(f.type, depth + 1, f.defaultValue !== undefined)}`);
    }
    if (this.chance(this.mistakes)) given.push('nope: 1');
    if (given.length > 0 && this.chance(this.mistakes)) given.push(this.pick(given));
    return given.length > 0 ? `{ ${this.shuffled(given).join(', ')} }` : '{}';
  }

  oneOfValue(type, depth) {
    const saved = this.noVariables;
    this.noVariables = true;
    let v = this.value(type, depth);
    while (v === 'null' && !this.chance(this.mistakes)) v = this.value(type, depth);
    this.noVariables = saved;
    return v;
  }

  variable(type, hasDefault) {
    const wanted = String(type);
    for (const [name, v] of this.variables) if (v.type === wanted && this.chance(0.5)) return `$${name}`;
    const name = this.chance(this.mistakes) ? 'v0' : `v${this.variables.size}`;
    let declared = wanted, value;
    if (isNonNullType(type) && (hasDefault || this.chance(0.3))) {
      declared = wanted.slice(0, -1);
      if (!hasDefault || this.chance(0.5)) value = this.constant(type);
    } else if (this.chance(0.2)) {
      value = this.constant(type);
    }
    if (!this.chance(this.mistakes)) this.variables.set(name, { type: declared, value });
    return `$${name}`;
  }

  constant(type) {
    const saved = this.noVariables;
    this.noVariables = true;
    const v = this.value(type, 1);
    this.noVariables = saved;
    return v;
  }

  // ---- damage ----

  damaged(text, pool) {
    let out = text;
    const rounds = this.chance(0.7) ? 1 : 2;
    for (let i = 0; i < rounds; ++i) out = this.chance(0.85) ? this.damagedTokens(out, pool) : this.damagedCharacters(out);
    return out;
  }

  damagedTokens(text, pool) {
    const tokens = text.match(/"""[^]*?"""|"(?:\\.|[^"\\\n])*"|\.\.\.|[A-Za-z_]\w*|-?\d[\d.eE+-]*|\s+|[^]/gu) ?? [];
    const at = this.int(tokens.length), other = this.int(tokens.length);
    const isName = (t) => /^[A-Za-z_]/.test(t);
    switch (this.int(9)) {
      case 6: case 7: case 8: {                          // another name: still parses, as a rule
        const places = tokens.map((t, i) => (isName(t) ? i : -1)).filter((i) => i >= 0);
        if (places.length > 0) tokens[this.pick(places)] = this.pick(this.names);
        break;
      }
      case 0: tokens.splice(at, 1); break;
      case 1: tokens.splice(at, 0, tokens[other]); break;
      case 2: [tokens[at], tokens[other]] = [tokens[other], tokens[at]]; break;
      case 3: tokens[at] = this.pick(this.names); break;
      case 4: tokens.splice(at, this.int(8), ...(this.pick(pool).match(/[A-Za-z_]\w*|\s+|[^]/gu) ?? []).slice(this.int(10), 20)); break;
      default: tokens[at] = this.pick(['{', '}', '(', ')', '[', ']', ':', '!', '$', '@', '...', '=', '"', '"""', '1', '-', '.5', '1.', '\\', '&', '|', '#', '\n', '"\\u{1F600}"', '"\\uD83D"']);
    }
    return tokens.join('');
  }

  damagedCharacters(text) {
    const characters = [...text];
    const at = this.int(characters.length);
    const odd = ['\u0000', '\u0007', '\r', '\r\n', '\ufeff', 'é', '😀', '\\', '"', "'", ';', '#', '0', '%'];
    if (this.chance(0.5)) characters[at] = this.pick(odd);
    else characters.splice(at, 0, this.pick(odd));
    return characters.join('');
  }

  get names() {
    return Generator.allNames ??= [...new Set(Object.values(schema.getTypeMap()).flatMap((t) => [t.name, ...('getFields' in t ? Object.keys(t.getFields()) : [])])),
      'on', 'fragment', 'query', 'true', 'null', 'skip', 'include', 'tag', '__typename', 'nope'];
  }
}

export function generate(seed, count, corpus) {
  const g = new Generator(randomNumbers(seed));
  const out = [];
  while (out.length < count) {
    const roll = g.random();
    if (roll < 0.65) out.push(g.document());
    else if (roll < 0.85) out.push(g.damaged(g.document(), corpus));
    else out.push(g.damaged(g.pick(corpus), corpus));
  }
  return out;
}
