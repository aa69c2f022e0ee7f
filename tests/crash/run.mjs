// Nothing acknowledged is lost, nothing happens twice: kill -9 of any process at random moments while approvals flow.
//   node run.mjs many 200 [seed]     separate processes, PostgreSQL and Redis among the victims
//   node run.mjs one 20 [seed]       the whole program at once, its PostgreSQL included
// Afterwards every acknowledged approval has exactly one application, one analysis and one event chain, and every client that
// reconnected with Last-Event-ID has seen every event once and in order.
import assert from 'node:assert/strict';
import { start, run, sleep } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';
import { randomNumbers } from '../lib/random.mjs';

const [topology = 'many', killsText = '200', seedText = String(Date.now() % 1e6)] = process.argv.slice(2);
const kills = Number(killsText);
const random = randomNumbers(Number(seedText));
console.log(`topology ${topology}, ${kills} kills, seed ${seedText}`);

const stack = await start(topology);
const users = [];
let done = false;

// Tries until the answer is a success or a decision (a GraphQL error that is not about availability).
async function insist(client, query, variables) {
  for (let i = 0; ; i++) {
    try {
      const r = await client.at(stack.urls[i % stack.urls.length]).send(query, variables, { signal: AbortSignal.timeout(8000) });
      if (!r.errors) return r.data;
      const code = r.errors[0].extensions?.code;
      if (!['SERVICE_UNAVAILABLE', 'TIMEOUT', 'RATE_LIMITED', 'INTERNAL_SERVER_ERROR', 'CONFLICT'].includes(code)) throw Object.assign(new Error(JSON.stringify(r.errors)), { final: true });
      if (code === 'INTERNAL_SERVER_ERROR') console.log(`  note: ${JSON.stringify(r.errors[0])}`);
    } catch (e) {
      if (e.final) throw e;
    }
    if (i > 600) throw new Error('no answer in 600 attempts');
    await sleep(50);
  }
}

// One event stream per user that always comes back where it left off.
async function listen(user) {
  user.seen = [];
  let turn = 0, last;
  while (!done || user.draining) {
    try {
      const s = await user.client.at(stack.urls[turn++ % stack.urls.length]).events({ lastEventId: last ?? '0' });
      user.stream = s;
      await s.done;
      for (const e of s.list) if (e.id !== undefined) { user.seen.push(e); last = e.id; }
    } catch { /* the gateway is down */ }
    await sleep(30);
  }
}

try {
  const run_id = Date.now().toString(36);
  const perUser = 150, userCount = 3;
  for (let u = 0; u < userCount; u++) {
    const client = await new Client(stack.url).register();
    await client.gql('mutation($t:[String!]!){ createSearchConfig(input:{jobTitles:$t, locations:[]}){ id } }', { t: [`Cooper ${run_id} u${u}`] });
    const payload = { jobs: Array.from({ length: perUser }, (_, i) => ({ id: u * 100000 + i, title: `Cooper ${run_id} u${u}`, absolute_url: `https://boards.example.org/x/${run_id}/${u}/${i}`, company_name: `Barrel ${i}`, location: { name: 'Lyon, France' }, updated_at: '2026-11-01T10:00:00Z', content: `Barrels, number ${i}. Two years of experience with wood.` })), meta: { total: perUser } };
    const r = await run(['ingest', 'greenhouse', '-'], stack.env, JSON.stringify(payload));
    assert.equal(r.code, 0, r.stdout + r.stderr);
    const feed = await client.gql('{ jobFeed(status: PENDING, first: 500) { id } }');
    assert.equal(feed.jobFeed.length, perUser);
    const user = { client, items: feed.jobFeed.map((j) => j.id), acked: new Map() };
    users.push(user);
    user.draining = true;
    user.listening = listen(user);
  }

  const approving = users.map(async (user) => {
    for (let round = 0; !done; round++) {
      const item = user.items[Math.floor(random() * user.items.length)];     // again and again: approving twice is the same
      const { approveJob } = await insist(user.client, 'mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: item });
      const before = user.acked.get(item);
      assert.ok(before === undefined || before === approveJob.id, `item ${item} got two applications: ${before} and ${approveJob.id}`);
      user.acked.set(item, approveJob.id);
      await sleep(5);
    }
  });
  const failure = Promise.race(approving.map((p) => p.then(() => new Promise(() => {}))));

  const started = Date.now(), tally = {};
  await Promise.race([failure, (async () => {
    for (let k = 0; k < kills; k++) {
      await sleep(20 + random() * (topology === 'one' ? 900 : 180));
      const names = Object.keys(stack.processes), name = names[Math.floor(random() * names.length)];
      tally[name] = (tally[name] || 0) + 1;
      await stack.processes[name].kill('SIGKILL');
      await sleep(random() * 60);
      await stack.processes[name].restart();
    }
  })()]);
  console.log(`  ${kills} kills in ${((Date.now() - started) / 1000).toFixed(1)} s: ${JSON.stringify(tally)}`);
  done = true;
  await Promise.all(approving);

  const acknowledged = users.reduce((n, u) => n + u.acked.size, 0);
  console.log(`  ${acknowledged} distinct approvals acknowledged`);
  assert.ok(acknowledged > 50, 'too few approvals to prove anything');

  for (const user of users) {
    const until = Date.now() + 90_000;
    let apps;
    for (;;) {
      apps = (await insist(user.client, '{ myApplications { id jobFeedId aiAnalysis events { seq kind } } }')).myApplications;
      if (apps.every((a) => a.aiAnalysis) || Date.now() > until) break;
      await sleep(300);
    }
    const byItem = new Map();
    for (const a of apps) { assert.ok(!byItem.has(a.jobFeedId), `two applications for item ${a.jobFeedId}`); byItem.set(a.jobFeedId, a); }
    for (const [item, id] of user.acked) {
      const a = byItem.get(item);
      assert.ok(a, `the acknowledged approval of ${item} has no application`);
      assert.equal(a.id, id);
      assert.ok(a.aiAnalysis, `application ${id} was never analysed`);
      assert.deepEqual(a.events.map((e) => e.kind), ['CREATED', 'ANALYSED'], `event chain of ${id}`);
    }
    // The stream: let it catch up, then every number once, in order, and one ANALYSIS_DONE per application.
    await sleep(1500);
    user.draining = false;
    user.stream?.close();
    await user.listening;
    const ids = user.seen.map((e) => Number(e.id));
    for (let i = 1; i < ids.length; i++) assert.equal(ids[i], ids[i - 1] + 1, `event ${ids[i - 1]} was followed by ${ids[i]}`);
    assert.equal(ids[0], 1);
    const analysed = user.seen.filter((e) => e.type === 'ANALYSIS_DONE').map((e) => e.applicationId);
    assert.equal(new Set(analysed).size, analysed.length, 'an analysis was announced twice');
    for (const a of apps) assert.ok(analysed.includes(a.id), `the analysis of ${a.id} was not announced`);
  }
  const audit = await run(['audit'], stack.env);
  assert.equal(audit.code, 0, audit.stdout + audit.stderr);
  console.log(`  ${audit.stdout.trim()}`);
  console.log('ok');
} catch (e) {
  console.log(`FAIL ${e.stack}`);
  process.exitCode = 1;
} finally {
  done = true;
  for (const u of users) { u.draining = false; u.stream?.close(); }
  await stack.stop();
  setTimeout(() => process.exit(), 500).unref();
}
