// Language models against the real program and a scripted endpoint (tests/fakes/model_server.mjs).
//   node run.mjs behaviours | injections | crash | crash_once | flood [n]      (flood 10000: minutes, by hand)
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
