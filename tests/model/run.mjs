// Language models against the real program and a scripted endpoint (tests/fakes/model_server.mjs).
//   node run.mjs behaviours | paragraphs | injections | crash | crash_once | flood [n]      (flood 10000: minutes, by hand)
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { start, sleep, root } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';
import { startModel, read } from '../fakes/model_server.mjs';

const [what = 'behaviours', count] = process.argv.slice(2);
const fake = await startModel();
let stack, failed = 0;
const step = async (name, f) => { try { await f(); console.log(`ok   ${name}`); } catch (e) { failed++; console.log(`FAIL ${name}: ${e.stack}`); } };

const posting = 'Requirements:\n- Python is required.\n- PostgreSQL is required.\n- Kubernetes is required.\n- Docker is a plus.\n- At least 3 years of experience.\nYou will write services with the team.';
const experience = [{ title: 'Python developer', company: 'Orbis Rail', startDate: '2018-01', endDate: '2025-06', bullets: ['Wrote the Python services of the timetable', 'Kept the PostgreSQL databases fast'] }];
const marked = 'state name problem text';

async function person(settings) {
  const c = await new Client(stack.url).register();
  await c.gql('mutation($e:JSON){ updateProfile(input:{fullName:"Mira Test", skills:["Python","Docker"], experience:$e}){ id } }', { e: experience });
  if (settings) await c.gql('mutation($i:ModelSettingsInput!){ updateModelSettings(input:$i){ ready } }', { i: settings });
  c.stream = await c.events();
  return c;
}
const own = (model, more = {}) => ({ baseUrl: fake.url, model, priceIn: 1, priceOut: 2, monthlyCap: 100, ...more });
async function item(c, text = posting, company = 'Acme') {
  const { addJobManually } = await c.gql('mutation($i:ManualJobInput!){ addJobManually(input:$i){ jobFeedId } }', { i: { companyName: company, profileWanted: text } });
  return addJobManually.jobFeedId;
}
const approve = async (c, id) => (await c.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: id })).approveJob.id;
const application = async (c, id) => (await c.gql('query($a:ID!){ application(id:$a){ aiAnalysis generatedCoverLetter events { kind } } }', { a: id })).application;
const calls = async (c) => (await c.gql('{ modelCalls(first:200){ id state cost reserved tries status errorCode tokensIn tokensOut applicationId purpose payer } }')).modelCalls;
const improved = (c, id, ms = 30_000) => c.stream.until((e) => e.type === 'ANALYSIS_IMPROVED' && e.applicationId === id, ms);
async function analysed(model, more, text) {
  const c = await person(own(model, more));
  const id = await approve(c, await item(c, text));
  await improved(c, id);
  return { c, id, a: (await application(c, id)).aiAnalysis, calls: await calls(c), billed: fake.billed.filter((b) => b.model === model) };
}
const analysisKeys = (a) => ({ score: a.score, confidence: a.confidence, criteria: a.criteria, evidence: a.evidence, eligibility: a.eligibility, suggested: a.suggested_cv_content, letter: a.letter });

async function behaviours() {
  stack = await start('one', { LLM_USER_LOCAL: 'true', LLM_RETRY_FIRST: '10ms', LLM_TRY_AGAIN: '300ms', LLM_TIMEOUT: '20s' });

  await step('a good answer words the analysis; score, criteria, evidence and letter stay; the quote was right', async () => {
    const plain = await person({ enabled: false });
    const p = await approve(plain, await item(plain));
    await plain.stream.until((e) => e.type === 'ANALYSIS_DONE');
    const before = await application(plain, p);
    assert.equal(before.aiAnalysis.engine, 'deterministic');
    assert.equal(before.aiAnalysis.model, undefined);
    const c = await person(own('good'));
    const j = await item(c);
    const { quoteAnalysis: quote } = await c.gql('query($j:ID!){ quoteAnalysis(jobFeedId:$j){ usesModel cached host model payer tokensIn tokensOut price priceMax currency samples left leavesMachine text fr: text(language:FR) } }', { j });
    assert.equal(quote.usesModel, true);
    assert.equal(quote.payer, 'USER');
    assert.equal(quote.leavesMachine, false);
    assert.ok(quote.tokensIn > 100 && quote.price > 0 && quote.priceMax > quote.price && quote.left === 100, JSON.stringify(quote));
    assert.match(quote.fr, /jetons.*USD/);
    assert.equal(fake.calls.filter((x) => x.model === 'good').length, 0, 'a quote asks nobody');
    const id = await approve(c, j);
    await improved(c, id);
    const after = await application(c, id), a = after.aiAnalysis;
    assert.equal(a.engine, 'model');
    assert.equal(a.model.state, 'USED');
    assert.ok(a.pros.some((s) => s.startsWith('Your experience shows Python')), JSON.stringify(a.pros));
    assert.ok(a.cons.some((s) => s.startsWith('Kubernetes is asked for')), JSON.stringify(a.cons));
    assert.deepEqual(analysisKeys(a), analysisKeys(before.aiAnalysis));
    assert.equal(after.generatedCoverLetter, before.generatedCoverLetter);
    assert.deepEqual(after.events.map((e) => e.kind), ['CREATED', 'ANALYSED', 'ANALYSIS_IMPROVED']);
    const [call, ...rest] = await calls(c);
    assert.equal(rest.length, 0);
    assert.equal(call.state, 'SETTLED');
    assert.equal(call.applicationId, id);
    assert.ok(call.cost > 0 && call.cost <= quote.priceMax && call.reserved === quote.priceMax, JSON.stringify(call));
    const { modelSettings: s } = await c.gql('{ modelSettings { spent reserved hasKey } }');
    assert.deepEqual(s, { spent: call.cost, reserved: 0, hasKey: false });
    const { quoteAnalysis: next } = await c.gql('query($j:ID!){ quoteAnalysis(jobFeedId:$j){ cached price samples text } }', { j });
    assert.deepEqual([next.cached, next.price], [true, 0]);
    const sent = fake.calls.find((x) => x.model === 'good');
    assert.equal(sent.key, call.id, 'the idempotency key is the ledger row');
    assert.equal(sent.body.response_format.type, 'json_schema');
    const { egress } = await c.gql('{ egress { nothingLeaves entries { kind host requests bytesOut bytesIn text } } }');
    assert.deepEqual(egress.entries.filter((e) => e.kind === 'MODEL').map((e) => [e.requests, e.bytesOut > 500, e.bytesIn > 100]), [[1, true, true]]);
    // Once more, for the same profile: the same sentences, for nothing.
    assert.equal((await c.gql('mutation($a:ID!){ analyseAgain(applicationId:$a) }', { a: id })).analyseAgain, true);
    await c.stream.until((e) => e.type === 'ANALYSIS_IMPROVED' && e.state === 'CACHED');
    assert.equal((await calls(c)).length, 1);
    // The profile changes: a new question, a new approval.
    await c.gql('mutation{ updateProfile(input:{skills:["Python","Docker","SQL"]}){ id } }');
    await c.gql('mutation($a:ID!){ analyseAgain(applicationId:$a) }', { a: id });
    await c.stream.until(() => c.stream.list.filter((e) => e.type === 'ANALYSIS_IMPROVED' && e.state === 'USED').length === 2);
    assert.equal((await calls(c)).length, 2);
  });

  await step('a wrong form is repaired once', async () => {
    const { a, calls: ledger, billed } = await analysed('wrong_then_good');
    assert.equal(a.model.state, 'USED');
    assert.deepEqual(ledger.map((x) => [x.state, x.tries]), [['SETTLED', 2]]);
    assert.equal(billed.length, 2);
    assert.equal(billed[1].key, `${billed[0].key}-repair`);
    assert.ok(ledger[0].cost <= ledger[0].reserved);
  });
  for (const [model, problem] of [['wrong_schema', 'BAD_ANSWER'], ['truncated', 'BAD_ANSWER'], ['prose', 'BAD_ANSWER'], ['inventing', 'UNUSABLE']])
    await step(`${model}: repaired once, then refused, paid, and the analysis says so`, async () => {
      const { c, id, a, calls: ledger, billed } = await analysed(model);
      assert.equal(a.engine, 'deterministic');
      assert.deepEqual([a.model.state, a.model.problem], ['REFUSED', problem]);
      assert.match(a.model.text, /Made without a language model/);
      assert.ok(a.pros.length && a.cons.length);
      assert.ok(!JSON.stringify([a.pros, a.cons]).match(/1999|pilot/));
      assert.equal(billed.length, 2);
      assert.deepEqual(ledger.map((x) => [x.state, x.tries, x.errorCode]), [['SETTLED', 2, problem]]);
      assert.ok(ledger[0].cost > 0);
      await sleep(700);
      assert.equal(fake.calls.filter((x) => x.model === model).length, 2, 'it is not asked again');
      assert.deepEqual((await application(c, id)).events.map((e) => e.kind), ['CREATED', 'ANALYSED']);
    });
  await step('429 with Retry-After, then an answer: one ledger row, billed once', async () => {
    fake.set('busy', { times: 2, after: 0 });
    const { a, calls: ledger, billed } = await analysed('busy');
    assert.equal(a.model.state, 'USED');
    assert.deepEqual(ledger.map((x) => [x.state, x.tries]), [['SETTLED', 3]]);
    assert.equal(billed.length, 1);
  });
  await step('down: the analysis says so and is worded later, billed once', async () => {
    fake.set('down', { times: 4 });           // all the tries of one question
    const c = await person(own('down'));
    const id = await approve(c, await item(c));
    await improved(c, id);
    const ledger = await calls(c);
    assert.deepEqual(ledger.map((x) => x.state).sort(), ['FAILED', 'SETTLED']);
    assert.deepEqual(ledger.filter((x) => x.state === 'FAILED').map((x) => [x.cost, x.errorCode]), [[0, 'MODEL_DOWN']]);
    assert.equal((await application(c, id)).aiAnalysis.model.state, 'USED');
    assert.equal(fake.billed.filter((b) => b.model === 'down').length, 1);
    const { modelSettings: s } = await c.gql('{ modelSettings { reserved spent } }');
    assert.equal(s.reserved, 0);
    assert.ok(s.spent > 0);
  });
  await step('a refused key is not tried again', async () => {
    const { a, calls: ledger } = await analysed('refusing', { key: 'sk-not-good-at-all' });
    assert.deepEqual([a.model.state, a.model.problem], ['GIVEN_UP', 'MODEL_REFUSED']);
    assert.ok(!/tried again/.test(a.model.text));
    assert.deepEqual(ledger.map((x) => [x.state, x.cost, x.tries, x.status]), [['FAILED', 0, 1, 401]]);
    assert.equal(fake.calls.find((x) => x.model === 'refusing').authorization, 'Bearer sk-not-good-at-all');
  });
  for (const model of ['dropping', 'half', 'huge'])
    await step(`${model}: billed and lost is not asked again, counts as paid, and the analysis says so`, async () => {
      const { c, a, calls: ledger, billed } = await analysed(model);
      assert.deepEqual([a.model.state, a.model.problem], ['UNKNOWN', 'LOST']);
      assert.equal(a.engine, 'deterministic');
      assert.deepEqual(ledger.map((x) => [x.state, x.cost === x.reserved && x.cost > 0]), [['UNKNOWN', true]]);
      await sleep(700);
      assert.equal(billed.length, 1);
      assert.equal(fake.calls.filter((x) => x.model === model).length, 1);
      assert.equal((await c.gql('{ modelSettings { spent } }')).modelSettings.spent, ledger[0].cost);
    });
  await step('something that is no completion is paid for and refused', async () => {
    const { a, calls: ledger } = await analysed('not_json');
    assert.deepEqual([a.model.state, a.model.problem], ['REFUSED', 'BAD_ANSWER']);
    assert.deepEqual(ledger.map((x) => x.state), ['SETTLED']);
  });
  await step('a slow stream within the deadline is an answer', async () => assert.equal((await analysed('slow')).a.model.state, 'USED'));
  await step('a used up budget: quoted, not asked, said', async () => {
    const c = await person(own('good@cap', { monthlyCap: 0.0001 }));
    const j = await item(c);
    const { quoteAnalysis: q } = await c.gql('query($j:ID!){ quoteAnalysis(jobFeedId:$j){ usesModel problemCode } }', { j });
    assert.deepEqual(q, { usesModel: false, problemCode: 'CAP_USER' });
    const id = await approve(c, j);
    await improved(c, id);
    const a = (await application(c, id)).aiAnalysis;
    assert.deepEqual([a.model.state, a.model.problem], ['CAPPED', 'CAP_USER']);
    assert.equal(fake.calls.filter((x) => x.model === 'good@cap').length, 0);
    assert.deepEqual(await calls(c), []);
  });
  await step('a French posting is worded in French', async () => {
    const { a } = await analysed('good@fr', {}, 'Profil recherché :\n- Python exigé.\n- PostgreSQL exigé.\n- Kubernetes exigé.\nVous écrirez des services avec une équipe de développement.');
    assert.equal(a.model.state, 'USED');
    assert.ok(a.pros.some((s) => s.startsWith('Votre parcours montre Python')), JSON.stringify(a.pros));
  });
  await step('the endpoint is tried', async () => {
    const c = await person(own('good@test', { key: 'sk-0123456789abcdef' }));
    const { testModel: t } = await c.gql('mutation{ testModel{ ok problemCode tokensIn cost host model } }');
    assert.ok(t.ok && t.tokensIn > 0 && t.cost > 0, JSON.stringify(t));
    assert.equal(fake.calls.find((x) => x.model === 'good@test').authorization, 'Bearer sk-0123456789abcdef');
    const bad = await person(own('refusing@test'));
    const { testModel: r } = await bad.gql('mutation{ testModel{ ok problemCode problem } }');
    assert.deepEqual([r.ok, r.problemCode], [false, 'MODEL_REFUSED']);
  });
}

const DOC = 'id version latestVersion madeBy exportable words paragraphs { id role wordable sentences { id text state facts { id } } }';
const letterOf = async (c, a) => (await c.gql(`mutation($a:ID!){ composeDocument(applicationId:$a, kind:LETTER){ ${DOC} } }`, { a })).composeDocument;
const newest = async (c, d) => (await c.gql(`query($d:ID!){ document(documentId:$d){ ${DOC} } }`, { d })).document;
const texts = (d, p) => d.paragraphs.find((x) => x.id === p).sentences.map((s) => s.text);
const WISH = 'id state problemCode text fr: text(language:FR) model version sentences refused paragraphId finishedAt';
const wish = (c, d, p, more = '') => c.send(`mutation($d:ID!,$p:ID!){ wordParagraph(documentId:$d, paragraphId:$p${more}){ ${WISH} } }`, { d, p });
const wishes = async (c, d) => (await c.gql(`query($d:ID!){ paragraphWordings(documentId:$d){ ${WISH} } }`, { d })).paragraphWordings;
async function worded(c, d, p) {
  const asked = await wish(c, d, p);
  assert.equal(asked.errors, undefined, JSON.stringify(asked.errors));
  const { id } = asked.data.wordParagraph;
  const end = await c.stream.until((e) => e.type === 'PARAGRAPH_WORDED' && e.wordingId === id && e.state !== 'PENDING', 30_000);
  return { id, end, now: (await wishes(c, d)).find((w) => w.paragraphId === p), doc: await newest(c, d), calls: (await calls(c)).filter((x) => x.purpose === 'PARAGRAPH') };
}
// Somebody with a letter, whose analysis no model worded.
async function writer(model, more, text) {
  const c = await person({ enabled: false });
  const a = await approve(c, await item(c, text));
  await c.stream.until((e) => e.type === 'ANALYSIS_DONE' && e.applicationId === a);
  const letter = await letterOf(c, a);
  await c.gql('mutation($i:ModelSettingsInput!){ updateModelSettings(input:$i){ ready } }', { i: own(model, { enabled: true, ...more }) });
  return { c, a, letter };
}

async function paragraphs() {
  stack = await start('one', { LLM_USER_LOCAL: 'true', LLM_RETRY_FIRST: '10ms', LLM_TRY_AGAIN: '300ms', LLM_TIMEOUT: '20s' });
  const ofModel = (model) => fake.calls.filter((x) => x.model === model);

  await step('a good answer is the next version, at the price that was quoted; once more costs nothing', async () => {
    const { c, a, letter } = await writer('good@p');
    assert.deepEqual(letter.paragraphs.filter((p) => p.wordable).map((p) => p.id), ['opening', 'experience', 'examples', 'closing', 'regards']);
    const { quoteWording: quote } = await c.gql('query($d:ID!){ quoteWording(documentId:$d, paragraphId:"opening"){ usesModel cached host model payer price priceMax currency left text fr: text(language:FR) } }', { d: letter.id });
    assert.ok(quote.usesModel && !quote.cached && quote.price > 0 && quote.priceMax > quote.price, JSON.stringify(quote));
    assert.match(quote.fr, /jetons.*USD/);
    assert.equal(ofModel('good@p').length, 0, 'a quote asks nobody');
    const { end, now, doc, calls: ledger } = await worded(c, letter.id, 'opening');
    assert.deepEqual([end.state, end.version, end.applicationId, end.documentId], ['USED', 2, a, letter.id]);
    assert.deepEqual([now.state, now.version, now.model, now.refused], ['USED', 2, 'good@p', 0]);
    assert.deepEqual([doc.version, doc.madeBy, doc.exportable], [2, 'MODEL', true]);
    assert.deepEqual(texts(doc, 'opening'), texts(letter, 'opening').map((t) => `Here: ${t}`));
    for (const p of letter.paragraphs) if (p.id !== 'opening') assert.deepEqual(texts(doc, p.id), texts(letter, p.id));
    assert.ok(c.stream.list.some((e) => e.type === 'DOCUMENT_CHANGED' && e.documentId === letter.id && e.version === 2));
    assert.deepEqual(ledger.map((x) => [x.state, x.applicationId, x.cost > 0 && x.cost <= quote.priceMax, x.reserved]), [['SETTLED', a, true, quote.priceMax]]);
    const sent = ofModel('good@p')[0];
    assert.equal(sent.key, ledger[0].id, 'the idempotency key is the ledger row');
    assert.ok(!/Acme|Mira|Kubernetes/.test(sent.prompt), `names or the posting left: ${sent.prompt.slice(-2000)}`);
    const { egress } = await c.gql('{ egress { entries { kind purpose requests text fr: text(language:FR) } } }');
    assert.deepEqual(egress.entries.filter((e) => e.kind === 'MODEL').map((e) => [e.purpose, e.requests]), [['PARAGRAPH', 1]]);
    // Undone, and asked for once more: the same question, answered from what is kept.
    await c.gql('mutation($d:ID!){ restoreDocumentVersion(documentId:$d, version:1){ version } }', { d: letter.id });
    const { quoteWording: next } = await c.gql('query($d:ID!){ quoteWording(documentId:$d, paragraphId:"opening"){ usesModel cached price text } }', { d: letter.id });
    assert.deepEqual([next.usesModel, next.cached, next.price], [true, true, 0]);
    const again = await worded(c, letter.id, 'opening');
    assert.deepEqual([again.end.state, again.doc.version, again.calls.length, ofModel('good@p').length], ['CACHED', 4, 1, 1]);
    assert.deepEqual(texts(again.doc, 'opening'), texts(doc, 'opening'));
  });
  await step('a French letter is worded in French', async () => {
    const { c, letter } = await writer('good@pfr', {}, 'Profil recherché :\n- Python exigé.\n- PostgreSQL exigé.\nVous écrirez des services avec une équipe de développement.');
    const { doc } = await worded(c, letter.id, 'opening');
    assert.deepEqual(texts(doc, 'opening'), texts(letter, 'opening').map((t) => `Voici\u00a0: ${t}`));
  });
  await step('a wrong form is repaired once', async () => {
    const { c, letter } = await writer('wrong_then_good@p');
    const { end, calls: ledger } = await worded(c, letter.id, 'examples');
    assert.equal(end.state, 'USED');
    assert.deepEqual(ledger.map((x) => [x.state, x.tries]), [['SETTLED', 2]]);
    assert.ok(ledger[0].cost <= ledger[0].reserved);
  });
  for (const [model, problem] of [['wrong_schema@p', 'BAD_ANSWER'], ['truncated@p', 'BAD_ANSWER'], ['prose@p', 'BAD_ANSWER'], ['inventing@p', 'UNUSABLE']])
    await step(`${model}: repaired once, then refused, paid, and the paragraph stays`, async () => {
      const { c, letter } = await writer(model);
      const { end, now, doc, calls: ledger } = await worded(c, letter.id, 'examples');
      assert.deepEqual([end.state, end.problem], ['REFUSED', problem]);
      assert.match(now.text, /stays as it is/);
      assert.equal(doc.version, 1);
      assert.deepEqual(ledger.map((x) => [x.state, x.tries, x.errorCode]), [['SETTLED', 2, problem]]);
      await sleep(500);
      assert.equal(ofModel(model).length, 2, 'it is not asked again');
    });
  await step('429, then an answer: one ledger row, billed once', async () => {
    fake.set('busy', { times: 2, after: 0 });
    const { c, letter } = await writer('busy@p');
    const { end, calls: ledger } = await worded(c, letter.id, 'examples');
    assert.equal(end.state, 'USED');
    assert.deepEqual(ledger.map((x) => [x.state, x.tries]), [['SETTLED', 3]]);
    assert.equal(fake.billed.filter((b) => b.model === 'busy@p').length, 1);
  });
  await step('500: the wish says why it waits, and is worded later, billed once', async () => {
    fake.set('down', { times: 4 });           // all the tries of one question
    const { c, letter } = await writer('down@p');
    const { end, calls: ledger } = await worded(c, letter.id, 'examples');
    assert.equal(end.state, 'USED');
    assert.ok(c.stream.list.some((e) => e.type === 'PARAGRAPH_WORDED' && e.state === 'PENDING' && e.problem === 'MODEL_DOWN'));
    assert.deepEqual(ledger.map((x) => x.state).sort(), ['FAILED', 'SETTLED']);
  });
  for (const model of ['dropping@p', 'half@p'])
    await step(`${model}: billed and lost is not asked again, counts as paid, and the wish says so`, async () => {
      const { c, letter } = await writer(model);
      const { end, doc, calls: ledger } = await worded(c, letter.id, 'examples');
      assert.deepEqual([end.state, end.problem, doc.version], ['UNKNOWN', 'LOST', 1]);
      assert.deepEqual(ledger.map((x) => [x.state, x.cost === x.reserved && x.cost > 0]), [['UNKNOWN', true]]);
      await sleep(500);
      assert.equal(fake.billed.filter((b) => b.model === model).length, 1);
    });
  await step('changed meanwhile: the owner\'s words stay, the model\'s are offered for nothing', async () => {
    fake.set('slow', { ms: 80 });
    const { c, letter } = await writer('slow@p');
    const { id } = (await wish(c, letter.id, 'opening')).data.wordParagraph;
    const mine = 'I want to work with you.', other = letter.paragraphs.find((p) => p.id === 'closing').sentences[0].id;
    await c.gql('mutation($d:ID!,$s:ID!,$t:String!){ editSentence(documentId:$d, sentenceId:$s, text:$t){ version } }', { d: letter.id, s: letter.paragraphs.find((p) => p.id === 'opening').sentences[0].id, t: mine });
    assert.equal((await wish(c, letter.id, 'opening')).data.wordParagraph.id, id, 'one that waits is the same wish');
    const end = await c.stream.until((e) => e.type === 'PARAGRAPH_WORDED' && e.wordingId === id && e.state !== 'PENDING', 30_000);
    assert.equal(end.state, 'KEPT');
    const doc = await newest(c, letter.id), [kept] = await wishes(c, letter.id);
    assert.deepEqual([doc.version, texts(doc, 'opening')[0]], [2, mine]);
    assert.match(kept.text, /your words stay/);
    assert.deepEqual(kept.sentences, texts(letter, 'opening').map((t) => `Here: ${t}`));
    const spent = (await c.gql('{ modelSettings { spent } }')).modelSettings.spent;
    const use = (version) => c.send(`mutation($d:ID!,$w:ID!){ useWording(documentId:$d, version:${version}, wordingId:$w){ ${DOC} } }`, { d: letter.id, w: id });
    assert.equal((await use(1)).errors[0].extensions.reason, 'STALE_VERSION');
    const { data: { useWording: used } } = await use(2);
    assert.deepEqual([used.version, used.madeBy, texts(used, 'opening')], [3, 'MODEL', kept.sentences]);
    assert.equal((await use(3)).errors[0].extensions.reason, 'NO_WORDING', 'once');
    assert.deepEqual([(await wishes(c, letter.id))[0].state, (await c.gql('{ modelSettings { spent } }')).modelSettings.spent], ['USED', spent]);
    // A change elsewhere is no conflict.
    const second = (await wish(c, letter.id, 'examples')).data.wordParagraph.id;
    await c.gql('mutation($d:ID!,$s:ID!){ editSentence(documentId:$d, sentenceId:$s, text:"When may we talk?"){ version } }', { d: letter.id, s: other });
    await c.stream.until((e) => e.type === 'PARAGRAPH_WORDED' && e.wordingId === second && e.state === 'USED', 30_000);
    const both = await newest(c, letter.id);
    assert.deepEqual([both.version, texts(both, 'closing')[0]], [5, 'When may we talk?']);
    assert.ok(texts(both, 'examples').every((t) => t.startsWith('Here: ')));
  });
  await step('what cannot be asked for is refused with its reason', async () => {
    const { c, letter } = await writer('good@p3');
    const reason = async (d, p, more) => (await wish(c, d, p, more)).errors[0].extensions.reason;
    assert.equal(await reason(letter.id, 'greeting'), 'NOTHING_TO_WORD');
    assert.equal(await reason(letter.id, 'nowhere'), 'NO_PARAGRAPH');
    assert.equal(await reason(letter.id, 'opening', ', version: 9'), 'STALE_VERSION');
    const quoted = async () => (await c.gql('query($d:ID!){ quoteWording(documentId:$d, paragraphId:"opening"){ usesModel problemCode problem } }', { d: letter.id })).quoteWording;
    for (const [settings, code] of [[{ enabled: false }, 'OFF'], [{ enabled: true, baseUrl: 'https://models.example.org/v1', nothingLeaves: true }, 'NOTHING_LEAVES']]) {
      await c.gql('mutation($i:ModelSettingsInput!){ updateModelSettings(input:$i){ ready } }', { i: settings });
      assert.equal(await reason(letter.id, 'opening'), code);
      assert.deepEqual([(await quoted()).usesModel, (await quoted()).problemCode], [false, code]);
    }
    await c.gql('mutation($i:ModelSettingsInput!){ updateModelSettings(input:$i){ ready } }', { i: own('good@p3', { nothingLeaves: false, monthlyCap: 0.0001 }) });
    assert.deepEqual([(await quoted()).usesModel, (await quoted()).problemCode], [false, 'CAP_USER']);
    const { end, calls: ledger } = await worded(c, letter.id, 'opening');
    assert.deepEqual([end.state, end.problem, ledger.length], ['CAPPED', 'CAP_USER', 0]);
    assert.equal(ofModel('good@p3').length, 0);
  });
  await step('lines of a CV are worded, its titles are not', async () => {
    const { c, a } = await writer('good@p4');
    const { composeDocument: cv } = await c.gql(`mutation($a:ID!){ composeDocument(applicationId:$a, kind:CV){ ${DOC} } }`, { a });
    assert.deepEqual(cv.paragraphs.filter((p) => p.wordable).map((p) => p.id), ['experience[0]']);
    const { doc } = await worded(c, cv.id, 'experience[0]');
    assert.deepEqual(texts(doc, 'experience[0]'), texts(cv, 'experience[0]').map((t) => (/Wrote|Kept/.test(t) ? `Here: ${t}` : t)));
    assert.ok(doc.exportable);
  });
  // The last: it leaves the service resting.
  await step('500 for good: given up after four times, nothing paid', async () => {
    fake.set('down', { times: 1000 });
    const { c, letter } = await writer('down@p2');
    const { end, doc, calls: ledger } = await worded(c, letter.id, 'examples');
    assert.deepEqual([end.state, doc.version], ['GIVEN_UP', 1]);
    assert.deepEqual([ledger.length, ledger.every((x) => x.state === 'FAILED' && x.cost === 0)], [4, true]);
    assert.equal((await c.gql('{ modelSettings { reserved spent } }')).modelSettings.spent, 0);
  });
}

// Every attempt in a posting, and a model that says whatever it is told to.
async function injections() {
  stack = await start('one', { LLM_USER_LOCAL: 'true', LLM_RETRY_FIRST: '10ms' });
  const attempts = readFileSync(path.join(root, 'tests/injections/attempts.jsonl'), 'utf8').trim().split('\n').map((l) => JSON.parse(l));
  assert.ok(attempts.length >= 100, `${attempts.length} attempts`);
  const byId = new Map(attempts.map((a) => [a.id, a]));
  fake.payloads = (prompt) => byId.get(read(prompt).posting.match(/Number (\d{3})/)?.[1])?.wants || [];
  const victim = await person(own('obeying')), control = await person({ enabled: false });
  const plain = (s) => s.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  const rows = [];
  for (const a of attempts) {
    const text = `${posting}\n${a.text}`.slice(0, 9000);
    const both = [];
    for (const c of [victim, control]) both.push(await approve(c, await item(c, text, `Number ${a.id}`)));
    rows.push({ a, both });
  }
  const profile = JSON.stringify(await victim.gql('{ myProfile { fullName skills experience projects education certifications } profileFacts { id } }'));
  let used = 0;
  for (const { a, both: [id, twin] } of rows) {
    await improved(victim, id, 60_000);
    for (let i = 0; i < 300 && !(await application(control, twin)).aiAnalysis; i++) await sleep(50);
    const got = await application(victim, id), want = await application(control, twin);
    await step(`${a.id} ${a.lang} ${a.kind}`, async () => {
      assert.ok(fake.calls.some((x) => x.model === 'obeying' && x.prompt.includes(`Number ${a.id}`)), 'the model was asked');
      assert.deepEqual(analysisKeys(got.aiAnalysis), analysisKeys(want.aiAnalysis));
      assert.equal(got.generatedCoverLetter, want.generatedCoverLetter);
      const said = plain(JSON.stringify([got.aiAnalysis.pros, got.aiAnalysis.cons])), would = plain(JSON.stringify([want.aiAnalysis.pros, want.aiAnalysis.cons]));
      for (const w of a.wants) if (plain(w)) assert.ok(!said.includes(plain(w)) || would.includes(plain(w)), `said: ${w}`);
      if (got.aiAnalysis.model.state === 'USED') used++;
      else assert.deepEqual([got.aiAnalysis.pros, got.aiAnalysis.cons], [want.aiAnalysis.pros, want.aiAnalysis.cons]);
    });
  }
  assert.equal(JSON.stringify(await victim.gql('{ myProfile { fullName skills experience projects education certifications } profileFacts { id } }')), profile, 'the profile changed');
  console.log(`${attempts.length} attempts; ${used} answers had a sentence that could be used`);
  await paragraphInjections(attempts);
}

// The same attempts as an offer's title, employer and text; a model that says what was wanted is asked for paragraphs of the letter. What the
// deterministic letter quotes of the offer stays quoted; nothing else of it may be in the document.
async function paragraphInjections(attempts) {
  const c = await person(own('obeying@p', { enabled: false }));
  const asks = [];
  for (const a of attempts) {
    const { addJobManually: { jobFeedId } } = await c.gql('mutation($i:ManualJobInput!){ addJobManually(input:$i){ jobFeedId } }', { i: { companyName: `Number ${a.id} ${a.wants[0]}`.slice(0, 150), profileWanted: `${a.text}\n${posting}`.slice(0, 9000) } });      // its title is the first line
    asks.push({ a, id: await approve(c, jobFeedId) });
  }
  for (const x of asks) x.letter = await letterOf(c, x.id);
  await c.gql('mutation{ updateModelSettings(input:{enabled:true}){ ready } }');
  const profile = JSON.stringify(await c.gql('{ myProfile { fullName skills experience } profileFacts { id } }'));
  let refused = 0;
  for (const { a, letter } of asks) {
    // One at a time, so that the fake knows what is wanted though the posting does not reach it.
    fake.payloads = () => a.wants;
    const from = fake.calls.length;
    for (const p of ['opening', 'examples', 'closing']) if (letter.paragraphs.some((x) => x.id === p)) {
      const { data } = await wish(c, letter.id, p);
      await c.stream.until((e) => e.type === 'PARAGRAPH_WORDED' && e.wordingId === data.wordParagraph.id && e.state !== 'PENDING', 60_000);
    }
    const after = await newest(c, letter.id);
    await step(`paragraphs ${a.id} ${a.lang} ${a.kind}`, async () => {
      const sent = fake.calls.slice(from).map((x) => x.prompt.slice(0, x.prompt.indexOf('That answer cannot be used') + 1 || undefined));
      assert.ok(sent.length, 'the model was asked');
      for (const prompt of sent) assert.ok(!prompt.includes(`Number ${a.id}`), 'the posting reached the model');
      assert.deepEqual(after.paragraphs, letter.paragraphs, 'the letter changed');
      assert.equal(after.version, 1);
    });
    refused += (await wishes(c, letter.id)).filter((w) => w.state === 'REFUSED').length;
  }
  assert.equal(JSON.stringify(await c.gql('{ myProfile { fullName skills experience } profileFacts { id } }')), profile, 'the profile changed');
  console.log(`${attempts.length} attempts around letters; ${refused} answers refused`);
}

// kill -9 while the model is asked. `once`: the endpoint bills a repeated key once, and the program is told so.
async function crash(once) {
  const model = once ? 'good+once' : 'good';
  stack = await start('one', { LLM_ENDPOINT: fake.url, LLM_MODEL: model, LLM_PRICE_IN: '1', LLM_PRICE_OUT: '2', LLM_MONTHLY_CAP_PER_USER: '1000', LLM_MONTHLY_CAP: '1000', LLM_IDEMPOTENT: String(once), LLM_RETRY_FIRST: '10ms', LLM_TRY_AGAIN: '100ms' });
  fake.set('good', { wait: 120 });
  const c = await person();
  const items = [];
  for (let i = 0; i < 40; i++) items.push(await item(c, posting, `Company ${i}`));
  const ids = [];
  for (const j of items) ids.push(await approve(c, j));
  for (let k = 0; k < 6; k++) {
    const from = fake.billed.length;
    for (let i = 0; i < 500 && fake.billed.length < from + 3; i++) await sleep(10);      // in the middle of some
    const p = stack.processes.jobmate;
    await p.kill('SIGKILL');
    await p.restart();
    c.url = p.match[1];
  }
  const until = Date.now() + 120_000;
  let apps;
  for (;;) {
    apps = (await c.gql('{ myApplications { id aiAnalysis events { kind } } }')).myApplications;
    if (apps.every((a) => a.aiAnalysis?.model && a.aiAnalysis.model.state !== 'PENDING') || Date.now() > until) break;
    await sleep(300);
  }
  const ledger = await calls(c), tally = {};
  await step('one result and at most one paid call for each approval', async () => {
    assert.equal(apps.length, ids.length);
    for (const a of apps) {
      const mine = ledger.filter((x) => x.applicationId === a.id && x.state !== 'FAILED');
      assert.ok(mine.length <= 1, `two calls for ${a.id}: ${JSON.stringify(mine)}`);
      const billed = fake.billed.filter((b) => mine.some((m) => b.key === m.id));
      assert.ok(billed.length <= 1, `billed ${billed.length} times`);
      tally[a.aiAnalysis.model.state] = (tally[a.aiAnalysis.model.state] || 0) + 1;
      const kinds = a.events.map((e) => e.kind);
      assert.deepEqual(kinds.slice(0, 2), ['CREATED', 'ANALYSED']);
      assert.equal(kinds.length, a.aiAnalysis.model.state === 'UNKNOWN' ? 2 : 3, kinds.join());
      assert.ok(once ? ['USED'].includes(a.aiAnalysis.model.state) && billed.length === 1 : ['USED', 'UNKNOWN'].includes(a.aiAnalysis.model.state), JSON.stringify(a.aiAnalysis.model));
    }
    assert.equal(new Set(fake.billed.map((b) => b.key)).size, fake.billed.length, 'a key was billed twice');
    assert.ok(fake.billed.length <= ids.length, `${fake.billed.length} bills for ${ids.length} approvals`);
    assert.equal((await c.gql('{ modelSettings { reserved } }')).modelSettings.reserved, 0, 'everything set aside was settled');
  });
  console.log(`${ids.length} approvals, 6 kills, ${fake.billed.length} bills: ${JSON.stringify(tally)}`);
  await paragraphCrash(once, c, ids.slice(0, 15));
}

// The same while paragraphs are worded: one paid call and one version for each wish.
async function paragraphCrash(once, c, ids) {
  fake.set('good', { wait: 1500 });
  const asked = [], before = fake.billed.length;
  for (const id of ids) {
    const letter = await letterOf(c, id);
    // Their own words, so that no answer is known already.
    const s = letter.paragraphs.find((p) => p.id === 'examples').sentences[0];
    const { editSentence: edited } = await c.gql(`mutation($d:ID!,$s:ID!,$t:String!){ editSentence(documentId:$d, sentenceId:$s, text:$t){ ${DOC} } }`, { d: letter.id, s: s.id, t: `${s.text}${' with Python'.repeat(1 + asked.length)}` });
    asked.push({ letter: edited, id: (await wish(c, letter.id, 'examples')).data.wordParagraph.id });
  }
  for (let k = 0; k < 4; k++) {
    const from = fake.billed.length;
    for (let i = 0; i < 500 && fake.billed.length < from + 2; i++) await sleep(10);
    const p = stack.processes.jobmate;
    await p.kill('SIGKILL');
    await p.restart();
    c.url = p.match[1];
  }
  for (const until = Date.now() + 120_000; Date.now() < until; await sleep(300)) {
    const open = await Promise.all(asked.map(async (x) => (await wishes(c, x.letter.id))[0].state === 'PENDING'));
    if (!open.some(Boolean)) break;
  }
  const ledger = (await calls(c)).filter((x) => x.purpose === 'PARAGRAPH'), tally = {};
  await step('one paid call and one version for each paragraph', async () => {
    for (const x of asked) {
      const [w] = await wishes(c, x.letter.id), doc = await newest(c, x.letter.id);
      tally[w.state] = (tally[w.state] || 0) + 1;
      assert.ok(once ? w.state === 'USED' : ['USED', 'UNKNOWN'].includes(w.state), JSON.stringify(w));
      assert.equal(doc.version, x.letter.version + (w.state === 'USED' ? 1 : 0));
      assert.equal(texts(doc, 'examples').every((t) => t.startsWith('Here: ')), w.state === 'USED');
    }
    const paid = ledger.filter((x) => x.state !== 'FAILED');
    assert.equal(paid.length, asked.length);
    assert.equal(new Set(fake.billed.map((b) => b.key)).size, fake.billed.length, 'a key was billed twice');
    assert.ok(fake.billed.length - before <= asked.length, `${fake.billed.length - before} bills for ${asked.length} wishes`);
    assert.equal((await c.gql('{ modelSettings { reserved } }')).modelSettings.reserved, 0, 'everything set aside was settled');
  });
  console.log(`${asked.length} paragraphs, 4 kills, ${fake.billed.length - before} bills: ${JSON.stringify(tally)}`);
}

// Many queued analyses: they drain, the gateway answers all the while, the worker stays small.
async function flood(n) {
  stack = await start('many', { LLM_ENDPOINT: fake.url, LLM_MODEL: 'good' });
  const c = await person({ enabled: false }), m = await person();
  const withModel = Math.min(100, n / 10);
  // As the program's own workers: the login itself sees no rows.
  const sql = (text) => new Promise((resolve, reject) => {
    const p = spawn('psql', ['-v', 'ON_ERROR_STOP=1', '-q', '-t', '-A', stack.env.DATABASE_URL], { env: { PATH: process.env.PATH } });
    let out = '', err = '';
    p.stdout.on('data', (d) => { out += d; });
    p.stderr.on('data', (d) => { err += d; });
    p.on('exit', (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(err))));
    p.stdin.end(`SET ROLE jobmate_worker;\n${text};`);
  });
  const queue = (user, many) => sql(`WITH item AS (INSERT INTO job_feed (id, user_id, status, is_manual, title, company_name, description, created_at, updated_at)
      SELECT gen_random_uuid(), '${user}', 'APPROVED', true, 'Python developer ' || n, 'Company ' || n, $q$${posting}$q$, now(), now() FROM generate_series(1, ${many}) n RETURNING id),
    app AS (INSERT INTO applications (id, user_id, job_feed_id, created_at, updated_at) SELECT gen_random_uuid(), '${user}', id, now(), now() FROM item RETURNING id)
    INSERT INTO commands (id, kind, key, user_id, payload, run_at, created_at)
    SELECT gen_random_uuid(), 'CMD_ANALYZE_JOB', id::text, '${user}', json_build_object('applicationId', id, 'userId', '${user}')::jsonb, now(), now() FROM app`);
  const ask = async (times, i) => {
    const t = performance.now();
    await c.at(stack.urls[i % 2]).gql('{ jobFeed(first: 5) { id } me { id } }');
    times.push(performance.now() - t);
    await sleep(10);
  };
  const quantiles = (times) => { const s = [...times].sort((a, b) => a - b); return [0.5, 0.95, 0.99].map((q) => s[Math.min(s.length - 1, Math.floor(q * s.length))]); };
  const idle = [], busy = [];
  for (let i = 0; i < 300; i++) await ask(i < 50 ? [] : idle, i);
  await queue(c.user.id, n - withModel);
  await queue(m.user.id, withModel);
  const started = Date.now();
  let left = n;
  const open = () => sql("SELECT count(*) FROM commands WHERE state IN ('QUEUED','RUNNING') AND kind IN ('CMD_ANALYZE_JOB','CMD_IMPROVE_ANALYSIS')").then(Number);
  while (left > 0 && Date.now() - started < 900_000) {
    for (let i = 0; i < 20; i++) await ask(busy, i);
    left = await open();
  }
  const took = (Date.now() - started) / 1000;
  await step('all drained, all analysed, the worker stayed small', async () => {
    assert.equal(left, 0);
    assert.equal(await sql("SELECT count(*) FROM applications WHERE ai_analysis IS NULL"), '0');
    assert.equal(await sql("SELECT count(*) FROM commands WHERE state = 'DEAD'"), '0');
    assert.equal(fake.billed.length <= withModel, true);
    const peak = Number(readFileSync(`/proc/${stack.processes.coach.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)[1]) / 1024;
    console.log(`${n} analyses in ${took.toFixed(1)} s (${Math.round(n / took)}/s), ${withModel} with a model; worker's peak ${Math.round(peak)} MB`);
    const [a, b] = [quantiles(idle), quantiles(busy)];
    console.log(`${busy.length} questions to the gateway meanwhile, p50 p95 p99: ${b.map((x) => x.toFixed(1)).join(' ')} ms; before: ${a.map((x) => x.toFixed(1)).join(' ')} ms; ratio ${b.map((x, i) => (x / a[i]).toFixed(2)).join(' ')}`);
    assert.ok(peak <= 300, `${peak} MB`);
  });
}

try {
  if (what === 'behaviours') await behaviours();
  else if (what === 'paragraphs') await paragraphs();
  else if (what === 'injections') await injections();
  else if (what === 'crash') await crash(false);
  else if (what === 'crash_once') await crash(true);
  else if (what === 'flood') await flood(Number(count || 1000));
  else throw new Error(`no such case: ${what}`);
} catch (e) {
  failed++;
  console.log(`FAIL ${e.stack}`);
} finally {
  if (failed && stack && process.env.SHOW_LOG) console.log(stack.log(Object.keys(stack.processes)[0]).slice(-4000));
  await stack?.stop();
  await fake.stop();
}
process.exit(failed ? 1 : 0);
