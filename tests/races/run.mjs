// The same thing asked for many times at once, by many tabs or an impatient finger.   node run.mjs one|many
import assert from 'node:assert/strict';
import { start, run } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';

const stack = await start(process.argv[2] || 'one');
let failed = false;
try {
  const id = Date.now().toString(36);
  const user = await new Client(stack.url).register();
  await user.gql('mutation($t:[String!]!){ createSearchConfig(input:{jobTitles:$t, locations:[]}){ id } }', { t: [`Saddler ${id}`] });
  const jobs = Array.from({ length: 60 }, (_, i) => ({ id: Math.floor(Math.random() * 1e12), title: `Saddler ${id}`, absolute_url: `https://boards.example.org/r/${id}/${i}`, company_name: `Leather ${i}`, location: { name: 'Lyon' }, updated_at: '2026-11-01T10:00:00Z', content: `Sew ${i}.` }));
  const r = await run(['ingest', 'greenhouse', '-'], stack.env, JSON.stringify({ jobs, meta: { total: 60 } }));
  assert.equal(r.code, 0, r.stderr);
  const items = (await user.gql('{ jobFeed(first: 100) { id } }')).jobFeed.map((j) => j.id);
  const at = (i) => user.at(stack.urls[i % stack.urls.length]);
  const approve = (i, item) => at(i).gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: item }).then((d) => d.approveJob.id);
  const create = (i, item) => at(i).gql('mutation($j:ID!){ createApplication(jobFeedId:$j){ id } }', { j: item }).then((d) => d.createApplication.id);

  const twenty = await Promise.all(Array.from({ length: 20 }, (_, i) => approve(i, items[0])));
  assert.equal(new Set(twenty).size, 1, `20 approvals at once made ${new Set(twenty).size} applications`);

  for (const item of items.slice(1, 41)) {
    const ids = await Promise.all([approve(0, item), create(1, item), approve(1, item), create(0, item)]);
    assert.equal(new Set(ids).size, 1, `approve and create at once made ${JSON.stringify(ids)}`);
  }

  // Two moves of one card at once: never both from the same state twice in the log.
  for (const item of items.slice(41, 60)) {
    const app = await approve(0, item);
    const move = (i, to) => at(i).send('mutation($a:ID!,$s:ApplicationStatus!){ moveCard(applicationId:$a, newStatus:$s){ currentStatus } }', { a: app, s: to });
    const answers = await Promise.all([move(0, 'APPLIED'), move(1, 'REJECTED'), move(0, 'APPLIED')]);
    for (const a of answers) if (a.errors) assert.equal(a.errors[0].extensions.code, 'BAD_USER_INPUT', JSON.stringify(a.errors));
    const { application } = await user.gql('query($a:ID!){ application(id:$a){ currentStatus historyLog } }', { a: app });
    let state = 'TO_APPLY';
    for (const h of application.historyLog) { assert.equal(h.from, state, JSON.stringify(application)); state = h.to; }
    assert.equal(state, application.currentStatus);
  }
  const apps = (await user.gql('{ myApplications { jobFeedId } }')).myApplications;
  assert.equal(apps.length, 60);
  assert.equal(new Set(apps.map((a) => a.jobFeedId)).size, 60);
  const audit = await run(['audit'], stack.env);
  assert.equal(audit.code, 0, audit.stdout + audit.stderr);
  console.log(`ok: ${audit.stdout.trim()}`);
} catch (e) {
  failed = true;
  console.log(`FAIL ${e.stack}`);
} finally {
  await stack.stop();
}
process.exit(failed ? 1 : 0);
