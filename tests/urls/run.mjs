// Adding a job by its address, at the edge, against a local server that plays the web.
//   node run.mjs one|many
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { start, program } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';

const posting = (title) => `<!doctype html><meta charset=utf-8><title>x</title><script type="application/ld+json">{"@type":"JobPosting","title":${JSON.stringify(title)},
  "hiringOrganization":"Moulin Bleu","jobLocation":{"address":{"addressLocality":"Nantes","addressCountry":"FR"}},"description":"Pain, brioche,
  et contact@example.org",}</script>`;
const asked = [];
const web = createServer((request, response) => {
  asked.push({ host: request.headers.host, url: request.url, headers: request.headers });
  const say = (status, body, headers = {}) => { response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }); response.end(body); };
  if (request.url.startsWith('/offre')) return say(200, posting('Boulanger (H/F)'));
  if (request.url === '/inside') return say(302, '', { location: 'http://127.0.0.1:1/' });
  if (request.url === '/metadata') return say(307, '', { location: 'http://169.254.169.254/latest/meta-data/' });
  if (request.url === '/door') return say(403, 'no');
  if (request.url === '/carrieres') return say(200, "<h1>Nos métiers</h1><script src='https://boards.greenhouse.io/embed/job_board/js?for=moulinbleu'></script>");
  if (request.url === '/emplois') return say(302, '', { location: '/carrieres' });
  if (request.url === '/empty') return say(200, '<title>Hello</title>');
  return say(404, 'nothing');
});
await new Promise((r) => web.listen(0, '127.0.0.1', r));
const at = `127.0.0.1:${web.address().port}`;
const stack = await start(process.argv[2] || 'one', { OUTBOUND_TEST_ROUTES: `moulin.example.org=${at}` });
let failed = 0;
const test = async (name, f) => { try { await f(); console.log(`ok ${name}`); } catch (e) { failed++; console.log(`FAIL ${name}: ${e.message}`); } };
try {
  const a = await new Client(stack.url).register(), b = await new Client(stack.url).register();
  const add = (who, url, more = '') => who.send(`mutation($u:String!){ addJobByUrl(url:$u${more}){ jobFeedId message alreadyKnown foundBy found missing item { title company location isManual sourceUrl source rawData } } }`, { u: url });
  let id;
  await test('a posting lands in the inbox, with its event', async () => {
    const events = await a.events();
    const { data, errors } = await add(a, 'moulin.example.org/offre/7');
    assert.equal(errors, undefined, JSON.stringify(errors));
    const r = data.addJobByUrl;
    id = r.jobFeedId;
    assert.equal(r.foundBy, 'JOB_POSTING');
    assert.equal(r.item.title, 'Boulanger (H/F)');
    assert.equal(r.item.isManual, true);
    assert.deepEqual(r.missing, ['CONTRACT', 'SALARY', 'REMOTE', 'DATE']);
    assert.match(r.message, /in your inbox.*salary/);
    assert.ok(r.item.rawData.description.includes('brioche') && !r.item.rawData.description.includes('@example.org'));
    await events.until((e) => e.type === 'JOB_DISCOVERED' && e.jobFeedId === id);
    events.close();
    const { jobFeed } = await a.gql('{ jobFeed(status:PENDING){ id title } }');
    assert.deepEqual(jobFeed.map((j) => j.id), [id]);
  });
  await test('what went out was honest and anonymous', async () => {
    assert.equal(asked.length, 1);
    assert.match(asked[0].headers['user-agent'], /^JobMate\/\S+ \(\+/);
    for (const h of ['cookie', 'authorization', 'referer', 'x-forwarded-for']) assert.equal(asked[0].headers[h], undefined);
  });
  await test('the same address again is the same item, in the reader\'s language', async () => {
    const { data } = await add(a, 'https://www.moulin.example.org/offre/7?utm_source=x', ', language: FR');
    assert.deepEqual([data.addJobByUrl.jobFeedId, data.addJobByUrl.alreadyKnown, data.addJobByUrl.message], [id, true, 'Vous aviez déjà cette offre.']);
    const other = await add(b, 'https://moulin.example.org/offre/7');
    assert.notEqual(other.data.addJobByUrl.jobFeedId, id);
  });
  await test('edited, cleared, approved like any other', async () => {
    const { updateManualJob: item } = await a.gql('mutation($j:ID!){ updateManualJob(jobFeedId:$j, input:{title:"Boulanger de nuit", salaryMin:28000, salaryMax:30000, salaryCurrency:"EUR", remotePolicy:ON_SITE}){ title company remote salary { min max currency } rawData } }', { j: id });
    assert.deepEqual([item.title, item.company, item.remote, item.salary], ['Boulanger de nuit', 'Moulin Bleu', 'ON_SITE', { min: 28000, max: 30000, currency: 'EUR' }]);
    assert.equal(item.rawData.title, 'Boulanger de nuit');
    const { updateManualJob: cleared } = await a.gql('mutation($j:ID!){ updateManualJob(jobFeedId:$j, input:{location:null, salaryMin:null, salaryMax:null}){ title location salary { min } } }', { j: id });
    assert.deepEqual(cleared, { title: 'Boulanger de nuit', location: null, salary: null });
    const { approveJob } = await a.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ currentStatus } }', { j: id });
    assert.equal(approveJob.currentStatus, 'TO_APPLY');
  });
  const refusals = [['http://127.0.0.1/', 'ADDRESS_REFUSED'], ['http://2130706433/', 'ADDRESS_REFUSED'], ['http://[::ffff:10.0.0.1]/', 'ADDRESS_REFUSED'], ['http://localhost/', 'ADDRESS_REFUSED'],
    [`http://${at}/`, 'ADDRESS_REFUSED'], ['https://moulin.example.org/inside', 'ADDRESS_REFUSED'], ['https://moulin.example.org/metadata', 'ADDRESS_REFUSED'], ['ftp://moulin.example.org/', 'NOT_AN_ADDRESS'],
    ['https://moulin.example.org/door', 'LOGIN_WALL'], ['https://moulin.example.org/none', 'PAGE_GONE'], ['https://moulin.example.org/empty', 'NOTHING_FOUND']];
  for (const [url, reason] of refusals)
    await test(`refused: ${url}`, async () => {
      const en = (await add(b, url)).errors[0], fr = (await add(b, url, ', language: FR')).errors[0];
      assert.deepEqual([en.extensions.code, en.extensions.reason], ['BAD_USER_INPUT', reason]);
      assert.match(en.message, /by hand/);
      assert.match(fr.message, /à la main/);
    });
  await test('the documented clients\' call, without what is new', async () => {
    const { addJobByUrl } = await b.gql('mutation AddJobByUrl($searchConfigId: ID, $url: String!) { addJobByUrl(searchConfigId: $searchConfigId, url: $url) { jobFeedId message } }', { url: 'https://moulin.example.org/offre/8' });
    assert.deepEqual(Object.keys(addJobByUrl), ['jobFeedId', 'message']);
  });
  await test('a company is followed by its own careers page', async () => {
    const watch = async (url, more = '') => (await a.send(`mutation($u:String!){ watchCompany(url:$u${more}){ id label name source { id } } }`, { u: url }));
    const { data } = await watch('https://moulin.example.org/emplois');
    assert.deepEqual([data.watchCompany.label, data.watchCompany.name], ['Greenhouse', 'moulinbleu']);
    assert.equal((await watch('https://moulin.example.org/carrieres')).data.watchCompany.id, data.watchCompany.id);
    for (const [url, reason] of [['https://moulin.example.org/empty', 'NOT_RECOGNISED'], ['https://moulin.example.org/inside', 'ADDRESS_REFUSED'], ['http://[::1]/', 'ADDRESS_REFUSED'], ['https://moulin.example.org/none', 'PAGE_GONE']]) {
      const en = (await watch(url)).errors[0], fr = (await watch(url, ', language: FR')).errors[0];
      assert.deepEqual([en.extensions.reason, fr.extensions.reason], [reason, reason]);
      assert.notEqual(en.message, fr.message);
    }
  });
  await test('routes are refused in production', async () => {
    const r = spawnSync(program, ['config'], { env: { PATH: process.env.PATH, JOBMATE_ENV: 'production', OUTBOUND_TEST_ROUTES: `*=${at}` } });
    assert.notEqual(r.status, 0);
    assert.match(String(r.stderr) + String(r.stdout), /OUTBOUND_TEST_ROUTES/);
  });
} finally {
  await stack.stop();
  web.close();
}
console.log(failed ? `${failed} failed` : 'all good');
process.exit(failed ? 1 : 0);
