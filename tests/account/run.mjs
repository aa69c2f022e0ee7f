// What an account owns: counted, taken along whole, and gone for good, also when the server is killed meanwhile.
//   node run.mjs one|many
import assert from 'node:assert/strict';
import { readdirSync, existsSync } from 'node:fs';
import path from 'node:path';
import { start, run } from '../lib/stack.mjs';
import { Client, uniqueEmail } from '../lib/client.mjs';

const password = 'correct horse battery';
const stack = await start(process.argv[2] || 'one');
const gateway = Object.keys(stack.processes).find((n) => /^(jobmate|gateway)$/.test(n));
let failed = 0;
const test = async (name, f) => { try { await f(); console.log(`ok ${name}`); } catch (e) { failed++; console.log(`FAIL ${name}: ${e.stack}`); } };
const eventually = async (f, what, ms = 30_000, pause = 50) => { const until = Date.now() + ms; for (;;) { if (await f()) return; if (Date.now() > until) throw new Error(`not within ${ms} ms: ${what}`); await new Promise((r) => setTimeout(r, pause)); } };
const reason = (r) => r.errors?.[0]?.extensions?.reason ?? null;
const tag = Date.now().toString(36);
const cvText = `Ada Owner\nada@example.org\n\nSkills\nPython, SQL, Weaving ${tag}\n`;
const job = (i, more = {}) => ({ id: 31_000 + i, title: `Weaver ${tag}`, absolute_url: `https://boards.example.org/${tag}/${i}`, company_name: `Loom ${i}`, location: { name: 'Lyon' }, updated_at: '2026-11-01T10:00:00Z', content: `Weave, variety ${i}. You know Python and SQL. Pay: €${40 + i * 2},000 - €${44 + i * 2},000 a year.`, ...more });
const ingest = async (board, jobs) => { const r = await run(['ingest', board, '-'], stack.env, JSON.stringify({ jobs, meta: { total: jobs.length } })); assert.equal(r.code, 0, r.stderr); };
const move = (c, a, ...to) => to.reduce((p, s) => p.then(() => c.gql('mutation($a:ID!,$s:ApplicationStatus!){ moveCard(applicationId:$a,newStatus:$s){ id } }', { a, s })), Promise.resolve());
const insights = (c) => c.gql('{ insights { funnel { stage count } sources { source applied answered interviews } answerTime { answered medianDays fastestDays waiting longestWaitDays days { from to count } } market { offers withPay currency payLow payMiddle payHigh pay { from to count } withSkills skills { id label(language: FR) offers required } } } }').then((r) => r.insights);
const exported = async (c, headers = { authorization: `Bearer ${c.token}` }) => fetch(`${stack.url}/export`, { headers });

// An account with something of everything.
async function owner() {
  const c = await new Client(stack.url).register(uniqueEmail('owner'), password);
  await c.gql('mutation($t:[String!]!){ createSearchConfig(input:{jobTitles:$t, locations:[], redFlags:["night shift"]}){ id } }', { t: [`Weaver ${tag}`] });
  await eventually(async () => (await c.gql('{ jobFeedConnection { totalCount } }')).jobFeedConnection.totalCount >= 6, 'offers');
  const { data } = await c.uploadCV(cvText, 'ada.txt', 'text/plain');
  await eventually(async () => (await c.gql('{ cvReview { id } }')).cvReview.length > 0, 'the CV');
  await c.gql('mutation{ addJobManually(input:{companyName:"By hand"}){ jobFeedId } }');
  await c.gql('mutation{ registerPushToken(token:"ExponentPushToken[owner]") }');
  return Object.assign(c, { cvUrl: data.uploadCV.cvUrl });
}

await ingest('greenhouse', [...Array.from({ length: 6 }, (_, i) => job(i)), job(9, { content: 'Weave on the night shift.' })]);
const objects = (user) => ['cv', 'documents', 'exports'].flatMap((kind) => { const dir = path.join(stack.env.JOBMATE_DATA, 'objects', kind, user); return existsSync(dir) ? readdirSync(dir, { recursive: true }) : []; });

try {
  const a = await owner(), b = await new Client(stack.url).register();
  const { jobFeedConnection: { nodes } } = await a.gql('{ jobFeedConnection(first: 20) { nodes { id source } } }');
  const ids = nodes.filter((n) => n.source === 'greenhouse').map((n) => n.id);
  const cards = [];
  for (const j of ids.slice(0, 5)) cards.push((await a.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j })).approveJob.id);
  await a.gql('mutation($j:ID!){ rejectJob(jobFeedId:$j, reason:"pay"){ id } }', { j: ids[5] });

  await test('the numbers are those of what was done', async () => {
    await move(a, cards[0], 'APPLIED', 'INTERVIEW', 'OFFER');
    await move(a, cards[1], 'APPLIED', 'REJECTED');
    await move(a, cards[2], 'APPLIED');
    await move(a, cards[3], 'REJECTED');                                             // never sent: no answer to count
    await move(a, cards[4], 'APPLIED', 'INTERVIEW');
    await a.gql('mutation($a:ID!){ undoMove(applicationId:$a){ id } }', { a: cards[4] });      // a slip: not an interview
    const n = await insights(a);
    assert.deepEqual(n.funnel.map((s) => [s.stage, s.count]), [['FOUND', 7], ['APPROVED', 5], ['APPLIED', 4], ['INTERVIEW', 1], ['OFFER', 1], ['HIRED', 0]]);
    assert.deepEqual(n.sources, [{ source: 'greenhouse', applied: 4, answered: 2, interviews: 1 }]);
    assert.deepEqual([n.answerTime.answered, n.answerTime.waiting], [2, 2]);
    assert.ok(n.answerTime.medianDays >= 0 && n.answerTime.medianDays < 1 && n.answerTime.longestWaitDays >= 0);
    assert.deepEqual(n.answerTime.days.map((d) => d.count), [2, 0, 0, 0, 0, 0]);
    assert.deepEqual([n.market.offers, n.market.withPay, n.market.currency, n.market.payMiddle], [6, 6, 'EUR', 47_000]);
    assert.equal(n.market.pay.reduce((k, x) => k + x.count, 0), 6);
    assert.deepEqual(n.market.skills.filter((s) => ['python', 'sql'].includes(s.id)).map((s) => [s.id, s.label, s.offers]), [['python', 'Python', 6], ['sql', 'SQL', 6]]);
    const none = await insights(b);
    assert.deepEqual(none.funnel.map((s) => s.count), [0, 0, 0, 0, 0, 0]);
    assert.deepEqual([none.sources, none.answerTime.medianDays, none.market.currency, none.market.pay, none.market.skills], [[], null, null, [], []]);
  });

  await test('everything is exported, to its owner alone', async () => {
    const r = await exported(a);
    assert.equal(r.status, 200);
    assert.match(r.headers.get('content-disposition'), /^attachment; filename="jobmate-export-\d{4}-\d\d-\d\d\.json"$/);
    const text = await r.text();
    const all = JSON.parse(text);
    assert.equal(all.format, 'jobmate-export/1');
    assert.equal(all.complete, true);
    assert.equal(all.users[0].email, a.email);
    for (const table of ['profiles', 'search_configs', 'job_feed', 'triage_decisions', 'filtered_offers', 'applications', 'application_events', 'cv_documents', 'profile_facts', 'push_tokens'])
      assert.ok(all[table]?.length > 0, `${table} is there`);
    assert.equal(all.applications.length, 5);
    assert.equal(all.job_feed.length, 7);
    assert.match(all.job_feed.find((f) => f.offer_id).offer.description, /Weave, variety/);
    assert.equal(Buffer.from(all.files[0].base64url, 'base64url').toString(), cvText);
    for (const rows of Object.values(all).filter(Array.isArray)) for (const row of rows) assert.equal(row.user_id ?? a.user.id, a.user.id);
    assert.ok(!/argon2|password_hash|_sealed/.test(text), 'no secrets');
    const other = JSON.parse(await (await exported(b)).text());
    assert.deepEqual([other.users.map((u) => u.email), other.applications, other.files], [[b.email], [], []]);
    assert.equal((await exported(a, {})).status, 401);
    const signIn = await new Client(stack.url).send('mutation($e:String!,$p:String!){ login(email:$e,password:$p){ token } }', { e: a.email, p: password }, { headers: { 'x-jobmate-web': '1' } });
    const cookie = signIn.headers.get('set-cookie').split(';')[0];
    assert.equal((await exported(a, { cookie, 'sec-fetch-site': 'same-origin' })).status, 200);
    assert.equal((await exported(a, { cookie, 'sec-fetch-site': 'cross-site' })).status, 403);
  });

  await test('more than a page of rows is exported once each', async () => {
    const c = await new Client(stack.url).register();
    for (let i = 0; i < 60; i++) await c.gql('mutation($n:String!){ addJobManually(input:{companyName:$n}){ jobFeedId } }', { n: `Company ${i}` });
    const all = JSON.parse(await (await exported(c)).text());
    assert.deepEqual(all.job_feed.map((f) => f.company_name).sort(), Array.from({ length: 60 }, (_, i) => `Company ${i}`).sort());
  });

  await test('an account is deleted by its password and its e-mail, and nothing is left of it', async () => {
    const remove = (c, p, e) => c.send('mutation($p:String!,$e:String!){ deleteAccount(password:$p, email:$e) }', { p, e });
    assert.equal(reason(await remove(a, 'not it', a.email)), 'WRONG_PASSWORD');
    assert.equal(reason(await remove(a, password, b.email)), 'WRONG_EMAIL');
    assert.ok(objects(a.user.id).length > 0);
    const stream = await a.events();
    const elsewhere = new Client(stack.url, (await new Client(stack.url).gql('mutation($e:String!,$p:String!){ login(email:$e,password:$p){ token } }', { e: a.email, p: password })).login.token);
    assert.equal((await remove(a, password, ` ${a.email.toUpperCase()} `)).data.deleteAccount, true);
    for (const c of [a, elsewhere]) assert.equal(reason(await c.send('{ me { id } }')), 'SESSION_ENDED');
    await eventually(() => stream.ended, 'the stream');
    assert.equal(reason(await new Client(stack.url).send('mutation($e:String!,$p:String!){ login(email:$e,password:$p){ token } }', { e: a.email, p: password })), 'BAD_CREDENTIALS');
    await eventually(() => objects(a.user.id).length === 0, 'its files');
    // The e-mail is free again, and whoever takes it finds nothing.
    let again;
    await eventually(async () => { again = await new Client(stack.url).register(a.email, password).catch((e) => (/exists already/.test(e.message) ? undefined : assert.fail(e))); return again; }, 'the row of the account', 60_000, 1000);
    const all = JSON.parse(await (await exported(again)).text());
    assert.deepEqual([all.applications, all.job_feed, all.cv_documents, all.application_events], [[], [], [], []]);
    assert.notEqual(again.user.id, a.user.id);
    assert.equal((await b.gql('{ me { email } }')).me.email, b.email);
  });

  await test('also when the server is killed at that moment', async () => {
    for (let round = 0; round < 2; round++) {
      const c = await owner();
      await c.gql('mutation($p:String!,$e:String!){ deleteAccount(password:$p, email:$e) }', { p: password, e: c.email });
      const killed = stack.topology === 'one' ? [gateway] : ['profile', gateway];
      for (const name of killed) await stack.processes[name].kill('SIGKILL');
      for (const name of killed) await stack.processes[name].restart();
      await eventually(() => objects(c.user.id).length === 0, 'its files', 90_000);
      // Seldom: new accounts are counted per address, attempts too.
      await eventually(async () => new Client(stack.url).register(c.email, password).then(() => true, () => false), 'the account is gone', 90_000, 3000);
      assert.deepEqual(objects(c.user.id), []);
      assert.equal(reason(await c.send('{ me { id } }')), 'SESSION_ENDED');
    }
  });
} catch (e) { failed++; console.log(e); } finally { await stack.stop(); }
process.exit(failed ? 1 : 0);
