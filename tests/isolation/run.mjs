// Tenant isolation at the edge: for EVERY operation of the schema (found by introspection, so that a new one cannot be
// forgotten) user B tries A's ids. The answer must be the very same as for ids that do not exist, and A's world unchanged.
//   node run.mjs one|many
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { start, run } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';

const stack = await start(process.argv[2] || 'one');
let failed = 0;
try {
  const id = Date.now().toString(36);
  const a = await new Client(stack.url).register(), b = await new Client(stack.url).register();
  const { createSearchConfig: search } = await a.gql('mutation($t:[String!]!){ createSearchConfig(input:{jobTitles:$t, locations:[], redFlags:["night shift"]}){ id } }', { t: [`Cartographer ${id}`] });
  const jobs = ['day', 'night shift'].map((word, i) => ({ id: 7000 + i + Math.floor(Math.random() * 1e9), title: `Cartographer ${id}`, absolute_url: `https://boards.example.org/iso/${id}/${i}`, company_name: `Maps ${i}`, location: { name: 'Lyon' }, updated_at: '2026-11-01T10:00:00Z', content: `Draw maps, ${word}.` }));
  const ingested = await run(['ingest', 'greenhouse', '-'], stack.env, JSON.stringify({ jobs, meta: { total: 2 } }));
  assert.equal(ingested.code, 0, ingested.stderr);
  const { jobFeed } = await a.gql('{ jobFeed { id } }');
  assert.equal(jobFeed.length, 1);
  const { addJobManually: manual } = await a.gql('mutation{ addJobManually(input:{companyName:"Secret Maps"}){ jobFeedId } }');
  const events = await a.events();
  const { approveJob: application } = await a.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: jobFeed[0].id });

  await events.until((e) => e.type === 'ANALYSIS_DONE');       // so that nothing of A changes by itself any more
  events.close();

  const theirs = { jobFeedId: manual.jobFeedId, applicationId: application.id, searchConfigId: search.id };
  const nobodys = { jobFeedId: randomUUID(), applicationId: randomUUID(), searchConfigId: randomUUID() };
  // What A sees of everything: must be the same afterwards.
  const world = () => a.gql('{ me { id email } myProfile { fullName skills } mySearchConfigs { id jobTitles isActive updatedAt } jobFeed { id status } quarantine { nodes { id } } myApplications { id currentStatus userNotes userRating relanceReminderAt updatedAt events { seq hash } } }');

  const ids = { jobFeedItem: (w) => ({ id: w.jobFeedId }), application: (w) => ({ id: w.applicationId }), updateSearchConfig: (w) => ({ id: w.searchConfigId }), deleteSearchConfig: (w) => ({ id: w.searchConfigId }) };
  const others = { newStatus: 'APPLIED', note: 'mine now', rating: 1, remindAt: new Date(Date.now() + 86400e3).toISOString(), first: 5, status: null, email: 'x@example.org', password: 'long enough', after: null, reason: 'r', mutationId: 'm', token: 'ExponentPushToken[x]' };
  const inputs = (w) => ({ UpdateProfileInput: { fullName: 'B' }, CreateSearchConfigInput: { jobTitles: ['b'], locations: [] }, UpdateSearchConfigInput: { keywords: ['stolen'] }, ManualJobInput: { companyName: 'B', searchConfigId: w.searchConfigId } });
  const schema = (await b.gql(`{ __schema { queryType { fields { ...f } } mutationType { fields { ...f } } } }
    fragment f on __Field { name args { name type { kind name ofType { kind name } } } type { ...t ofType { ...t ofType { ...t ofType { ...t } } } } } fragment t on __Type { kind name }`)).__schema;
  const named = (t) => (t.ofType ? named(t.ofType) : t.name);
  const leaf = (t) => ['String', 'Boolean', 'Int', 'ID', 'JSON', 'Float'].includes(named(t));
  const shape = { AuthPayload: '{ user { email } }', JobFeedConnection: '{ totalCount nodes { id } }', QuarantineConnection: '{ totalCount nodes { id } }', ManualJobResult: '{ message }' };
  // An answer without what is new in every call: ids that were made, times.
  const bare = (r) => JSON.stringify({ data: r.data, errors: r.errors }).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');

  const before = JSON.stringify(await world());
  let tried = 0;
  for (const [kind, type] of [['query', schema.queryType], ['mutation', schema.mutationType]])
    for (const field of type.fields) {
      if (['register', 'login'].includes(field.name)) continue;
      const call = async (w) => {
        const variables = {}, definitions = [], args = [];
        for (const arg of field.args) {
          const typeName = named(arg.type);
          let value = ids[field.name]?.(w)[arg.name] ?? w[arg.name] ?? others[arg.name];
          if (typeName in inputs(w)) value = inputs(w)[typeName];
          if (value === undefined) throw new Error(`the test has no value for ${field.name}(${arg.name}: ${typeName}): add one`);
          variables[arg.name] = value;
          const list = arg.type.kind === 'LIST' || arg.type.ofType?.kind === 'LIST';
          assert.ok(!list, `list argument ${field.name}.${arg.name}: teach the test`);
          definitions.push(`$${arg.name}: ${typeName}${arg.type.kind === 'NON_NULL' ? '!' : ''}`);
          args.push(`${arg.name}: $${arg.name}`);
        }
        const selection = leaf(field.type) ? '' : shape[named(field.type)] || '{ id }';
        return b.send(`${kind}${definitions.length ? `(${definitions})` : ''} { ${field.name}${args.length ? `(${args})` : ''} ${selection} }`, variables);
      };
      const unknown = await call(nobodys), foreign = await call(theirs);
      tried++;
      const takesId = field.args.some((x) => named(x.type) === 'ID' || named(x.type) === 'ManualJobInput');
      // triggerScan is throttled per user, so two calls in a row differ by design.
      if (bare(unknown) !== bare(foreign) && field.name !== 'triggerScan') {
        failed++;
        console.log(`FAIL ${field.name}: a foreign id answers differently from an unknown one\n  unknown ${bare(unknown)}\n  foreign ${bare(foreign)}`);
      }
      if (takesId && foreign.data && JSON.stringify(foreign.data).match(/Secret Maps|Cartographer/)) { failed++; console.log(`FAIL ${field.name} shows A's data: ${JSON.stringify(foreign.data)}`); }
    }
  const after = JSON.stringify(await world());
  if (after !== before) { failed++; console.log(`FAIL A's world changed\n  before ${before}\n  after  ${after}`); }
  // B's stream has nothing of A.
  const stream = await b.events({ lastEventId: '0' });
  await new Promise((r) => setTimeout(r, 500));
  for (const e of stream.list) if (e.userId !== b.user.id) { failed++; console.log(`FAIL B received ${JSON.stringify(e)}`); }
  stream.close();
  console.log(`${tried} operations tried with foreign ids, ${failed} leaks`);
} catch (e) {
  failed++;
  console.log(`FAIL ${e.stack}`);
} finally {
  await stack.stop();
}
process.exit(failed ? 1 : 0);
