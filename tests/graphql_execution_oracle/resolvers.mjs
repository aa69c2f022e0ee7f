// src/graphql/test_schema.h in JavaScript: the same data, the same faults.
const company = (n) => ({ kind: 'Company', n, id: `c${n}`, name: `Company "${n}" é` });
const job = (n) => ({ kind: 'Job', n, id: `j${n}`, title: `Job number ${n}`, status: n % 2 ? 'OPEN' : 'CLOSED' });
const companies = [0, 1, 2].map(company);
const jobs = Array.from({ length: 20 }, (_, n) => job(n));
const companyOf = (j) => (j.n % 4 === 3 ? null : companies[j.n % 3]);
const jobsOf = (c) => jobs.filter((j) => companyOf(j) === c);
const nodes = [jobs[0], jobs[1], ...companies];
const color = (j) => (j.n % 2 ? 'RED' : 'BLUE');

export const boom = () => { throw new Error('boom'); };
const faulty = (n) => ({ kind: 'Faulty', n });
const withHole = (f) => [faulty(f.n * 10 + 1), null, faulty(f.n * 10 + 2)];
const withoutHole = (f) => [faulty(f.n * 10 + 1), faulty(f.n * 10 + 2)];
const value = (f) => `v${f.n}`;
const strings = () => ['a', null, 'c'];
const matrix = () => [[1, 2], [3, null], null, []];
const nested = (f) => [withoutHole(f), null, withHole(f)];
const child = (f) => faulty(f.n + 1);
const none = () => null;

export const resolvers = {
  Query: {
    hello: () => 'world',
    jobs: (_, { first, color: c }) => jobs.filter((j) => c == null || color(j) === c).slice(0, Math.max(0, first ?? 1e6)),
    job: (_, { id }) => jobs.find((j) => j.id === id) ?? null,
    companies: () => companies,
    node: (_, { id }) => nodes.find((n) => n.id === id) ?? null,
    named: () => [null, ...companies],
    search: () => nodes,
    faulty: () => faulty(0), faultyNN: () => faulty(0),
    boomRoot: boom,
    echo: (_, args) => args,
    login: () => 'no',
  },
  Mutation: {
    add: (_, { n }, ctx) => (ctx.counter += n),
    addLate: (_, { n }, ctx) => ({ value: (ctx.counter += n) }),
    fail: boom, failNN: boom,
    upload: none, uploads: none,
  },
  Counter: { value: (c) => c.value, again: (c) => ({ value: c.value + 100 }), late: (_, __, ctx) => ctx.counter },
  Company: { id: (c) => c.id, name: (c) => c.name, jobs: (c, { first }) => jobsOf(c).slice(0, Math.max(0, first ?? 0)), lateJobs: jobsOf },
  Job: {
    id: (j) => j.id, title: (j) => j.title, status: (j) => j.status,
    salary: (j) => (j.n % 3 === 0 ? null : 1000.5 * j.n),
    remote: (j) => j.n % 2 === 0,
    views: (j) => j.n * 1000,
    color,
    tags: (j) => Array(j.n % 3).fill(`tag\n${j.n}`),
    raw: (j) => ({ n: j.n, deep: [{ a: null }, true, 'x'] }),
    company: companyOf, lateCompany: companyOf,
    greet: (j, { name, times }) => `Hello ${name}! `.repeat(Math.min(100, Math.max(0, times ?? 0))) + j.title,
    similar: (j) => [[jobs[(j.n + 1) % jobs.length], null], []],
  },
  Faulty: {
    value, valueNN: value, none, noneNN: none, boom, boomNN: boom, hidden: boom,
    big: () => 3e9, nan: () => NaN, badColor: () => 'MAUVE',
    strings, stringsNN: strings, stringsNNNN: strings, matrix, matrixNN: matrix, matrixNNNN: matrix,
    child, childNN: child, missing: none, missingNN: none,
    children: withHole, childrenNN: withHole, childrenNNNN: withHole, solid: withoutHole, nested, nestedNN: nested, jagged: (f) => [withHole(f), withoutHole(f)],
    late: value, lateNone: none, lateBoom: boom, lateBoomNN: boom, lateStrings: strings,
    lateChild: child, lateChildNN: child, lateChildren: withHole, lateChildrenNN: withHole, lateSolid: withoutHole,
    node: () => nodes[0], hits: () => nodes,
  },
};
export const typeOf = (v) => v.kind;
