// Fetching against boards that behave and misbehave like the real ones: node run.mjs [name of one case]
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { start, run, sleep, freePort, root } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';
import { startBoards, loadFolder } from '../fakes/board_server.mjs';
import { startSite } from '../fakes/site.mjs';

const only = process.argv[2];
let failed = 0;
const others = 'remotive,remoteok,weworkremotely,jobicy,himalayas,hackernews';      // feeds that a case does not speak of

// Made-up offers, in each service's own form.
const hex = () => Date.now().toString(36) + Math.floor(Math.random() * 1e6).toString(36);
export const arbeitnowJob = (id, title, extra = {}) => ({ slug: `${id}`, company_name: `Werft ${id}`, title, description: `<p>${title}. We work with wood and water in ${id}.</p>`, remote: false, url: `https://www.arbeitnow.example.org/jobs/${id}`, tags: ['IT'], job_types: ['full time'], location: 'Berlin', created_at: 1790000000, ...extra });
export const museJob = (id, title) => ({ id, name: title, contents: `<p>${title}, number ${id}.</p>`, type: 'external', publication_date: '2026-11-01T10:00:00Z', short_name: `j-${id}`, model_type: 'jobs', locations: [{ name: 'Paris, France' }], categories: [{ name: 'Engineering' }], levels: [{ name: 'Senior Level', short_name: 'senior' }], tags: [], refs: { landing_page: `https://muse.example.org/jobs/${id}` }, company: { id, short_name: `c-${id}`, name: `Lighthouse ${id}` } });
export const greenhouseJob = (id, title, extra = {}) => ({ id, title, absolute_url: `https://boards.example.org/acme/jobs/${id}`, company_name: `Barrels ${id}`, location: { name: 'Lyon, France' }, updated_at: '2026-11-01T10:00:00Z', content: `${title}. Barrels, number ${id}.`, ...extra });

// Waits until `look()` gives something true.
async function until(what, look, ms = 30_000) {
  for (const end = Date.now() + ms; ;) {
    const v = await look();
    if (v) return v;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await sleep(100);
  }
}

// Rows of a query, as the owner of the database.
async function sql(stack, text) {
  const url = stack.env.DATABASE_URL || `postgresql://jobmate@/jobmate?host=${encodeURIComponent(`${stack.env.JOBMATE_DATA}/run`)}`;
  const p = spawn('psql', [url, '-At', '-F', '|', '-c', text]);
  let out = '', err = '';
  p.stdout.on('data', (d) => { out += d; });
  p.stderr.on('data', (d) => { err += d; });
  await new Promise((r) => p.on('exit', r));
  if (err) throw new Error(`${err}\n${text}`);
  return out.trim().split('\n').filter(Boolean).map((l) => l.split('|'));
}

async function with_stack(name, { boards: names, env = {}, topology = 'one', prepare }, body) {
  if (only && only !== name) return;
  const began = Date.now();
  const boards = await startBoards();
  let stack;
  try {
    prepare?.(boards);
    stack = await start(topology, { ...boards.env(), BOARDS_OFF: '', COMPANIES: boards.companies(), ...(typeof env === 'function' ? env() : env) });
    await body({ boards, stack, sql: (t) => sql(stack, t) });
    console.log(`ok ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (e) {
    failed++;
    console.log(`FAIL ${name}: ${e.stack}`);
    if (stack) for (const p of Object.keys(stack.processes)) console.log(stack.log(p).slice(-3000));
  } finally {
    await stack?.stop();
    await boards.stop();
  }
}

await with_stack('feeds_and_companies_reach_the_inbox', {
  env: { COMPANIES: 'greenhouse/acme,greenhouse/nobody', BOARDS_OFF: others },
  prepare(boards) {
    boards.put('arbeitnow', '', Array.from({ length: 250 }, (_, i) => arbeitnowJob(`cooper-${i}`, `Cooper ${i}`)));
    boards.put('themuse', '', Array.from({ length: 45 }, (_, i) => museJob(9000 + i, `Cooper ${i}`)));
    boards.put('greenhouse', 'acme', [greenhouseJob(1, 'Cooper'), greenhouseJob(2, 'Cooper, night shift'), greenhouseJob(3, 'Barrel painter')]);
  },
}, async ({ boards, stack, sql }) => {
  const user = await new Client(stack.url).register();
  await user.gql('mutation{ createSearchConfig(input:{jobTitles:["Cooper"], locations:[], redFlags:["night shift"]}){ id } }');
  await until('all sources have run', async () => (await sql("SELECT count(*) FROM sources WHERE id IN ('arbeitnow','themuse','greenhouse/acme','greenhouse/nobody') AND last_run_id IS NOT NULL"))[0][0] === '4');
  const rows = Object.fromEntries((await sql('SELECT s.id, s.state, s.problem, r.fetched, r.created, r.complete, r.requests FROM sources s LEFT JOIN source_runs r ON r.id = s.last_run_id')).map(([id, ...r]) => [id, r.join(' ')]));
  assert.equal(rows.arbeitnow, 'OK  250 250 t 3');
  assert.equal(rows.themuse, 'OK  45 45 t 3');
  assert.equal(rows['greenhouse/acme'], 'OK  3 3 t 1');
  assert.equal(rows['greenhouse/nobody'], 'BROKEN NOT_FOUND 0 0 f 1');
  const feed = await until('296 offers match', async () => { const { jobFeedConnection: f } = await user.gql('{ jobFeedConnection { totalCount } }'); return f.totalCount === 296 && f; });
  assert.equal(feed.totalCount, 250 + 45 + 1);
  const { quarantine } = await user.gql('{ quarantine { nodes { title } } }');
  assert.deepEqual(quarantine.nodes.map((n) => n.title), ['Cooper, night shift']);
  // Bronze: every offer knows its raw payload, which is there, whole, under the hash of its bytes.
  assert.equal((await sql('SELECT count(*) FROM offer_sightings WHERE bronze_ref IS NULL'))[0][0], '0');
  assert.equal((await sql('SELECT count(DISTINCT bronze_ref) FROM offer_sightings'))[0][0], '7');
  const agent = boards.requests[0].headers['user-agent'];
  assert.match(agent, /^JobMate\/\d.* \(\+.+\)$/);
});


// What people see of a source, in both languages.
const health = (user) => user.gql('{ sources { id state problem text fr: text(language: FR) listing label nextRunAt lastGoodRunAt lastRun { fetched created updated duplicates rejected closed complete truncated unchanged error fr: error(language: FR) rejects { reason count example } } } }').then((d) => Object.fromEntries(d.sources.map((x) => [x.id, x])));
// Has a source read now, whatever its turn, and waits for the end of that run.
async function read_now(ctx, id) {
  const [[before]] = await ctx.sql(`SELECT count(*) FROM source_runs WHERE source_id = '${id}' AND finished_at IS NOT NULL`);
  await ctx.sql(`UPDATE sources SET next_run_at = now() - interval '1 s' WHERE id = '${id}'`);
  return until(`another run of ${id}`, async () => {
    const [[n]] = await ctx.sql(`SELECT count(*) FROM source_runs r JOIN sources s ON s.last_run_id = r.id WHERE (SELECT count(*) FROM source_runs WHERE source_id = '${id}' AND finished_at IS NOT NULL) > ${before} AND r.source_id = '${id}'`);
    if (n === '0') return false;
    const [[busy]] = await ctx.sql(`SELECT count(*) FROM commands WHERE kind = 'CMD_FETCH' AND key = '${id}' AND state IN ('QUEUED','RUNNING')`);
    return busy === '0';
  }, 60_000);
}
const state_of = async (ctx, id) => { const r = (await ctx.sql(`SELECT s.state, s.problem, s.problem_detail, s.failures, r.fetched, r.created, r.duplicates, r.closed, r.unchanged, r.requests FROM sources s LEFT JOIN source_runs r ON r.id = s.last_run_id WHERE s.id = '${id}'`))[0] ?? []; const [state, problem, detail, failures, fetched, created, duplicates, closed, unchanged, requests] = r; return { state, problem, detail, failures: Number(failures), fetched: Number(fetched), created: Number(created), duplicates: Number(duplicates), closed: Number(closed), unchanged: unchanged === 't', requests: Number(requests) }; };
const first_runs = (ctx, ...ids) => until(`first runs of ${ids}`, async () => Number((await ctx.sql(`SELECT count(*) FROM sources WHERE id IN (${ids.map((i) => `'${i}'`)}) AND last_run_id IS NOT NULL`))[0][0]) === ids.length, 60_000);

await with_stack('services_that_misbehave', {
  env: { COMPANIES: 'greenhouse/acme,greenhouse/other,ashby/saltmarsh', BOARDS_OFF: `themuse,${others}` },
  prepare(boards) {
    boards.put('arbeitnow', '', Array.from({ length: 250 }, (_, i) => arbeitnowJob(`cooper-${i}`, `Cooper ${i}`)));
    boards.put('greenhouse', 'acme', [greenhouseJob(1, 'Cooper'), greenhouseJob(2, 'Cooper II'), greenhouseJob(3, 'Barrel painter')]);
    boards.put('greenhouse', 'other', [greenhouseJob(11, 'Smith')]);
    boards.put('ashby', 'saltmarsh', []);
    // The first run meets: too many requests with Retry-After, a server error, a cut answer.
    boards.fault('arbeitnow', { status: 429, retryAfter: 1, path: /page=2/ });
    boards.fault('arbeitnow', { status: 502, path: /page=3/ });
    boards.fault('greenhouse', { cut: true, path: /acme/ });
  },
}, async (ctx) => {
  const { boards, stack, sql } = ctx;
  const user = await new Client(stack.url).register();
  await user.gql('mutation{ createSearchConfig(input:{jobTitles:["Cooper"], locations:[]}){ id } }');
  await first_runs(ctx, 'arbeitnow', 'greenhouse/acme', 'greenhouse/other');
  let s = await state_of(ctx, 'arbeitnow');
  assert.deepEqual([s.state, s.fetched, s.created, s.requests], ['OK', 250, 250, 5], 'a 429 and a 502 cost two requests and no offer');
  s = await state_of(ctx, 'greenhouse/acme');
  assert.deepEqual([s.state, s.created, s.requests], ['OK', 3, 2], 'a cut answer is asked for again');
  assert.deepEqual(boards.violations, []);

  // Unchanged: one conditional request, nothing stored twice, nothing closed.
  await read_now(ctx, 'greenhouse/acme');
  s = await state_of(ctx, 'greenhouse/acme');
  assert.deepEqual([s.state, s.unchanged, s.fetched, s.closed, s.requests], ['OK', true, 0, 0, 1]);
  assert.ok(boards.requests.at(-1).headers['if-none-match']);

  // A complete listing closes what is absent; the inbox loses it; it comes back when it is shown again.
  boards.put('greenhouse', 'acme', [greenhouseJob(1, 'Cooper'), greenhouseJob(3, 'Barrel painter')]);
  await read_now(ctx, 'greenhouse/acme');
  assert.equal((await state_of(ctx, 'greenhouse/acme')).closed, 1);
  assert.deepEqual(await sql("SELECT o.title FROM offers o WHERE o.closed_at IS NOT NULL"), [['Cooper II']]);
  boards.put('greenhouse', 'acme', [greenhouseJob(1, 'Cooper'), greenhouseJob(2, 'Cooper II'), greenhouseJob(3, 'Barrel painter')]);
  await read_now(ctx, 'greenhouse/acme');
  assert.deepEqual(await sql("SELECT o.title FROM offers o WHERE o.closed_at IS NOT NULL"), []);

  // It gives nothing any more; its form changed; half of it is unreadable; it is a page; it drips; it is down: never closes, always says why.
  const broken = async (what, fault, problem, check) => {
    const n = boards.count('greenhouse');
    boards.fault('greenhouse', { path: /acme/, times: 9, ...fault });
    await read_now(ctx, 'greenhouse/acme');
    boards.stores.greenhouse.faults.length = 0;
    const got = await state_of(ctx, 'greenhouse/acme');
    assert.equal(got.problem, problem, what);
    assert.ok(['BROKEN', 'PAUSED'].includes(got.state), `${what}: ${got.state}`);
    assert.deepEqual(await sql("SELECT count(*) FROM offers WHERE closed_at IS NOT NULL"), [['0']], `${what} closes nothing`);
    assert.ok(boards.count('greenhouse') - n <= 4, what);
    await check?.(got);
    await sql("UPDATE sources SET failures = 0 WHERE id = 'greenhouse/acme'");
  };
  await broken('changed schema', { rename: ['jobs', 'positions'] }, 'REJECTS');
  await broken('nothing at all', { empty: true }, 'EMPTY');
  await broken('malformed', { malformed: true }, 'REJECTS');
  await broken('a page in place of data', { type: 'text/html' }, 'WRONG_TYPE');
  await broken('the board is gone', { status: 404 }, 'NOT_FOUND');
  await broken('down', { status: 503 }, 'HTTP_STATUS');
  await broken('told to come back in an hour', { status: 429, retryAfter: 3600 }, 'RATE_LIMITED', async (got) => {
    assert.equal(got.state, 'PAUSED');
    const [[wait]] = await sql("SELECT round(extract(epoch FROM next_run_at - now())) FROM sources WHERE id = 'greenhouse/acme'");
    assert.ok(wait > 3500 && wait <= 3700, `waits ${wait} s`);
    // Everybody leaves that service alone meanwhile.
    const asked = boards.count('greenhouse');
    await read_now(ctx, 'greenhouse/other');
    assert.equal(boards.count('greenhouse'), asked);
    assert.equal((await state_of(ctx, 'greenhouse/other')).problem, 'RATE_LIMITED');
    await sql('UPDATE fetch_pace SET not_before = NULL');
    boards.quietUntil = {};
  });
  const seen = (await health(user))['greenhouse/acme'];
  assert.equal(seen.state, 'PAUSED');
  assert.match(seen.text, /come back later/);
  assert.match(seen.fr, /revenir plus tard/);
  // One broken source does not stop the others.
  await read_now(ctx, 'arbeitnow');
  assert.equal((await state_of(ctx, 'arbeitnow')).state, 'OK');
  // The circuit breaker: three failures in a row, then it rests.
  for (let i = 0; i < 3; i++) {
    boards.fault('greenhouse', { path: /acme/, status: 404 });
    await read_now(ctx, 'greenhouse/acme');
  }
  s = await state_of(ctx, 'greenhouse/acme');
  assert.deepEqual([s.state, s.failures], ['PAUSED', 3]);
  const [[rest]] = await sql("SELECT round(extract(epoch FROM next_run_at - now()) / 3600) FROM sources WHERE id = 'greenhouse/acme'");
  assert.equal(rest, '16', 'four times the interval of four hours');
  await read_now(ctx, 'greenhouse/acme');
  assert.equal((await state_of(ctx, 'greenhouse/acme')).state, 'OK', 'well again');

  // What the user sees of sources that need a key, in both languages; the empty board; the command line.
  const all = await health(user);
  assert.equal(all.france_travail.state, 'OFF');
  assert.match(all.france_travail.text, /set FRANCE_TRAVAIL_CLIENT_ID, FRANCE_TRAVAIL_CLIENT_SECRET.*francetravail\.io/);
  assert.match(all.france_travail.fr, /Il faut une clé/);
  assert.equal(all['greenhouse/acme'].listing, 'acme');
  assert.equal(all.arbeitnow.listing, null);
  assert.ok(all.arbeitnow.nextRunAt > new Date().toISOString());
  const en = await run(['sources'], { ...stack.env, LANG: 'en_US.UTF-8' }), fr = await run(['sources'], { ...stack.env, LANG: 'fr_FR.UTF-8' });
  assert.match(en.stdout, /arbeitnow: Works\.\n  last run .*next run/);
  assert.match(fr.stdout, /arbeitnow: Fonctionne\.\n  dernière lecture .*prochaine lecture/);

  // A scan reads what the searches need; again at once is refused with the time to wait; what was read lately is left alone.
  await sql("UPDATE sources SET asked_at = now() - interval '1 hour'");
  boards.put('arbeitnow', '', [arbeitnowJob('cooper-new', 'Cooper, new'), ...boards.stores.arbeitnow.get('')]);
  const { triggerScan } = await user.gql('mutation{ triggerScan { message } }');
  assert.match(triggerScan.message, /Reading \d sources now/);
  await until('the new offer is there', async () => (await user.gql('{ jobFeed(first: 500) { title } }')).jobFeed.some((j) => j.title === 'Cooper, new'));
  const again = await user.send('mutation{ triggerScan { message } }');
  assert.match(again.errors[0].message, /Try again in \d+ s|already running/);
});

await with_stack('france_travail_and_adzuna', {
  env: { FRANCE_TRAVAIL_CLIENT_ID: 'test-id', FRANCE_TRAVAIL_CLIENT_SECRET: 'test-secret', FRANCE_TRAVAIL_CEILING: '300', ADZUNA_APP_ID: 'test-id', ADZUNA_APP_KEY: 'test-key', BOARDS_OFF: `arbeitnow,themuse,${others}` },
  prepare(boards) {
    const now = Date.now();
    const ft = boards.stores.france_travail;
    ft.ceiling = 300;
    ft.tokenUses = 9;
    boards.put('france_travail', '', Array.from({ length: 900 }, (_, i) => ({ id: `${100 + Math.floor(i / 100)}AB${String.fromCharCode(65 + (Math.floor(i / 10) % 10))}${String.fromCharCode(65 + (i % 10))}`, intitule: `Tonnelier ${i} (H/F)`, description: `Fabrication de tonneaux, poste ${i}.`, dateCreation: new Date(now - i * 600_000).toISOString(), dateActualisation: new Date(now - i * 600_000).toISOString(), lieuTravail: { libelle: '69 - LYON', codePostal: '69001', commune: '69381' }, romeCode: 'H2202', romeLibelle: 'x', typeContrat: 'CDI', typeContratLibelle: 'CDI', natureContrat: 'Contrat travail', entreprise: { nom: `Atelier ${i}` }, origineOffre: { origine: '1', urlOrigine: `https://candidat.francetravail.example.org/${i}` } })));
    // New offers arrive while the pages are read.
    let n = 0;
    ft.served = () => { if (n < 20) { n++; ft.get('').unshift({ ...ft.get('')[0], id: `9${String(n).padStart(2, '0')}ZZZZ`, intitule: `Tonnelier nouveau ${n}`, dateCreation: new Date().toISOString(), origineOffre: { origine: '1', urlOrigine: `https://candidat.francetravail.example.org/new${n}` } }); } };
    boards.fault('france_travail', { status: 500, path: /offres\/search/, times: 4 });
    boards.put('adzuna', 'fr', Array.from({ length: 120 }, (_, i) => ({ id: String(7000 + i), title: `Tonnelier ${i}`, description: 'Tonneaux.', created: new Date(now - i * 60_000).toISOString(), redirect_url: `https://www.adzuna.example.org/land/ad/${7000 + i}`, company: { display_name: `Cave ${i}` }, location: { display_name: 'Lyon', area: ['France', 'Lyon'] }, __CLASS__: 'Adzuna::API::Response::Job' })));
  },
}, async (ctx) => {
  const { boards, stack, sql } = ctx;
  const user = await new Client(stack.url).register(), other = await new Client(stack.url).register();
  await user.gql('mutation{ createSearchConfig(input:{jobTitles:["Tonnelier"], locations:["Lyon"]}){ id } }');
  await until('both were read', async () => (await sql("SELECT count(*) FROM sources WHERE board IN ('france_travail','adzuna') AND last_run_id IS NOT NULL"))[0][0] === '2', 60_000);
  const [[ft]] = await sql("SELECT id FROM sources WHERE board = 'france_travail'");
  let s = await state_of(ctx, ft);
  if (s.problem === 'HTTP_STATUS') {                     // four times 500: the only slice failed, and the next run reads it
    await read_now(ctx, ft);
    s = await state_of(ctx, ft);
  }
  assert.equal(s.state, 'OK');
  const missing = async () => Number((await sql("SELECT count(*) FROM offer_sightings WHERE source = 'france_travail' AND source_id ~ '^[0-9]{3}AB'"))[0][0]);
  if (s.problem === 'PARTS') {
    assert.ok((await missing()) < 900);
    await read_now(ctx, ft);
    s = await state_of(ctx, ft);
  }
  assert.equal(s.problem, '');
  assert.equal(await missing(), 900, 'nothing is lost below the ceiling, with drift, with tokens that end early and a slice that failed');
  assert.equal((await sql("SELECT count(*), count(DISTINCT source_id) FROM offer_sightings WHERE source = 'france_travail'"))[0].join(), (await sql("SELECT count(*), count(*) FROM offer_sightings WHERE source = 'france_travail'"))[0].join());
  assert.ok(boards.count('france_travail', (r) => r.path.endsWith('access_token')) > 1);
  assert.equal(boards.count('france_travail', (r) => r.path.endsWith('search') && Number((r.query.get('range') || '').split('-')[1]) >= 300), 0, 'never beyond the ceiling');
  const [[az, state, seen]] = await sql("SELECT s.id, s.state, r.fetched FROM sources s JOIN source_runs r ON r.id = s.last_run_id WHERE board = 'adzuna'");
  assert.deepEqual([state, seen], ['OK', '120']);
  // Secrets are neither in bronze nor in the database nor in the log.
  const grep = await new Promise((r) => { const p = spawn('grep', ['-rlE', 'test-secret|test-key', `${stack.env.JOBMATE_DATA}/objects`, ...Object.keys(stack.processes).map((n) => `${stack.dir}/${n}.log`)]); let o = ''; p.stdout.on('data', (d) => { o += d; }); p.on('exit', () => r(o)); });
  assert.equal(grep, '');
  // Another user sees none of what this one searches for.
  assert.ok((await health(user))[ft].listing.includes('tonnelier'));
  const theirs = await health(other);
  assert.equal(Object.keys(theirs).filter((k) => k.includes('/')).length, 0);
  // An offer that was kept and is gone: the service says so when asked.
  const { jobFeed } = await user.gql('{ jobFeed(first: 5) { id title source } }');
  assert.ok(jobFeed.length);
  const [[gone]] = await sql("SELECT s.source_id FROM offer_sightings s JOIN job_feed f ON f.offer_id = s.offer_id WHERE s.source = 'france_travail' AND s.source_id ~ 'AB' LIMIT 1");
  await sql(`UPDATE offer_sightings SET last_seen_at = now() - interval '5 days' WHERE source = 'france_travail' AND source_id = '${gone}'`);
  boards.put('france_travail', '', boards.stores.france_travail.get('').filter((o) => o.id !== gone));
  await read_now(ctx, ft);
  assert.equal((await sql(`SELECT o.closed_at IS NOT NULL FROM offer_sightings s JOIN offers o ON o.id = s.offer_id WHERE s.source = 'france_travail' AND s.source_id = '${gone}'`))[0][0], 't', '204 closes it');
  // The day's budget: used up, the service is left alone until tomorrow; tomorrow it goes on.
  await sql("UPDATE fetch_pace SET used = 1000000, day = (now() AT TIME ZONE 'UTC')::date WHERE key = 'adzuna'");
  const asked = boards.count('adzuna');
  await read_now(ctx, az);
  s = await state_of(ctx, az);
  assert.deepEqual([s.state, s.problem, boards.count('adzuna')], ['PAUSED', 'BUDGET', asked]);
  assert.equal((await sql(`SELECT next_run_at = date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + interval '1 day' FROM sources WHERE id = '${az}'`))[0][0], 't');
  await sql("UPDATE fetch_pace SET day = day - 1 WHERE key = 'adzuna'");
  await read_now(ctx, az);
  assert.equal((await state_of(ctx, az)).state, 'OK');
  // A wrong key: off, and what to do.
  boards.stores.france_travail.token = 'nobody';
  boards.fault('france_travail', { status: 400, path: /access_token/, body: '{"error":"invalid_client"}', times: 3 });
  await read_now(ctx, ft);
  assert.equal((await state_of(ctx, ft)).problem, 'KEY_REFUSED');
});

await with_stack('replay_reads_bronze_again', {
  env: { COMPANIES: 'greenhouse/acme', BOARDS_OFF: `themuse,${others}` },
  prepare(boards) {
    boards.put('arbeitnow', '', Array.from({ length: 120 }, (_, i) => arbeitnowJob(`cooper-${i}`, `Cooper ${i}`)));
    // The second is also on the other board, by the same address.
    boards.put('greenhouse', 'acme', [greenhouseJob(1, 'Cooper'), greenhouseJob(2, 'Cooper II', { absolute_url: 'https://www.arbeitnow.example.org/jobs/cooper-2' })]);
  },
}, async (ctx) => {
  const { boards, stack, sql } = ctx;
  await first_runs(ctx, 'arbeitnow', 'greenhouse/acme');
  const payloads = async () => Number((await new Promise((r) => { const p = spawn('sh', ['-c', `find ${stack.env.JOBMATE_DATA}/objects/bronze/payloads -name '*.zst' | wc -l`]); let o = ''; p.stdout.on('data', (d) => { o += d; }); p.on('exit', () => r(o)); })));
  assert.equal(await payloads(), 3);
  boards.stores.greenhouse.etags = boards.stores.arbeitnow.etags = false;
  await read_now(ctx, 'greenhouse/acme');
  assert.equal(await payloads(), 3, 'the same bytes are kept once');
  await boards.stop();                                                    // no network from here
  const dry = await run(['replay', '--dry-run'], stack.env);
  assert.equal(dry.code, 0, dry.stderr);
  assert.match(dry.stdout, /arbeitnow: 2 payloads, 120 offers: 120 unchanged, 0 changed, 0 new/, dry.stdout);
  assert.match(dry.stdout, /greenhouse: 1 payloads, 2 offers: 2 unchanged/);
  const [[versions]] = await sql('SELECT count(*) FROM offer_versions');
  // As if an older parser had read the company wrongly and missed an offer.
  await sql("UPDATE offers SET company = 'Akme', details = jsonb_set(details::jsonb, '{language}', '\"xx\"')::json WHERE source = 'arbeitnow' AND title IN ('Cooper 7', 'Cooper 8')");
  const diff = await run(['replay', '--board', 'arbeitnow', '--dry-run'], stack.env);
  assert.match(diff.stdout, /118 unchanged, 2 changed/);
  assert.match(diff.stdout, /company +differs in 2/);
  assert.match(diff.stdout, /- Akme\n +\+ Werft cooper-/);
  assert.equal((await sql("SELECT count(*) FROM offers WHERE company = 'Akme'"))[0][0], '2', 'a dry run stores nothing');
  const [[before]] = await sql('SELECT clock_timestamp()');
  const stored = await run(['replay', '--board', 'arbeitnow'], stack.env);
  assert.match(stored.stdout, /stored: 2 updated, 0 new/, stored.stdout + stored.stderr);
  assert.equal((await sql(`SELECT count(*) FROM offers WHERE changed_at > '${before}'`))[0][0], '2', 'who keeps offers in memory reads them again');
  assert.equal((await sql("SELECT count(*) FROM offers WHERE company = 'Akme'"))[0][0], '0');
  assert.match((await run(['replay', '--board', 'arbeitnow'], stack.env)).stdout, /120 unchanged, 0 changed, 0 new/, 'nothing is left to change');
  // One job, seen on two boards: each board's reading is replayed by itself, and the card follows.
  assert.equal((await sql("SELECT count(*) FROM offer_sightings WHERE content IS NOT NULL AND source = 'greenhouse' AND source_id = '2'"))[0][0], '1', 'one card, two sightings');
  await sql("UPDATE offer_sightings SET content = jsonb_set(content::jsonb, '{company}', '\"Akme\"')::json WHERE source = 'greenhouse' AND source_id = '2'");
  const shared = await run(['replay', '--board', 'greenhouse', '--dry-run'], stack.env);
  assert.match(shared.stdout, /2 offers: 1 unchanged, 1 changed/, shared.stdout);
  assert.match(shared.stdout, /- Akme\n +\+ Barrels 2/);
  assert.match((await run(['replay', '--board', 'greenhouse'], stack.env)).stdout, /stored: 1 updated, 0 new/);
  assert.equal((await sql("SELECT content->>'company' FROM offer_sightings WHERE source = 'greenhouse' AND source_id = '2'"))[0][0], 'Barrels 2');
  assert.equal((await sql("SELECT count(*) FROM offer_versions"))[0][0], versions, 'a better reading is no new version of the offer');
  assert.match((await run(['replay'], stack.env)).stdout, /greenhouse: 1 payloads, 2 offers: 2 unchanged, 0 changed, 0 new/);
  assert.match((await run(['replay', '--since', '2099-01-01'], stack.env)).stdout, /No payload is kept/);
  assert.equal((await run(['replay', '--since', 'yesterday'], stack.env)).code, 2);
});


await with_stack('killed_while_reading', {
  env: { BOARDS_OFF: `themuse,${others}` },
  prepare(boards) {
    const s = boards.stores.arbeitnow;
    s.pageSize = 50;
    s.before = () => sleep(25);
    boards.put('arbeitnow', '', Array.from({ length: 2000 }, (_, i) => arbeitnowJob(`cooper-${i}`, `Cooper ${i}`)));
  },
}, async (ctx) => {
  const { stack, sql } = ctx;
  const user = await new Client(stack.url).register();
  await user.gql('mutation{ createSearchConfig(input:{jobTitles:["Cooper"], locations:[]}){ id } }');
  const stored = async () => Number((await sql('SELECT count(*) FROM offers'))[0][0]);
  for (const share of [0.2, 0.45, 0.7]) {
    await until('a part is stored', async () => (await stored()) >= 2000 * share || (await sql('SELECT last_good_at IS NOT NULL FROM sources'))[0]?.[0] === 't');
    await stack.processes.jobmate.kill('SIGKILL');
    await stack.processes.jobmate.restart();
    await until('the database is back', () => sql('SELECT 1').catch(() => false));
    await sql("UPDATE commands SET lease_until = now() WHERE kind = 'CMD_FETCH' AND state = 'RUNNING'");     // as if the lease's 30 s were over
  }
  await until('the run ends', async () => (await sql("SELECT last_good_at IS NOT NULL FROM sources WHERE id = 'arbeitnow'"))[0]?.[0] === 't', 90_000);
  assert.equal(await stored(), 2000, 'no offer lost or doubled');
  assert.deepEqual(await sql('SELECT count(*), count(DISTINCT source_id), count(bronze_ref) FROM offer_sightings'), [['2000', '2000', '2000']]);
  assert.equal((await sql('SELECT count(*) FROM job_feed'))[0][0], '2000');
  assert.ok(Number((await sql("SELECT count(*) FROM source_runs WHERE problem = 'INTERRUPTED'"))[0][0]) >= 1, 'runs that were cut off say so');
  assert.equal((await sql('SELECT count(*) FROM source_runs WHERE finished_at IS NULL'))[0][0], '0');
  const dry = await run(['replay', '--dry-run'], stack.env);
  assert.match(dry.stdout, /2000 offers: 2000 unchanged/, dry.stdout + dry.stderr);
  assert.doesNotMatch(dry.stdout, /cannot be loaded/, 'no payload is half-stored');
});

await with_stack('ten_replicas_read_once', {
  topology: 'many', env: { BOARDS_OFF: `themuse,${others}`, COMPANIES: 'greenhouse/a,greenhouse/b,greenhouse/c' },
  prepare(boards) {
    boards.stores.arbeitnow.etags = boards.stores.greenhouse.etags = false;
    boards.put('arbeitnow', '', Array.from({ length: 150 }, (_, i) => arbeitnowJob(`cooper-${i}`, `Cooper ${i}`)));
    for (const [i, c] of ['a', 'b', 'c'].entries()) boards.put('greenhouse', c, [greenhouseJob(100 + i, `Smith ${c}`)]);
  },
}, async (ctx) => {
  const { boards, stack, sql } = ctx;
  const { env, argv } = stack.processes.discovery;
  const more = [];
  try {
    for (let i = 0; i < 9; i++) {
      const port = await freePort();
      const p = spawn(argv[0], argv.slice(1), { env: { PATH: process.env.PATH, ...env, PORT: String(port), DISCOVERY_GRPC: `127.0.0.1:${await freePort()}` }, stdio: 'ignore' });
      more.push(p);
      await until(`replica ${i + 2} is ready`, async () => { assert.equal(p.exitCode, null, 'it ended'); return (await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null))?.ok; }, 60_000);
    }
    await first_runs(ctx, 'arbeitnow', 'greenhouse/a', 'greenhouse/b', 'greenhouse/c');
    boards.requests.length = 0;
    const turns = 5;
    for (let t = 0; t < turns; t++) {
      const [[before]] = await sql('SELECT count(*) FROM source_runs WHERE finished_at IS NOT NULL');
      await sql("UPDATE sources SET next_run_at = now() - interval '3 days' WHERE state <> 'OFF'");        // long missed: made up for once
      await until('all have run', async () => Number((await sql('SELECT count(*) FROM source_runs WHERE finished_at IS NOT NULL'))[0][0]) >= Number(before) + 4);
      await until('all are over', async () => (await sql("SELECT count(*) FROM commands WHERE kind = 'CMD_FETCH' AND state IN ('QUEUED','RUNNING')"))[0][0] === '0');
    }
    await sleep(1500);
    assert.equal(boards.count('arbeitnow'), 2 * turns, 'two pages a turn');
    assert.equal(boards.count('greenhouse'), 3 * turns);
    assert.equal((await sql("SELECT count(*) FROM sources WHERE state <> 'OFF' AND next_run_at <= now()"))[0][0], '0');
  } finally {
    for (const p of more) p.kill('SIGTERM');
  }
});

// A service that sends one byte after the other: its time is limited as a whole, and nothing is taken for gone.
await with_stack('a_service_that_drips', {
  env: { BOARDS_OFF: `arbeitnow,themuse,${others}`, COMPANIES: 'greenhouse/acme', FETCH_REQUEST_SECONDS: '1' },
  prepare(boards) { boards.put('greenhouse', 'acme', [greenhouseJob(1, 'Cooper'), greenhouseJob(2, 'Smith')]); boards.stores.greenhouse.etags = false; },
}, async (ctx) => {
  await first_runs(ctx, 'greenhouse/acme');
  await until('the first run went well', async () => { if ((await state_of(ctx, 'greenhouse/acme')).created === 2) return true; await read_now(ctx, 'greenhouse/acme'); return false; });
  ctx.boards.fault('greenhouse', { drip: 50, times: 4 });
  await read_now(ctx, 'greenhouse/acme');
  const s = await state_of(ctx, 'greenhouse/acme');
  assert.deepEqual([s.state, s.problem, s.requests, s.closed], ['BROKEN', 'TIMEOUT', 4, 0]);
  assert.deepEqual(await ctx.sql('SELECT count(*) FROM offers WHERE closed_at IS NOT NULL'), [['0']]);
});

// Quiet hours are told in a zone: the same hours, near and far.
const zoned = (zone) => Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(new Date()));
const tokyo = zoned('Asia/Tokyo');
const around = (hour) => `${(hour + 23) % 24}-${(hour + 3) % 24}`;
const quiet_boards = (boards) => boards.put('arbeitnow', '', [arbeitnowJob('cooper-1', 'Cooper')]);
await with_stack('quiet_hours_here', { env: () => ({ BOARDS_OFF: `themuse,${others}`, FETCH_TIME_ZONE: 'Asia/Tokyo', FETCH_QUIET_HOURS: around(tokyo) }), prepare: quiet_boards }, async (ctx) => {
  const user = await new Client(ctx.stack.url).register();
  await user.gql('mutation{ createSearchConfig(input:{jobTitles:["Cooper"], locations:[]}){ id } }');
  const [[at]] = await until('the first run is put off', async () => { const r = await ctx.sql("SELECT to_char(next_run_at AT TIME ZONE 'Asia/Tokyo', 'HH24') FROM sources WHERE id = 'arbeitnow' AND next_run_at > now()"); return r.length && r; });
  assert.equal(Number(at), (tokyo + 3) % 24, 'to the first hour after them');
  const { triggerScan } = await user.gql('mutation{ triggerScan { message } }');
  assert.match(triggerScan.message, /quiet time: the job boards are read again after \d{4}-/);
  assert.deepEqual([ctx.boards.requests.length, (await ctx.sql("SELECT count(*) FROM commands WHERE kind = 'CMD_FETCH'"))[0][0]], [0, '0']);
  // A run that is under way when they begin asks no more, is no failure, and goes on after them.
  await ctx.sql(`INSERT INTO commands (id, kind, key, payload, run_at, created_at) VALUES (gen_random_uuid(), 'CMD_FETCH', 'arbeitnow', '{"sourceId":"arbeitnow"}', now(), now())`);
  await until('the run is over', async () => (await ctx.sql("SELECT state FROM commands WHERE kind = 'CMD_FETCH'"))[0]?.[0] === 'DONE');
  const s = await state_of(ctx, 'arbeitnow');
  assert.deepEqual([s.state, s.problem, ctx.boards.requests.length], ['PAUSED', 'QUIET', 0]);
  assert.equal((await ctx.sql("SELECT to_char(next_run_at AT TIME ZONE 'Asia/Tokyo', 'HH24')::int FROM sources WHERE id = 'arbeitnow' AND failures = 0"))[0][0], String((tokyo + 3) % 24));
});
await with_stack('quiet_hours_elsewhere', { env: () => ({ BOARDS_OFF: `themuse,${others}`, FETCH_TIME_ZONE: 'America/New_York', FETCH_QUIET_HOURS: around(tokyo) }), prepare: quiet_boards }, async (ctx) => {
  await first_runs(ctx, 'arbeitnow');
  assert.equal((await state_of(ctx, 'arbeitnow')).state, 'OK');
});

// A company whose own site states its postings: robots.txt, sitemap, changes, what is gone, what is refused.
const site = !only || only === 'a_company_site_is_followed' ? await startSite() : undefined;
await with_stack('a_company_site_is_followed', {
  env: () => ({ BOARDS_OFF: `arbeitnow,themuse,${others}`, OUTBOUND_TEST_ROUTES: `acme.example.org=${site.at},shut.example.org=${site.at}` }),
  prepare() {
    const at = 'https://acme.example.org';
    site.closed = ['/jobs/internal'];
    site.say('/robots.txt', { type: 'text/plain', body: 'User-agent: *\nDisallow: /jobs/internal\nCrawl-delay: 0.2\nSitemap: https://acme.example.org/index.xml\n' });
    site.say('/index.xml', { type: 'application/xml', body: `<sitemapindex><sitemap><loc>${at}/map.xml</loc></sitemap><sitemap><loc>${at}/index.xml</loc></sitemap><sitemap><loc>http://169.254.169.254/map.xml</loc></sitemap></sitemapindex>` });
    site.page('/careers', '<h1>Work with us</h1><p>We make barrels.');
    site.sitemap('/map.xml', [[`${at}/about`], [`${at}/jobs/1`, '2026-01-01'], [`${at}/jobs/2`, '2026-01-01'], [`${at}/jobs/3`, '2026-01-01'], [`${at}/jobs/internal/9`], [`${at}/jobs/culture`, '2026-01-01'], ['https://other.example.org/jobs/1']]);
    for (const n of [1, 2, 3]) site.posting(`/jobs/${n}`, { title: `Cooper ${n}`, id: `C-${n}` });
    site.page('/jobs/culture', '<p>We are nice.');
  },
}, async (ctx) => {
  const { stack, sql } = ctx;
  const user = await new Client(stack.url).register();
  await user.gql('mutation{ createSearchConfig(input:{jobTitles:["Cooper"], locations:[]}){ id } }');
  const { watchCompany: watch } = await user.gql('mutation{ watchCompany(url:"acme.example.org/careers"){ label name source { id } } }');
  assert.deepEqual([watch.label, watch.name], ['Career page', 'acme.example.org']);
  const id = 'jobposting/https://acme.example.org/careers';
  await first_runs(ctx, id);
  let s = await state_of(ctx, id);
  assert.deepEqual([s.state, s.problem, s.fetched, s.created, s.requests], ['OK', '', 3, 3, 8], 'robots, page, two maps, four pages');
  const crawl = site.requests.slice(-8);
  assert.deepEqual(crawl.map((r) => r.path), ['/robots.txt', '/careers', '/index.xml', '/map.xml', '/jobs/1', '/jobs/2', '/jobs/3', '/jobs/culture']);
  assert.ok(crawl.at(-1).at - crawl[1].at >= 900, 'six gaps of 0.2 s, as robots.txt asks');
  assert.deepEqual(site.violations, []);
  assert.match(crawl[0].headers['user-agent'], /^JobMate\/\d.* \(\+.+\)$/);
  const titles = async () => (await user.gql('{ jobFeed(status: PENDING) { title } }')).jobFeed.map((j) => j.title).sort();
  await until('three offers wait', async () => (await titles()).length === 3);
  assert.equal((await sql("SELECT count(*) FROM offer_sightings WHERE source = 'jobposting' AND bronze_ref IS NULL"))[0][0], '0');

  // Again: nothing changed, so no page is read, and nothing is closed.
  await read_now(ctx, id);
  s = await state_of(ctx, id);
  assert.deepEqual([s.state, s.fetched, s.closed, s.requests], ['OK', 0, 0, 4]);

  // One changed, one is gone with its page, one fails, one is new: only what is gone ends.
  const at = 'https://acme.example.org';
  site.sitemap('/map.xml', [[`${at}/jobs/1`, '2026-02-02'], [`${at}/jobs/3`, '2026-02-02'], [`${at}/jobs/4`, '2026-02-02'], [`${at}/jobs/culture`, '2026-01-01']]);
  site.posting('/jobs/1', { title: 'Cooper 1, nights', id: 'C-1' });
  site.pages.delete('/jobs/2');
  site.say('/jobs/3', { status: 500 });
  site.posting('/jobs/4', { title: 'Cooper 4', id: 'C-4' });
  await read_now(ctx, id);
  s = await state_of(ctx, id);
  assert.deepEqual([s.state, s.problem, s.created, s.closed], ['OK', 'PARTS', 1, 1]);
  assert.deepEqual(await sql("SELECT s.source_id FROM offer_sightings s JOIN offers o ON o.id = s.offer_id WHERE o.closed_at IS NOT NULL"), [['acme.example.org:C-2']]);
  assert.deepEqual(await titles(), ['Cooper 1, nights', 'Cooper 3', 'Cooper 4']);

  // robots.txt closes the site: it is left alone, its offers stay, and the source says why, in both languages.
  site.say('/robots.txt', { type: 'text/plain', body: 'User-agent: JobMate\nDisallow: /\n' });
  const asked = site.requests.length;
  await read_now(ctx, id);
  assert.equal(site.requests.length, asked + 1);
  const seen = (await health(user))[id];
  assert.deepEqual([seen.state, seen.problem], ['BROKEN', 'ROBOTS']);
  assert.match(seen.text, /asks programs not to read/);
  assert.match(seen.fr, /demande aux programmes/);
  assert.equal((await titles()).length, 3);
  const refused = await user.send('mutation{ watchCompany(url:"https://shut.example.org/careers", language: FR){ id } }');
  assert.equal(refused.errors[0].extensions.reason, 'ROBOTS');
  assert.match(refused.errors[0].message, /robots\.txt/);
  // 5xx for robots.txt means the same as no.
  site.say('/robots.txt', { status: 503 });
  await read_now(ctx, id);
  assert.equal((await state_of(ctx, id)).problem, 'HTTP_STATUS');
  // Replay reads the site's pages from bronze like any other board's.
  const dry = await run(['replay', '--board', 'jobposting', '--dry-run'], stack.env);
  assert.match(dry.stdout, /jobposting: 7 payloads, 4 offers: 3 unchanged, 0 changed, 0 new, 1 closed/, dry.stdout + dry.stderr);
});
await site?.stop();

let recorded_companies = '', corpus_pages;
const corpus = path.join(process.env.JOBMATE_CORPUS || path.join(root, '../shared/data'), 'offers');
if (!existsSync(corpus)) console.log('skipped the_recorded_corpus: no corpus');
else {
  let counts;
  // Recorded pages with JobPosting as a site with a sitemap; files that no board serves are ingested below.
  const pages = corpus_pages = !only || only === 'the_recorded_corpus' ? await startSite() : undefined;
  const from_files = ['google_jobs', 'linkedin_derived', 'hellowork', 'reed_uk', 'remotejobs_org', 'multi_source'];
  await with_stack('the_recorded_corpus', {
    env: () => ({ COMPANIES: recorded_companies, OUTBOUND_TEST_ROUTES: `pages.example.org=${pages.at}`, FRANCE_TRAVAIL_CLIENT_ID: 'test-id', FRANCE_TRAVAIL_CLIENT_SECRET: 'test-secret', ADZUNA_APP_ID: 'test-id', ADZUNA_APP_KEY: 'test-key' }),
    prepare(boards) {
      counts = loadFolder(boards, corpus);
      const names = readdirSync(path.join(corpus, 'jsonld')).filter((n) => /\.html(\.gz)?$/.test(n));
      for (const n of names) { const raw = readFileSync(path.join(corpus, 'jsonld', n)); pages.page(`/jobs/${n}`, n.endsWith('.gz') ? gunzipSync(raw) : raw); }
      pages.page('/jobs', '<h1>Jobs</h1>');
      pages.sitemap('/sitemap.xml', names.map((n) => [`https://pages.example.org/jobs/${n}`]));
      recorded_companies = `${boards.companies()},jobposting/https://pages.example.org/jobs`;
      // Recorded long ago: France Travail is asked for the last week.
      const now = Date.now();
      boards.stores.france_travail.get('')?.forEach((o, i) => { o.dateCreation = new Date(now - (i % 9000) * 60_000 - 60_000).toISOString(); });
      const seen = new Set();
      boards.put('france_travail', '', (boards.stores.france_travail.get('') ?? []).filter((o) => o.id && !seen.has(o.id) && seen.add(o.id)));
    },
  }, async (ctx) => {
    const { stack, boards, sql } = ctx;
    const user = await new Client(stack.url).register();
    await user.gql('mutation{ createSearchConfig(input:{jobTitles:["Engineer"], locations:[], redFlags:["senior"]}){ id } }');
    await user.gql('mutation{ createSearchConfig(input:{jobTitles:["e"], locations:[]}){ id } }');
    const began = Date.now(), memory = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${stack.processes.jobmate.pid}/status`, 'utf8'))[1]) / 1024;
    const peaks = [];
    await until('everything was read', async () => {
      const [[left, n]] = await sql("SELECT count(*) FILTER (WHERE last_run_id IS NULL), count(*) FROM sources WHERE state <> 'OFF'");
      const share = 1 - left / n;
      if (n > 20 && share >= (peaks.length + 1) / 4) peaks.push(memory());
      return Number(n) > 20 && left === '0';
    }, 150_000);
    const seconds = (Date.now() - began) / 1000;
    const rows = await sql("SELECT s.board, count(*), sum(r.fetched), sum(r.created), sum(r.duplicates), sum(r.rejected), sum(r.bytes), string_agg(DISTINCT s.state, ' ') FROM sources s JOIN source_runs r ON r.id = s.last_run_id GROUP BY 1 ORDER BY 1");
    console.log('  board            listings  offers    new  dupl.  rejected  bytes');
    for (const [b, l, f, c, d, j, bytes, states] of rows) console.log(`  ${b.padEnd(16)} ${l.padStart(8)} ${f.padStart(7)} ${c.padStart(6)} ${d.padStart(6)} ${j.padStart(9)}  ${(bytes / 1e6).toFixed(1)} MB ${states}`);
    for (const [b, code, n] of await sql("SELECT r.source, e->>'reason', sum((e->>'count')::int) FROM source_runs r, jsonb_array_elements(r.rejects) e WHERE source_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2")) console.log(`  rejected ${b} ${code}: ${n}`);
    const total = rows.reduce((n, r) => n + Number(r[2]), 0);
    console.log(`  ${total} offers in ${seconds.toFixed(1)} s, ${(total / seconds).toFixed(0)}/s, ${boards.requests.length} requests; peak memory at each quarter of the listings: ${peaks.map((m) => m.toFixed(0)).join(', ')} MB`);
    for (const [b, , fetched] of rows) {
      if (['france_travail', 'adzuna', 'hackernews'].includes(b)) continue;       // searches give a part, threads hold answers
      if (b === 'jobposting') { assert.ok(Number(fetched) > 100, 'the recorded pages'); continue; }
      const most = { themuse: 1980, himalayas: 1000, jobicy: 100 }[b] ?? Infinity;
      assert.equal(Number(fetched), Math.min(counts[b] ?? 0, most), `${b}: every offer served is read or rejected with a reason`);
    }
    // What is recorded and served by nobody: the same way into the inboxes, from files.
    for (const board of from_files) {
      const at = Date.now(), r = await run(['ingest', board, path.join(corpus, board)], stack.env);
      assert.equal(r.code, 0, r.stdout + r.stderr);
      console.log(`  ${r.stdout.trim().split('\n').join('\n  ')} (${((Date.now() - at) / 1000).toFixed(1)} s)`);
    }
    console.log(`  peak memory of the server at the end: ${memory().toFixed(0)} MB`);
    for (const b of [...Object.keys(counts), ...from_files]) assert.notEqual((await sql(`SELECT count(*) FROM offer_sightings WHERE source = '${b}'`))[0][0], '0', `offers of ${b}`);
    assert.deepEqual(await sql("SELECT s.id, s.problem, s.problem_detail FROM sources s WHERE state IN ('BROKEN','PAUSED') AND problem <> 'REJECTS'"), []);
    assert.equal((await sql('SELECT count(*) - count(DISTINCT (source, source_id)) FROM offer_sightings'))[0][0], '0');
  });
}

await corpus_pages?.stop();
process.exitCode = failed ? 1 : 0;
