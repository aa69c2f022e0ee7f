// Random operations on a schema: mostly valid, with aliases, merged fields, fragments, directives, variables of every type
// and values that are sometimes wrong. Seeded: the same seed gives the same operations.
import { isAbstractType, isEnumType, isInputObjectType, isLeafType, isListType, isNonNullType, getNamedType, getNullableType } from 'graphql';
import { randomNumbers } from '../lib/random.mjs';

export class Generator {
  constructor(schema, seed) {
    this.schema = schema;
    this.rnd = randomNumbers(seed);
  }
  chance(p) { return this.rnd() < p; }
  int(n) { return Math.floor(this.rnd() * n); }
  pick(list) { return list[this.int(list.length)]; }

  operation() {
    this.definitions = [];
    this.variables = {};
    this.fragments = [];
    this.aliases = 0;
    this.budget = 60;
    const mutation = this.chance(0.15);
    const root = mutation ? this.schema.getMutationType() : this.schema.getQueryType();
    const set = this.selections(root, 4);
    const head = this.definitions.length ? ` Op(${this.definitions.join(', ')})` : '';
    return { query: `${mutation ? 'mutation' : 'query'}${head} ${set}\n${this.fragments.join('\n')}`, variables: this.variables };
  }

  selections(type, depth) {
    const parts = [];
    const count = 1 + this.int(4);
    const fields = isAbstractType(type) && !type.getFields ? [] : Object.values(type.getFields()).filter((f) => f.name !== 'upload' && f.name !== 'uploads');
    for (let i = 0; i < count; i++) {
      if (this.chance(0.07)) parts.push('__typename');
      else if (this.chance(0.12)) parts.push(this.fragment(type, depth));
      else if (fields.length) {
        const field = this.pick(fields);
        const text = this.field(field, depth);
        if (text) parts.push(text);
        if (text && this.chance(0.1)) parts.push(text);       // once more: merged
      }
    }
    if (isAbstractType(type)) for (const t of this.schema.getPossibleTypes(type)) if (this.chance(0.7)) parts.push(`... on ${t.name}${this.directives()} ${this.selections(t, depth - 1)}`);
    if (!parts.length) parts.push('__typename');
    return `{ ${parts.join(' ')} }`;
  }

  fragment(type, depth) {
    if (this.chance(0.5) || depth <= 0) return `...${this.directives()} ${this.selections(type, depth - 1)}`;
    const name = `F${this.fragments.length}`;
    this.fragments.push('');
    this.fragments[Number(name.slice(1))] = `fragment ${name} on ${type.name} ${this.selections(type, depth - 1)}`;
    return `...${name}${this.directives()}`;
  }

  field(field, depth) {
    const named = getNamedType(field.type);
    if (!isLeafType(named) && (depth <= 0 || --this.budget <= 0)) return '';
    const args = field.args.map((a) => this.argument(a)).filter(Boolean);
    const needsAlias = field.args.length > 0 || !isLeafType(named) || this.chance(0.3);
    const alias = needsAlias ? `a${this.aliases++}: ` : '';
    const set = isLeafType(named) ? '' : ` ${this.selections(named, depth - 1)}`;
    return `${alias}${field.name}${args.length ? `(${args.join(', ')})` : ''}${this.directives()}${set}`;
  }

  argument(arg) {
    const required = isNonNullType(arg.type) && arg.defaultValue === undefined;
    if (!required && this.chance(0.7)) return '';
    if (this.chance(0.4)) return `${arg.name}: ${this.variable(arg.type, arg.defaultValue !== undefined)}`;
    return `${arg.name}: ${this.literal(arg.type, 3)}`;
  }

  variable(type, hasDefault) {
    const name = `v${this.definitions.length}`;
    let text = String(type);
    if (isNonNullType(type) && hasDefault && this.chance(0.5)) text = String(type.ofType);      // allowed: the place has a default
    if (!isNonNullType(type) && this.chance(0.15)) text += '!';
    const withDefault = this.chance(0.25);
    this.definitions.push('');                                 // its place: the name is taken
    this.isConstant = true;
    this.definitions[Number(name.slice(1))] = `$${name}: ${text}${withDefault ? ` = ${this.literal(getNullableType(type), 2)}` : ''}`;
    this.isConstant = false;
    if (!this.chance(0.12)) this.variables[name] = this.json(type, 3);
    return `$${name}`;
  }

  directives() {
    if (!this.chance(0.08)) return '';
    const name = this.pick(['skip', 'include']);
    if (this.chance(0.4)) return ` @${name}(if: ${this.chance(0.5)})`;
    const v = `v${this.definitions.length}`;
    this.definitions.push(`$${v}: Boolean!`);
    this.variables[v] = this.chance(0.5);
    return ` @${name}(if: $${v})`;
  }

  // A literal that fits (validation would refuse any other).
  literal(type, depth) {
    if (isNonNullType(type)) return this.literalValue(type.ofType, depth);
    if (this.chance(0.07)) return 'null';
    return this.literalValue(type, depth);
  }
  literalValue(type, depth) {
    if (isNonNullType(type)) return this.literalValue(type.ofType, depth);
    if (isListType(type)) return this.chance(0.2) ? this.literalItem(type.ofType, depth) : `[${Array.from({ length: this.int(4) }, () => this.literalItem(type.ofType, depth)).join(', ')}]`;
    if (isEnumType(type)) return this.pick(type.getValues()).name;
    if (isInputObjectType(type)) return this.literalObject(type, depth);
    switch (type.name) {
      case 'Int': return String(this.int(200) - 100);
      case 'Float': return this.pick(['1', '-2.5', '1e3', '0.125']);
      case 'Boolean': return String(this.chance(0.5));
      case 'ID': return this.pick(['"j1"', '"c2"', '7', '"é"']);
      case 'JSON': return this.pick(['1.5', '"x"', 'true', 'ENUM', '[1, [2], null]', '{a: {b: [1]}, c: "d"}']);
      default: return this.pick(['"text"', '""', '"""\n  block\n    text\n"""', '"\\u00e9\\n\\"q\\""']);
    }
  }
  literalItem(type, depth) { return isNonNullType(type) ? this.literalValue(type, depth) : this.literal(type, depth); }
  literalObject(type, depth) {
    const all = Object.values(type.getFields());
    if (type.isOneOf) {
      const f = this.pick(all);
      return `{${f.name}: ${this.literalValue(f.type, depth - 1)}}`;
    }
    const parts = all.filter((f) => (isNonNullType(f.type) && f.defaultValue === undefined) || (depth > 0 && this.chance(0.4)))
      .map((f) => `${f.name}: ${isNonNullType(f.type) || this.isConstant || !this.chance(0.15) ? this.literalItem(f.type, depth - 1) : this.variable(f.type, f.defaultValue !== undefined)}`);
    return `{${parts.join(', ')}}`;
  }

  // A JSON value, sometimes of the wrong type.
  json(type, depth) {
    if (this.chance(0.02)) return this.pick([null, 1, 1.5, 'wrong', true, [], {}, [null], { x: 'y' }, 3e9]);
    if (isNonNullType(type)) return this.jsonValue(type.ofType, depth);
    return this.chance(0.1) ? null : this.jsonValue(type, depth);
  }
  jsonValue(type, depth) {
    if (isListType(type)) return this.chance(0.15) ? this.json(type.ofType, depth) : Array.from({ length: this.int(4) }, () => this.json(type.ofType, depth));
    if (isEnumType(type)) return this.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const all = Object.values(type.getFields());
      const chosen = type.isOneOf ? [this.pick(all)] : all.filter((f) => (isNonNullType(f.type) && f.defaultValue === undefined) || (depth > 0 && this.chance(0.4)));
      return Object.fromEntries(chosen.map((f) => [f.name, this.json(f.type, depth - 1)]));
    }
    switch (type.name) {
      case 'Int': return this.int(200) - 100;
      case 'Float': return this.pick([1, -2.5, 1000, 0.125]);
      case 'Boolean': return this.chance(0.5);
      case 'ID': return this.pick(['j1', 'c2', 7, 'é']);
      case 'JSON': return this.pick([1.5, 'x', true, [1, [2], null], { a: { b: [1] }, c: 'd' }, 0]);
      default: return this.pick(['text', '', 'é\n"q"']);
    }
  }
}
