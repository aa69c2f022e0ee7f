// Tenant isolation at the edge: for EVERY operation of the schema (found by introspection, so that a new one cannot be
// forgotten) user B tries A's ids. The answer must be the very same as for ids that do not exist, and A's world unchanged.
//   node run.mjs one|many
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { start, run } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';
import { startModel } from '../fakes/model_server.mjs';

const fake = await startModel();
const stack = await start(process.argv[2] || 'one', { LLM_USER_LOCAL: 'true' });
let failed = 0;
try {
  const id = Date.now().toString(36);
  const a = await new Client(stack.url).register(), b = await new Client(stack.url).register();
  const { createSearchConfig: search } = await a.gql('mutation($t:[String!]!){ createSearchConfig(input:{jobTitles:$t, locations:[], redFlags:["night shift"]}){ id } }', { t: [`Cartographer ${id}`] });
  const jobs = ['day', 'night shift'].map((word, i) => ({ id: 7000 + i + Math.floor(Math.random() * 1e9), title: `Cartographer ${id}`, absolute_url: `https://boards.example.org/iso/${id}/${i}`, company_name: `Maps ${i}`, location: { name: 'Lyon' }, updated_at: '2026-11-01T10:00:00Z', content: `Draw maps, ${word}.` }));
  const ingested = await run(['ingest', 'greenhouse', '-'], stack.env, JSON.stringify({ jobs, meta: { total: 2 } }));
  assert.equal(ingested.code, 0, ingested.stderr);
  // Its text changes, so that there is a version.
  const rewritten = await run(['ingest', 'greenhouse', '-'], stack.env, JSON.stringify({ jobs: [{ ...jobs[0], updated_at: '2026-11-02T10:00:00Z', content: 'Draw Secret Maps, day.' }], meta: { total: 1 } }));
  assert.equal(rewritten.code, 0, rewritten.stderr);
  const { jobFeed } = await a.gql('{ jobFeed { id } }');
  assert.match((await a.gql('query($j:ID!){ offerTextChange(jobFeedId:$j, version:2){ after } }', { j: jobFeed[0].id })).offerTextChange.after, /Secret Maps/);
  assert.equal(jobFeed.length, 1);
  const { addJobManually: manual } = await a.gql('mutation{ addJobManually(input:{companyName:"Secret Maps"}){ jobFeedId } }');
  const events = await a.events();
  const { approveJob: application } = await a.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: jobFeed[0].id });

  const { quarantine } = await a.gql('{ quarantine { nodes { id } } }');
  assert.equal(quarantine.nodes.length, 1);
  const extra = { id: 7900 + Math.floor(Math.random() * 1e9), title: `Cartographer ${id}`, absolute_url: `https://boards.example.org/iso/${id}/2`, company_name: `Maps 2`, location: { name: 'Lyon' }, updated_at: '2026-11-01T10:00:00Z', content: 'Draw maps, night shift.' };
  assert.equal((await run(['ingest', 'greenhouse', '-'], stack.env, JSON.stringify({ jobs: [extra], meta: { total: 1 } }))).code, 0);
  const { quarantine: more } = await a.gql('{ quarantine { nodes { id } } }');
  const { releaseFromQuarantine: release } = await a.gql('mutation($q:ID!){ releaseFromQuarantine(quarantineId:$q){ exception { id } } }', { q: more.nodes.find((n) => n.id !== quarantine.nodes[0].id).id });

  await events.until((e) => e.type === 'ANALYSIS_DONE');       // so that nothing of A changes by itself any more
  const uploaded = await a.uploadCV(`Ada Secret Maps\nada@example.org\n\nSkills\nCartographer, SQL, Python\n`, 'ada.txt', 'text/plain');
  await events.until((e) => e.type === 'CV_PARSED');
  const { cvReview } = await a.gql('{ cvReview { id documentId } }');
  assert.ok(cvReview.length > 0);
  events.close();

  const { watchCompany: watch } = await a.gql('mutation{ watchCompany(url:"https://boards.greenhouse.io/secretmaps"){ id } }');
  const { composeDocument: paper } = await a.gql('mutation($a:ID!){ composeDocument(applicationId:$a, kind:LETTER){ id paragraphs { id sentences { id } } } }', { a: application.id });
  // A model's wording that is kept: the paragraph was changed while it was asked.
  await a.gql('mutation($i:ModelSettingsInput!){ updateModelSettings(input:$i){ ready } }', { i: { baseUrl: fake.url, model: 'slow', priceIn: 1, priceOut: 1 } });
  fake.set('slow', { ms: 100 });
  const opening = paper.paragraphs.find((p) => p.id === 'opening'), words = await a.events();
  const { wordParagraph: wording } = await a.gql('mutation($d:ID!){ wordParagraph(documentId:$d, paragraphId:"opening"){ id } }', { d: paper.id });
  await a.gql('mutation($d:ID!,$s:ID!){ editSentence(documentId:$d, sentenceId:$s, text:"I want to work with you."){ id } }', { d: paper.id, s: opening.sentences[0].id });
  assert.equal((await words.until((e) => e.wordingId === wording.id && e.state !== 'PENDING')).state, 'KEPT');
  words.close();
  const { exportDocument: file } = await a.gql('mutation($d:ID!){ exportDocument(documentId:$d, format:DOCX){ url } }', { d: paper.id });
  const theirs = { wordingId: wording.id, paperId: paper.id, sentenceId: paper.paragraphs[0].sentences[0].id, paragraphId: paper.paragraphs[0].id, watchId: watch.id, jobFeedId: manual.jobFeedId, otherJobFeedId: jobFeed[0].id, applicationId: application.id, searchConfigId: search.id, quarantineId: quarantine.nodes[0].id, exceptionId: release.exception.id, cvUrl: uploaded.data.uploadCV.cvUrl, factId: cvReview[0].id, documentId: cvReview[0].documentId };
  const nobodys = { wordingId: randomUUID(), paperId: randomUUID(), sentenceId: 's1', paragraphId: 'p', watchId: randomUUID(), jobFeedId: randomUUID(), otherJobFeedId: randomUUID(), applicationId: randomUUID(), searchConfigId: randomUUID(), quarantineId: randomUUID(), exceptionId: randomUUID(), cvUrl: `/cv/${randomUUID()}`, factId: randomUUID(), documentId: randomUUID() };
  // What A sees of everything: must be the same afterwards.
  const world = () => a.gql('{ me { id email } modelSettings { enabled monthlyCap spent } modelCalls { id } myProfile { fullName skills } mySearchConfigs { id jobTitles isActive updatedAt } watchlist { id name } snoozedJobs { nodes { id snoozedUntil } } jobFeed { id status sightings { source sourceId } versions { number } } quarantine { nodes { id } } filterExceptions { id offers } cvDocuments { id state readAt } cvReview { id state value } profileFacts { id state } myApplications { id currentStatus userNotes userRating relanceReminderAt updatedAt events { seq hash } } }').then(async (seen) => ({ ...seen, ...(await a.gql('query($a:ID!){ documents(applicationId:$a){ id version updatedAt paragraphs { sentences { text state } } } }', { a: application.id })), ...(await a.gql('query($d:ID!){ paragraphWordings(documentId:$d){ id state sentences version } }', { d: paper.id })) }));

  const paperOf = (w) => ({ documentId: w.paperId });
  const ids = { quoteWording: paperOf, wordParagraph: paperOf, paragraphWordings: paperOf, useWording: paperOf, document: paperOf, documentVersions: paperOf, documentDifferences: paperOf, editSentence: paperOf, addSentence: paperOf, tieSentence: paperOf, ownSentence: paperOf, regenerateParagraph: paperOf, restoreDocumentVersion: paperOf, exportDocument: paperOf, addJobByUrl: () => ({ url: 'http://127.0.0.1/' }), unwatchCompany: (w) => ({ id: w.watchId }), offerTextChange: (w) => ({ jobFeedId: w.otherJobFeedId, version: 2 }), mergeOffers: (w) => ({ jobFeedId: w.jobFeedId, intoJobFeedId: w.otherJobFeedId }), jobFeedItem: (w) => ({ id: w.jobFeedId }), application: (w) => ({ id: w.applicationId }), updateSearchConfig: (w) => ({ id: w.searchConfigId }), deleteSearchConfig: (w) => ({ id: w.searchConfigId }) };
  const others = { url: 'https://boards.greenhouse.io/acme', source: 'greenhouse', sourceId: '7000', newStatus: 'APPLIED', note: 'mine now', rating: 1, remindAt: new Date(Date.now() + 86400e3).toISOString(), until: new Date(Date.now() + 86400e3).toISOString(), first: 5, status: null, email: 'x@example.org', password: 'long enough', after: null, reason: 'r', mutationId: 'm', wholeCompany: true, samples: 3, token: 'ExponentPushToken[x]', language: 'EN', file: null, action: 'ACCEPT', value: 'x', section: 'SKILLS', kind: 'CV', adaptationLevel: 2, again: true, version: 1, from: 1, to: 1, base: false, text: 'stolen', afterSentenceId: null, factIds: ['name'], owned: true, format: 'PDF', template: 'ATS', prefix: 'Lyo', exceptHere: false, currentPassword: 'correct horse battery', newPassword: 'a quite different one' };
  const inputs = (w) => ({ UpdateProfileInput: { fullName: 'B' }, CreateSearchConfigInput: { jobTitles: ['b'], locations: [] }, UpdateSearchConfigInput: { keywords: ['stolen'] }, PreviewSearchInput: { searchConfigId: w.searchConfigId, redFlags: ['night'] }, SearchRuleInput: { text: 'stolen', mode: 'EXCLUDE' }, ManualJobInput: { companyName: 'B', searchConfigId: w.searchConfigId }, UpdateManualJobInput: { title: 'stolen' } });
  const schema = (await b.gql(`{ __schema { queryType { fields { ...f } } mutationType { fields { ...f } } } }
    fragment f on __Field { name args { name type { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } type { ...t ofType { ...t ofType { ...t ofType { ...t } } } } } fragment t on __Type { kind name }`)).__schema;
  const named = (t) => (t.ofType ? named(t.ofType) : t.name);
  const leaf = (t) => ['String', 'Boolean', 'Int', 'ID', 'JSON', 'Float'].includes(named(t));
  const shape = { Insights: '{ funnel { stage } }', AuthPayload: '{ user { email } }', JobFeedConnection: '{ totalCount nodes { id } }', QuarantineConnection: '{ totalCount nodes { id } }', ManualJobResult: '{ message }', CVUploadResult: '{ message }', SearchPreview: '{ stored shownSamples { title } }', QuarantineRelease: '{ item { id } offers }', Place: '{ text }', Board: '{ label }', Decision: '{ to item { id title } }', OfferTextChange: '{ before after }', DocumentVersion: '{ number }', DocumentDifference: '{ kind after }' };
  // An answer without what is new in every call: ids that were made, times.
  const bare = (r) => JSON.stringify({ data: r.data, errors: r.errors }).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');

  // Language models.
  Object.assign(others, { days: 30, input: { enabled: true, monthlyCap: 1 } });
  Object.assign(shape, { ModelSettings: '{ enabled spent }', ModelTest: '{ ok }', AnalysisQuote: '{ text }', WordingQuote: '{ text }', EgressReport: '{ entries { host } }' });

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
          assert.ok(!list || Array.isArray(value), `list argument ${field.name}.${arg.name}: teach the test`);
          definitions.push(`$${arg.name}: ${list ? `[${typeName}!]` : typeName}${arg.type.kind === 'NON_NULL' ? '!' : ''}`);
          args.push(`${arg.name}: $${arg.name}`);
        }
        const selection = leaf(field.type) ? '' : shape[named(field.type)] || '{ id }';
        // What ends B's sessions is asked by somebody of the same kind, so that B stays.
        const who = ['logout', 'logoutEverywhere', 'changePassword', 'deleteAccount'].includes(field.name) ? await new Client(stack.url).register() : b;
        return who.send(`${kind}${definitions.length ? `(${definitions})` : ''} { ${field.name}${args.length ? `(${args})` : ''} ${selection} }`, variables);
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
  // A wrong password for what needs one; an export is the caller's own.
  if (/Secret Maps|Cartographer/.test(await (await fetch(`${stack.url}/export`, { headers: { authorization: `Bearer ${b.token}` } })).text())) { failed++; console.log("FAIL B's export holds A's data"); }
  // The file itself.
  for (const [who, url, status] of [[b, theirs.cvUrl, 404], [b, nobodys.cvUrl, 404], [a, theirs.cvUrl, 200], [b, file.url, 404], [a, file.url, 200], [a, file.url.replace('signature=', 'signature=x'), 404], [a, file.url.replace(/expires=\d/, 'expires=9'), 404]]) {
    const got = await fetch(`${stack.url}${url}`, { headers: { authorization: `Bearer ${who.token}` } });
    if (got.status !== status) { failed++; console.log(`FAIL GET ${url} as ${who === a ? 'A' : 'B'}: ${got.status}, not ${status}`); }
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
  await fake.stop();
}
process.exit(failed ? 1 : 0);
