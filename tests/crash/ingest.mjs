// kill -9 of ingests at random moments, several at once: no offer is lost, none is two cards, none is in an inbox twice.
//   node ingest.mjs 12 [seed]
// Every job is on two boards, with another text around it. What there must be in the end is known beforehand: one item a job,
// with both sightings.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { start, run, program, root, sleep } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';
import { randomNumbers } from '../lib/random.mjs';

const [killsText = '12', seedText = String(Date.now() % 1e6)] = process.argv.slice(2);
const random = randomNumbers(Number(seedText));
const jobs = 1200;
console.log(`${killsText} kills, seed ${seedText}`);

const words = Array.from({ length: 4000 }, () => Array.from({ length: 5 + Math.floor(random() * 4) }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join(''));
const texts = Array.from({ length: jobs }, () => Array.from({ length: 120 }, (_, i) => words[Math.floor(random() * words.length)] + (i % 11 === 10 ? '.' : '')).join(' '));
const towns = ['Lyon', 'Nantes', 'Brest', 'Lille', 'Dijon'];

const stack = await start('one');
try {
  const id = Date.now().toString(36);
  const title = (i) => `Bellfounder ${id} ${words[i]} ${words[i + 1300]}`;
  const payloads = {
    greenhouse: JSON.stringify({ jobs: texts.map((t, i) => ({ id: i + 1, title: title(i), absolute_url: `https://boards.example.org/${id}/${i}`, company_name: `Fonderie ${i % 40}`, location: { name: towns[i % 5] }, updated_at: '2026-11-01T10:00:00Z', content: t })), meta: { total: jobs } }),
    arbeitnow: JSON.stringify({ data: texts.map((t, i) => ({ slug: `s${i}`, company_name: `Fonderie ${i % 40} SAS`, title: `${title(i)} (m/f/d)`, description: `<p>${t.slice(0, 500)}</p><p>See this and other jobs with us.</p>`, remote: false, url: `https://jobs.example.org/${id}/${i}`, tags: [], job_types: [], location: towns[i % 5], created_at: 1793527200 })), links: {}, meta: {} }),
  };
  const user = await new Client(stack.url).register();
  await user.gql('mutation($t:[String!]!){ createSearchConfig(input:{jobTitles:$t, locations:[]}){ id } }', { t: [`Bellfounder ${id}`] });
  // How long an ingest takes depends on the machine and on what is stored already: one that ended before its kill makes the next
  // kill come sooner.
  let killed = 0, latest = 760;
  const killedIngest = async (board) => {
    const child = spawn(program, ['ingest', board, '-'], { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...stack.env }, stdio: ['pipe', 'ignore', 'ignore'], cwd: root });
    child.stdin.on('error', () => {});
    child.stdin.end(payloads[board]);
    const ended = new Promise((r) => child.on('exit', (code, signal) => r(signal)));
    await sleep(latest * (0.08 + 0.92 * random()));
    child.kill('SIGKILL');
    if ((await ended) === 'SIGKILL') killed++;
    else latest = Math.max(30, latest * 0.7);
  };
  const kills = Number(killsText);
  for (let tries = 0; killed < kills && tries < kills * 4; tries++) await Promise.all([killedIngest('greenhouse'), killedIngest('arbeitnow')]);
  for (const board of ['greenhouse', 'arbeitnow', 'greenhouse']) {
    const r = await run(['ingest', board, '-'], stack.env, payloads[board]);
    assert.equal(r.code, 0, r.stdout + r.stderr);
  }
  const seen = new Map();
  let after = null, total;
  do {
    const { jobFeedConnection: page } = await user.gql('query($a:String){ jobFeedConnection(status: PENDING, first: 100, after: $a){ totalCount pageInfo { hasNextPage endCursor } nodes { id title sightings { source sourceId } } } }', { a: after });
    total = page.totalCount;
    for (const n of page.nodes) seen.set(n.id, n.sightings.map((s) => `${s.source} ${s.sourceId}`));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  assert.equal(total, jobs, 'one item a job');
  const got = [...seen.values()].map((s) => s.join(', ')).sort();
  const want = texts.map((_, i) => `arbeitnow s${i}, greenhouse ${i + 1}`).sort();
  assert.deepEqual(got, want);
  assert.ok(killed >= kills, `only ${killed} ingests were killed in time`);
  console.log(`ok: ${killed} ingests killed, ${total} items, each with both sightings`);
} finally {
  await stack.stop();
}
