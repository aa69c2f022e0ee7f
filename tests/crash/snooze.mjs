// What was put off comes back once, whatever is killed: the whole program dies by kill -9 around the moment at which offers are due, again
// and again; afterwards every offer is in the inbox, and each was named by exactly one event.
//   node snooze.mjs [kills]
import assert from 'node:assert/strict';
import { start, run, sleep } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';

const kills = Number(process.argv[2] ?? 6), offers = 24;
const stack = await start('one');
try {
  const id = Date.now().toString(36), program = stack.processes.jobmate;
  const client = await new Client(stack.url).register();
  await client.gql('mutation($t:[String!]!){ createSearchConfig(input:{jobTitles:$t, locations:[]}){ id } }', { t: [`Saddler ${id}`] });
  const jobs = Array.from({ length: offers }, (_, i) => ({ id: 8100 + i, title: `Saddler ${id}`, absolute_url: `https://boards.example.org/saddle/${id}/${i}`, company_name: `Leather ${i}`, location: { name: 'Lyon, France' }, updated_at: '2026-11-01T10:00:00Z', content: `Saddles, workshop number ${i}.` }));
  assert.equal((await run(['ingest', 'greenhouse', '-'], stack.env, JSON.stringify({ jobs, meta: { total: offers } }))).code, 0);
  const insist = async (f) => { for (let i = 0; ; i++) try { return await f(); } catch (e) { if (e.errors || i > 300) throw e; await sleep(100); } };
  const { jobFeed } = await client.gql('{ jobFeed(status: PENDING, first: 100) { id } }');
  assert.equal(jobFeed.length, offers);
  const ids = jobFeed.map((j) => j.id);

  const group = offers / kills;
  for (let k = 0; k < kills; k++) {
    const until = new Date(Date.now() + 1500).toISOString();
    for (const j of ids.slice(k * group, (k + 1) * group)) await insist(() => client.gql('mutation($j:ID!,$u:String!,$m:String!){ snoozeJob(jobFeedId:$j, until:$u, mutationId:$m){ id } }', { j, u: until, m: `${k}-${j}` }));
    // From well before the moment to just after it.
    await sleep(Math.max(0, Date.parse(until) - Date.now() - 400 + k * (500 / kills)));
    await program.kill('SIGKILL');
    await sleep(k % 2 ? 50 : 700);
    await program.restart();
  }
  const back = async () => (await insist(() => client.gql('{ jobFeedConnection { totalCount } snoozedJobs { totalCount } }')));
  for (let i = 0; (await back()).jobFeedConnection.totalCount < offers; i++) { assert.ok(i < 600, 'not all are back'); await sleep(100); }
  const stream = await client.events({ lastEventId: '0' });
  const named = () => stream.list.filter((e) => e.type === 'JOBS_RETURNED').flatMap((e) => e.jobFeedIds);
  for (let i = 0; named().length < offers; i++) { assert.ok(i < 600, `only ${named().length} of ${offers} were announced`); await sleep(100); }
  await sleep(1500);
  assert.deepEqual(named().sort(), [...ids].sort());
  stream.close();
  console.log(`ok: ${offers} offers put off in ${kills} groups, ${kills} kills, each back and announced once`);
} catch (e) {
  console.log(`FAIL ${e.stack}`);
  process.exitCode = 1;
} finally {
  await stack.stop();
  setTimeout(() => process.exit(), 500).unref();
}
