// When a store is away. Redis stopped: everything goes on, only slower. PostgreSQL restarted: requests fail clearly, then
// recover without a restart of ours. And two gateways: what is raised on one reaches the clients of the other.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { start, run, sleep } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';

const seconds = Number(process.argv[2] || 60);       // how long Redis is away
const stack = await start('many');
let failed = false;
try {
  const id = Date.now().toString(36);
  const user = await new Client(stack.urls[0]).register();
  const [first, second] = stack.urls.map((u) => user.at(u));
  const onFirst = await first.events(), onSecond = await second.events();
  await user.gql('mutation($t:[String!]!){ createSearchConfig(input:{jobTitles:$t, locations:[]}){ id } }', { t: [`Weaver ${id}`] });
  const jobs = Array.from({ length: 60 }, (_, i) => ({ id: Math.floor(Math.random() * 1e12), title: `Weaver ${id}`, absolute_url: `https://boards.example.org/w/${id}/${i}`, company_name: `Loom ${i}`, location: { name: 'Lyon' }, updated_at: '2026-11-01T10:00:00Z', content: `Weave ${i}.` }));
  const r = await run(['ingest', 'greenhouse', '-'], stack.env, JSON.stringify({ jobs, meta: { total: 60 } }));
  assert.equal(r.code, 0, r.stderr);
  const items = (await user.gql('{ jobFeed(first: 100) { id } }')).jobFeed.map((j) => j.id);
  assert.equal(items.length, 60);
  const approve = async (client, item) => (await client.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: item })).approveJob.id;
  const heard = async (application) => {
    const t = Date.now();
    for (const s of [onFirst, onSecond]) await s.until((e) => e.type === 'ANALYSIS_DONE' && e.applicationId === application, 20_000);
    return Date.now() - t;
  };

  // Raised on one, heard on both.
  let app = await approve(first, items.pop());
  console.log(`with Redis: analysis announced on both gateways after ${await heard(app)} ms`);

  // Redis away.
  await stack.processes.redis.kill('SIGKILL');
  const until = Date.now() + seconds * 1000;
  let slowest = 0, n = 0;
  while (Date.now() < until) {
    const t = Date.now();
    app = await approve(n % 2 ? first : second, items.pop());
    const answered = Date.now() - t;
    assert.ok(answered < 15_000, `approveJob took ${answered} ms without Redis: it waits for it`);
    slowest = Math.max(slowest, await heard(app));
    n++;
    await sleep(seconds * 1000 / 40);
  }
  console.log(`without Redis for ${seconds} s: ${n} approvals, every analysis announced on both gateways, the slowest after ${slowest} ms`);
  await stack.processes.redis.restart();
  await sleep(500);
  app = await approve(first, items.pop());
  console.log(`Redis back: announced after ${await heard(app)} ms`);

  // PostgreSQL restarted, twice: once shut down in order, once killed.
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    const pids = Object.fromEntries(Object.entries(stack.processes).filter(([k]) => !['postgresql', 'redis'].includes(k)).map(([k, c]) => [k, c.pid]));
    const server = Number(readFileSync(path.join(stack.env.JOBMATE_DATA, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]);
    await stack.processes.postgresql.kill(signal);
    // Killed without a word, our process leaves a server behind that the kernel tells to stop: it still answers while it does.
    for (const t = Date.now(); existsSync(`/proc/${server}`); await sleep(20)) {
      const meanwhile = await first.send('{ me { id } }');
      if (meanwhile.errors) assert.equal(meanwhile.errors[0].extensions.code, 'SERVICE_UNAVAILABLE', JSON.stringify(meanwhile.errors));
      assert.ok(Date.now() - t < 30_000, 'PostgreSQL outlives its owner');
    }
    const down = await first.send('{ me { id } }');
    assert.ok(down.errors, 'a request without a database succeeded');
    assert.equal(down.errors[0].extensions.code, 'SERVICE_UNAVAILABLE', JSON.stringify(down.errors));
    assert.ok(!/SELECT|pg_|libpq|socket/i.test(down.errors[0].message), `internal words: ${down.errors[0].message}`);
    const ready = await fetch(`${stack.urls[0]}/ready`);
    assert.equal(ready.status, 503);
    assert.equal((await fetch(`${stack.urls[0]}/health`)).status, 200);
    await stack.processes.postgresql.restart();
    const t = Date.now();
    for (;;) {
      const again = await first.send('{ me { id } }');
      if (!again.errors) break;
      assert.ok(Date.now() - t < 15_000, `still failing: ${JSON.stringify(again.errors)}`);
      await sleep(50);
    }
    const back = Date.now() - t;
    // The other processes come back each in its own time, by themselves.
    for (const item = items.pop(); ;) {
      try { app = await approve(second, item); break; } catch (e) {
        assert.equal(e.errors?.[0].extensions.code, 'SERVICE_UNAVAILABLE', e.message);
        assert.ok(Date.now() - t < 15_000, 'the second gateway still has no database');
        await sleep(50);
      }
    }
    await heard(app);
    for (const [k, pid] of Object.entries(pids)) assert.equal(stack.processes[k].pid, pid, `${k} was restarted`);
    for (const [k, c] of Object.entries(stack.processes)) assert.ok(!c.exit, `${k} has ended`);
    console.log(`PostgreSQL ${signal}: "${down.errors[0].message}", answers again ${back} ms after its start`);
  }
  for (const s of [onFirst, onSecond]) {
    const ids = s.list.filter((e) => e.id !== undefined).map((e) => Number(e.id));
    for (let i = 1; i < ids.length; i++) assert.equal(ids[i], ids[i - 1] + 1, 'a gap in the stream');
    s.close();
  }
  console.log('ok');
} catch (e) {
  failed = true;
  console.log(`FAIL ${e.stack}`);
} finally {
  await stack.stop();
}
process.exit(failed ? 1 : 0);
