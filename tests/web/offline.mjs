// The app without a connection, with a server that dies, in two windows at once, on two devices that disagree; installed; sent
// an address from outside. On the real thing.
//   node offline.mjs [part of a name]
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../lib/stack.mjs';
import { account, desktop, ingestDemo, launch, phone, signedIn, startWeb, watched } from './lib.mjs';

const only = process.argv[2];
// Its own copy of the built app, so that a new version can be put in its place.
const app = mkdtempSync(path.join(tmpdir(), 'jobmate-app-'));
cpSync(path.join(root, 'build/web'), app, { recursive: true });
const posting = `<!doctype html><meta charset=utf-8><title>Glass</title><script type="application/ld+json">{"@type":"JobPosting","title":"Glassblower","hiringOrganization":"Blue Kiln","jobLocation":{"address":{"addressLocality":"Nantes","addressCountry":"FR"}},"description":"Blow glass all day, with five others."}</script>`;
const asked = [];
const board = createServer((request, response) => { asked.push(request.url); response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }); response.end(posting); });
await new Promise((r) => board.listen(0, '127.0.0.1', r));
const stack = await startWeb({ WEB_DIR: app, OUTBOUND_TEST_ROUTES: `kiln.example.org=127.0.0.1:${board.address().port}` });
const browser = await launch();
let failed = 0;
const check = async (name, f) => {
  if (only && !name.includes(only)) return;
  const started = Date.now();
  try { await f(); console.log(`ok   ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`); } catch (e) { failed++; console.log(`FAIL ${name}: ${e.stack}`); for (const c of browser.contexts()) for (const p of c.pages()) await p.screenshot({ path: path.join(root, `build/web-offline-failed-${failed}.png`) }).catch(() => {}); }
  for (const c of browser.contexts()) await c.close();
};
const clean = (page) => assert.deepEqual(page.problems, []);
const eventually = async (f, what, ms = 30_000) => { const until = Date.now() + ms; for (;;) { if (await f()) return; if (Date.now() > until) throw new Error(`not within ${ms} ms: ${what}`); await new Promise((r) => setTimeout(r, 50)); } };
const status = (client, id) => client.gql('query($i:ID!){ jobFeedItem(id:$i){ status } }', { i: id }).then((r) => r.jobFeedItem.status);
const pending = (c) => c.gql('{ jobFeedConnection(first: 50) { nodes { id title } } }').then((r) => r.jobFeedConnection.nodes);
const approve = (c, id) => c.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: id }).then((r) => r.approveJob.id);
const kinds = (c, id) => c.gql('query($i:ID!){ application(id:$i){ events{ kind } } }', { i: id }).then((r) => r.application.events.map((e) => e.kind));
const offers = async (n) => { const c = await account(stack); await eventually(async () => (await pending(c)).length >= n, 'offers'); return c; };
const controlled = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => new Promise((r) => { if (navigator.serviceWorker.controller) r(); else navigator.serviceWorker.addEventListener('controllerchange', () => r()); })));
// What this device keeps of `name`, as the app reads it.
const kept = (page, name) => page.evaluate((n) => new Promise((resolve) => {
  const open = indexedDB.open('jobmate', 1);
  open.onupgradeneeded = () => open.result.createObjectStore('kept');
  open.onsuccess = () => { const all = open.result.transaction('kept').objectStore('kept'); const keys = all.getAllKeys(); keys.onsuccess = () => { const key = keys.result.find((k) => k.endsWith(`/${n}`)); if (!key) { open.result.close(); resolve(null); return; } const r = all.get(key); r.onsuccess = () => { open.result.close(); resolve(r.result.value); }; }; };
}), name);
const rows = (page) => page.locator('[data-row]').evaluateAll((l) => l.map((e) => e.dataset.row));
const inbox = async (page) => { await page.goto('/inbox'); await page.locator('#offer-title').waitFor(); return rows(page); };
const waiting = (page) => page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('jobmate.outbox.')).length);

await ingestDemo(stack);

await check('the app can be installed, and takes what a phone shares', async () => {
  const client = await account(stack);
  const page = await signedIn(browser, stack, client, { device: phone });
  await page.goto('/');
  await controlled(page);
  const cdp = await page.context().newCDPSession(page);
  const { errors, data } = await cdp.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  assert.deepEqual(manifest.share_target, { action: '/add', method: 'GET', enctype: 'application/x-www-form-urlencoded', params: { title: 'title', text: 'text', url: 'url' } });
  for (const icon of manifest.icons.filter((i) => i.type === 'image/png')) {
    const size = await page.evaluate((src) => fetch(src).then((r) => r.blob()).then(createImageBitmap).then((b) => `${b.width}x${b.height}`), icon.src);
    assert.equal(size, icon.sizes);
  }
  assert.ok(manifest.icons.some((i) => i.purpose === 'maskable'));
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
  assert.deepEqual(installabilityErrors.filter((e) => e.errorId !== 'in-incognito'), []);
  // Every file of the build is there for when there is no connection.
  const missing = await page.evaluate(async () => { const html = await (await fetch('/')).text(); const files = ['/', '/manifest.webmanifest', '/icon-192.png', ...[...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((m) => m[1])]; const out = []; for (const f of files) if (!(await caches.match(f, { ignoreVary: true }))) out.push(f); return out; });
  assert.deepEqual(missing, []);
  clean(page);
});

await check('what was read stays readable; what is decided is sent once', async () => {
  const client = await offers(6);
  const [first, ...rest] = await pending(client);
  const card = await approve(client, first.id);
  await client.gql('mutation($a:ID!){ addNote(applicationId:$a, note:"Called on Monday."){ id } }', { a: card });
  const page = await signedIn(browser, stack, client);
  const ids = await inbox(page);
  await controlled(page);
  await page.goto('/board');
  await page.locator('.kcard').first().waitFor();
  await eventually(async () => (await kept(page, 'board'))?.details.length > 0 && (await kept(page, 'inbox'))?.details.length >= 4, 'kept on the device');
  await page.context().setOffline(true);
  // Started anew without a connection: the inbox with its texts, the board with its notes.
  await page.goto('/inbox');
  await page.getByText('You are offline', { exact: false }).waitFor();
  await page.locator('.why').waitFor();
  assert.deepEqual((await rows(page)).slice(0, 4), ids.slice(0, 4));
  await page.goto(`/board/${card}`);
  await page.locator('dialog textarea').waitFor();
  assert.equal(await page.locator('dialog textarea').inputValue(), 'Called on Monday.');
  await page.getByRole('button', { name: 'I have applied' }).click();
  await page.locator('dialog .status', { hasText: 'Applied' }).waitFor();
  await page.goto('/inbox');
  await page.locator('#offer-title').waitFor();
  await page.keyboard.press('a'); await page.keyboard.press('r'); await page.keyboard.press('a');
  await page.getByText('4 decisions wait', { exact: false }).waitFor();
  // The window is closed; the next one, still offline, knows them and shows what was decided.
  const context = page.context();
  await page.close();
  const next = await context.newPage();
  await next.goto('/inbox');
  await next.getByText('4 decisions wait', { exact: false }).waitFor();
  await next.locator('#offer-title').waitFor();
  for (const id of ids.slice(0, 3)) assert.equal(await next.locator(`[data-row="${id}"]`).count(), 0);
  assert.equal(await status(client, ids[0]), 'PENDING');
  await context.setOffline(false);
  await eventually(async () => (await waiting(next)) === 0, 'sent');
  assert.deepEqual([await status(client, ids[0]), await status(client, ids[1]), await status(client, ids[2])], ['APPROVED', 'REJECTED', 'APPROVED']);
  const { myApplications } = await client.gql('{ myApplications { jobFeedId currentStatus events { kind } } }');
  assert.equal(myApplications.length, 3);
  assert.deepEqual(myApplications.find((a) => a.jobFeedId === first.id).events.filter((e) => e.kind === 'MOVED').length, 1);
  for (const a of myApplications) assert.equal(a.events.filter((e) => e.kind === 'CREATED').length, 1);
  assert.ok(rest.length);
});

await check('answers that never come: sent again, done once', async () => {
  const client = await offers(5);
  const page = await signedIn(browser, stack, client, { serviceWorkers: 'block' });      // its requests would not be seen here
  const ids = await inbox(page);
  const loseAnswer = async (name, does) => {
    let lost = 0;
    await page.route('**/graphql', async (route) => {
      if (lost || !route.request().postData()?.includes(`"operationName":"${name}"`)) return route.fallback();
      lost++;
      await route.fetch();                     // it arrives and is done
      return route.abort();
    });
    await does();
    await eventually(async () => lost === 1 && (await waiting(page)) === 0, `${name} settled`);
    await page.unroute('**/graphql');
  };
  await loseAnswer('Approve', () => page.keyboard.press('a'));
  assert.equal(await status(client, ids[0]), 'APPROVED');
  // An approval, then a rejection elsewhere; taking the rejection back must not take the approval back too.
  await client.gql('mutation($j:ID!){ rejectJob(jobFeedId:$j){ id } }', { j: ids[0] });
  await page.goto(`/inbox/${ids[0]}?lane=REJECTED`);
  await loseAnswer('UndoTriage', () => page.locator('.detail').getByRole('button', { name: 'Undo' }).click());
  await eventually(async () => (await status(client, ids[0])) === 'APPROVED', 'the approval is back');
  await new Promise((r) => setTimeout(r, 500));
  assert.equal(await status(client, ids[0]), 'APPROVED');
  const { myApplications: [{ id: card }] } = await client.gql('{ myApplications { id } }');
  await page.goto(`/board/${card}`);
  await loseAnswer('MoveCard', () => page.getByRole('button', { name: 'I have applied' }).click());
  await loseAnswer('UndoMove', () => page.locator('dialog').getByRole('button', { name: 'Undo the last move' }).click());
  const events = await kinds(client, card);
  assert.deepEqual([events.filter((k) => k === 'MOVED').length, events.filter((k) => k === 'MOVE_UNDONE').length], [1, 1]);
});

await check('another device decided otherwise meanwhile: said, and nothing is written over it', async () => {
  const client = await offers(4);
  const card = await approve(client, (await pending(client))[0].id);
  const page = await signedIn(browser, stack, client);
  const [id] = await inbox(page);
  await controlled(page);
  await page.goto(`/board/${card}`);
  await page.locator('dialog textarea').waitFor();
  await page.context().setOffline(true);
  await page.locator('dialog textarea').fill('Written here.');
  await page.locator('dialog textarea').blur();
  await page.getByRole('button', { name: 'I have applied' }).click();
  await page.keyboard.press('Escape');
  await page.locator('a[href="/inbox"]').first().click();
  await page.locator('#offer-title').waitFor();
  await page.keyboard.press('a');
  await page.getByText('3 decisions wait', { exact: false }).waitFor();
  // Meanwhile, on the phone:
  await client.gql('mutation($j:ID!){ rejectJob(jobFeedId:$j){ id } }', { j: id });
  await client.gql('mutation($a:ID!){ addNote(applicationId:$a, note:"Written there."){ id } moveCard(applicationId:$a, newStatus: REJECTED){ id } }', { a: card });
  await page.context().setOffline(false);
  await page.getByText('made it: Rejected. The approval was not sent.', { exact: false }).waitFor({ timeout: 30_000 });
  await page.getByText('brought it to Rejected. It was not moved again.', { exact: false }).waitFor();
  await page.getByText('Both texts are kept', { exact: false }).waitFor();
  assert.equal(await status(client, id), 'REJECTED');
  const read = async () => (await client.gql('query($i:ID!){ application(id:$i){ currentStatus userNotes } }', { i: card })).application;
  await eventually(async () => (await read()).userNotes === 'Written there.\n\nWritten here.', 'both notes');
  assert.equal((await read()).currentStatus, 'REJECTED');
  // And when it is meant all the same:
  await page.locator('.toast', { hasText: 'The approval was not sent' }).getByRole('button', { name: 'Do it anyway' }).click();
  await eventually(async () => (await status(client, id)) === 'APPROVED', 'approved after all');
  clean(page);
});

await check('the server is killed mid-triage; the app starts without it and hands over when it is back', async () => {
  const client = await offers(6);
  const page = await signedIn(browser, stack, client);
  const ids = await inbox(page);
  await controlled(page);
  await eventually(async () => (await kept(page, 'inbox'))?.details.length >= 4, 'kept on the device');
  await stack.processes.jobmate.kill('SIGKILL');
  await page.keyboard.press('r'); await page.keyboard.press('a');
  await page.getByText('The server does not answer. 2 decisions wait', { exact: false }).waitFor();
  await page.reload();                         // with no server to reload from
  await page.locator('#offer-title').waitFor();
  for (const id of ids.slice(0, 2)) await page.locator(`[data-row="${id}"]`).waitFor({ state: 'detached' });
  await page.getByText('The server does not answer. 2 decisions wait', { exact: false }).waitFor();
  await page.keyboard.press('r');
  await stack.processes.jobmate.restart();
  await eventually(async () => (await waiting(page)) === 0, 'sent', 60_000);
  assert.deepEqual(await Promise.all(ids.slice(0, 3).map((i) => status(client, i))), ['REJECTED', 'APPROVED', 'REJECTED']);
  assert.equal((await client.gql('{ myApplications { id } }')).myApplications.length, 1);
  await page.getByText('The server does not answer', { exact: false }).waitFor({ state: 'detached' });
});

await check('two windows of one browser show the same, without a connection too', async () => {
  const client = await offers(5);
  const one = await signedIn(browser, stack, client);
  const ids = await inbox(one);
  await controlled(one);
  const two = await one.context().newPage();
  await inbox(two);
  await one.context().setOffline(true);
  await one.bringToFront();
  await one.keyboard.press('r'); await one.keyboard.press('a');
  for (const p of [one, two]) {
    await p.getByText('2 decisions wait', { exact: false }).waitFor();
    for (const id of ids.slice(0, 2)) await p.locator(`[data-row="${id}"]`).waitFor({ state: 'detached' });
  }
  await one.context().setOffline(false);
  await eventually(async () => (await status(client, ids[1])) === 'APPROVED', 'sent');
  for (const p of [one, two]) await p.getByText('decisions wait', { exact: false }).waitFor({ state: 'detached' });
  for (const id of ids.slice(0, 2)) assert.equal(await two.locator(`[data-row="${id}"]`).count(), 0);
});

await check('two browsers at once: notes, ratings and moves of one are on the other\'s board', async () => {
  const client = await offers(3);
  const card = await approve(client, (await pending(client))[0].id);
  const [one, two] = [await signedIn(browser, stack, client), await signedIn(browser, stack, client, { device: phone })];
  for (const p of [one, two]) { await p.goto(`/board/${card}`); await p.locator('dialog textarea').waitFor(); }
  await one.locator('dialog textarea').fill('The second interview is on Friday.');
  await two.waitForFunction(() => document.querySelector('dialog textarea')?.value === 'The second interview is on Friday.');
  await two.locator('dialog .stars label').nth(3).click();
  await one.waitForFunction(() => document.querySelectorAll('dialog .stars .is-on').length === 4);
  await two.getByRole('button', { name: 'I have applied' }).click();
  await one.locator('dialog .status', { hasText: 'Applied' }).waitFor();
  clean(one); clean(two);
});

await check('an address shared by a phone is read when that is confirmed, and not before', async () => {
  const client = await account(stack);
  const page = await signedIn(browser, stack, client, { device: phone, language: 'fr' });
  await page.goto(`/add?title=Offre&text=${encodeURIComponent('À voir : https://kiln.example.org/jobs/7.')}`);
  assert.equal(await page.getByLabel('Adresse de l’annonce').inputValue(), 'https://kiln.example.org/jobs/7');
  assert.deepEqual(asked, []);
  await page.getByRole('button', { name: 'Ajouter l’offre' }).tap();
  await page.getByRole('heading', { name: 'Glassblower' }).waitFor();
  assert.ok(asked.includes('/jobs/7'));
  await page.getByRole('link', { name: 'La regarder' }).tap();
  await page.locator('#offer-title', { hasText: 'Glassblower' }).waitFor();
  // What cannot be read is refused where it was typed.
  await page.goto('/add?url=http%3A%2F%2F127.0.0.1%2F');
  await page.getByRole('button', { name: 'Ajouter l’offre' }).tap();
  await page.locator('.field-error').waitFor();
  // Without a connection it waits like any decision.
  await controlled(page);
  await page.context().setOffline(true);
  await page.goto('/add?text=https%3A%2F%2Fkiln.example.org%2Fjobs%2F8');
  await page.getByRole('button', { name: 'Ajouter l’offre' }).tap();
  await page.getByText('L’offre sera ajoutée au retour', { exact: false }).first().waitFor();
  await page.context().setOffline(false);
  await eventually(() => asked.includes('/jobs/8'), 'read after all');
  clean(page);
});

await check('the bookmarklet opens the same on a posting\'s page', async () => {
  const client = await account(stack);
  const page = await signedIn(browser, stack, client, { device: desktop });
  await page.goto('/settings');
  const code = await page.locator('.bookmarklet a').getAttribute('href');
  assert.match(code, /^javascript:/);
  const there = await page.context().newPage();
  await there.goto(`http://127.0.0.1:${board.address().port}/a%20posting?id=1&x=2`);
  const [opened] = await Promise.all([page.context().waitForEvent('page'), there.evaluate(code.slice('javascript:'.length))]);
  await opened.getByLabel('Address of the posting').waitFor();
  assert.equal(await opened.getByLabel('Address of the posting').inputValue(), `http://127.0.0.1:${board.address().port}/a%20posting?id=1&x=2`);
});

await check('a new version is fetched beside the old one and taken when asked', async () => {
  const client = await account(stack);
  const page = await signedIn(browser, stack, client);
  await page.goto('/settings');
  await controlled(page);
  const before = await page.evaluate(() => caches.keys());
  const worker = path.join(app, 'sw.js');
  const code = readFileSync(worker, 'utf8');
  const version = before[0].replace('jobmate-app-', '');
  assert.ok(code.includes(version));
  writeFileSync(worker, code.replaceAll(version, 'feedfacefeedface'));
  for (const compressed of ['br', 'gz']) rmSync(`${worker}.${compressed}`, { force: true });
  await stack.processes.jobmate.kill('SIGTERM');
  await stack.processes.jobmate.restart();
  await page.getByText('A new version of JobMate is ready.').waitFor({ timeout: 60_000 });
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Load it' }).click()]);
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  assert.ok((await page.evaluate(() => caches.keys())).includes('jobmate-app-feedfacefeedface'));
  assert.equal(await page.getByText('A new version of JobMate is ready.').count(), 0);
});

await check('signing out leaves nothing of the account on the device', async () => {
  const client = await offers(3);
  const page = await signedIn(browser, stack, client);
  await inbox(page);
  await eventually(async () => (await kept(page, 'inbox'))?.rows.length > 0, 'kept on the device');
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await eventually(async () => (await kept(page, 'inbox')) === null, 'forgotten');
});

await check('the last move of an earlier visit is taken back without a connection too', async () => {
  const client = await offers(1);
  const card = await approve(client, (await pending(client))[0].id);
  await client.gql('mutation($a:ID!){ moveCard(applicationId:$a, newStatus:APPLIED){ id } }', { a: card });
  const page = await signedIn(browser, stack, client);
  await page.goto(`/board/${card}`);
  await page.locator('dialog .status', { hasText: 'Applied' }).waitFor();
  await page.context().setOffline(true);
  await page.getByText('You are offline', { exact: false }).waitFor();
  await page.locator('dialog').getByRole('button', { name: 'Undo the last move' }).click();
  await page.locator('dialog .status', { hasText: 'To apply' }).waitFor();                     // shown at once
  assert.equal(await page.locator('dialog').getByRole('button', { name: 'Undo the last move' }).count(), 0);
  await eventually(async () => await waiting(page) === 1, 'kept in the outbox');
  await page.context().setOffline(false);
  await eventually(async () => await waiting(page) === 0, 'sent');
  assert.deepEqual((await kinds(client, card)).filter((k) => k === 'MOVE_UNDONE'), ['MOVE_UNDONE']);
  await page.locator('dialog .status', { hasText: 'To apply' }).waitFor();
  // A card that stands where it began offers nothing to take back.
  assert.equal(await page.locator('dialog').getByRole('button', { name: 'Undo the last move' }).count(), 0);
  await page.keyboard.press('Escape');
  await page.locator('.card-menu > button').first().click();
  await page.getByRole('menuitem').first().waitFor();
  assert.equal(await page.getByRole('menuitem', { name: 'Undo the last move' }).count(), 0);
  clean(page);
});

await check('a note, a rating and a reminder stay as they were given: while they wait, over a restart, while the server takes its time', async () => {
  const client = await offers(1);
  const card = await approve(client, (await pending(client))[0].id);
  const page = await signedIn(browser, stack, client);
  await page.goto(`/board/${card}`);
  const note = page.locator('dialog textarea'), day = page.getByLabel('Another day');
  await note.waitFor();
  await controlled(page);
  await eventually(async () => (await kept(page, 'board'))?.details.length === 1, 'the card is kept on the device');
  await page.context().setOffline(true);
  await note.fill('Ask about the night shifts.');
  await page.getByLabel('4 stars').check({ force: true });
  await page.getByRole('button', { name: 'In 3 days' }).click();
  const given = async () => [await note.inputValue(), await page.getByLabel('4 stars').isChecked(), await page.locator('dialog .reminder p').textContent() !== 'None', await day.inputValue() !== ''];
  await eventually(async () => await waiting(page) === 3, 'kept in the outbox');
  assert.deepEqual(await given(), ['Ask about the night shifts.', true, true, true]);
  await page.reload();
  await note.waitFor();
  assert.deepEqual(await given(), ['Ask about the night shifts.', true, true, true]);
  await page.context().setOffline(false);
  await eventually(async () => await waiting(page) === 0, 'sent');
  assert.deepEqual((await kinds(client, card)).filter((k) => /NOTED|RATED|REMINDER/.test(k)).sort(), ['NOTED', 'RATED', 'REMINDER_SET']);
  assert.deepEqual(await given(), ['Ask about the night shifts.', true, true, true]);
  // What was typed gives way to nothing while its answer and the card are on their way.
  await page.route('**/graphql', async (route) => { await new Promise((r) => setTimeout(r, 400)); return route.fallback(); });
  await page.evaluate(() => { const seen = window.seen = new Set(); const field = document.querySelector('dialog textarea'); setInterval(() => seen.add(field.value), 10); });
  await note.fill('Asked.');
  await eventually(async () => (await client.gql('query($i:ID!){ application(id:$i){ userNotes } }', { i: card })).application.userNotes === 'Asked.' && await waiting(page) === 0, 'saved');
  await page.waitForTimeout(1500);
  assert.deepEqual(await page.evaluate(() => [...window.seen].slice(-1)), ['Asked.']);
  assert.equal(await page.evaluate(() => window.seen.size) <= 2, true);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  // A day that is typed, key by key.
  await day.focus();
  await page.keyboard.type(`1225${new Date().getFullYear() + 1}`);                              // as Chromium writes days here
  await eventually(async () => (await client.gql('query($i:ID!){ application(id:$i){ relanceReminderAt } }', { i: card })).application.relanceReminderAt?.startsWith(`${new Date().getFullYear() + 1}-12-25T08:00`), 'the day is set');
  assert.deepEqual((await kinds(client, card)).filter((k) => /REMINDER/.test(k)), ['REMINDER_SET', 'REMINDER_SET']);       // and none on the way to it
  clean(page);
});

await check('z on the board takes back the last moves of an earlier visit without a connection: shown at once, sent once; what another device moved by then stays', async () => {
  const client = await offers(3);
  const [first, second, third] = await Promise.all((await pending(client)).slice(0, 3).map(({ id }) => approve(client, id)));
  const moveTo = (id, to) => client.gql('mutation($a:ID!,$s:ApplicationStatus!){ moveCard(applicationId:$a, newStatus:$s){ id } }', { a: id, s: to });
  const state = async () => { const { myApplications } = await client.gql('{ myApplications { id currentStatus } }'); return [first, second, third].map((id) => myApplications.find((a) => a.id === id).currentStatus); };
  for (const id of [first, second, third]) await moveTo(id, 'APPLIED');
  await client.gql('mutation($a:ID!){ addNote(applicationId:$a, note:"Called."){ id } }', { a: first });      // changed last, and not moved
  let page = await signedIn(browser, stack, client);
  await page.goto('/board');
  await page.locator('.kcard').first().waitFor();
  await controlled(page);
  await eventually(async () => (await kept(page, 'board'))?.cards.length === 3, 'the cards are kept on the device');
  const context = page.context();
  await context.setOffline(true);
  await page.close();
  page = await watched(context);
  await page.goto('/board');
  const column = (name, id) => page.locator(`section[data-column="${name}"] [data-card="${id}"]`);
  const focused = () => page.evaluate(() => document.activeElement.dataset.card);
  await column('APPLIED', third).waitFor();
  await page.keyboard.press('z');
  await column('TO_APPLY', third).waitFor();
  await page.locator('.toast', { hasText: 'is in To apply again' }).waitFor();
  await eventually(async () => await focused() === third, 'the focus goes with the card');
  await page.reload();                                                                       // still without a connection
  await column('TO_APPLY', third).waitFor();
  await page.keyboard.press('z');
  await column('TO_APPLY', second).waitFor();
  await page.keyboard.press('z');
  await column('TO_APPLY', first).waitFor();
  await page.keyboard.press('z');
  await page.getByText('There is nothing left to take back.').waitFor();
  assert.deepEqual(await state(), ['APPLIED', 'APPLIED', 'APPLIED']);
  await moveTo(second, 'INTERVIEW');                                                         // the phone, meanwhile
  await context.setOffline(false);
  await eventually(async () => (await waiting(page)) === 0, 'sent');
  await page.locator('.toast', { hasText: 'another device brought it to Interview. Nothing was taken back.' }).waitFor();
  assert.deepEqual(await state(), ['TO_APPLY', 'INTERVIEW', 'TO_APPLY']);
  for (const id of [first, third]) assert.deepEqual((await kinds(client, id)).filter((k) => k === 'MOVE_UNDONE'), ['MOVE_UNDONE']);
  await column('INTERVIEW', second).waitFor();
  await page.keyboard.press('z');                                                            // and the phone's move, now that it is known
  await column('APPLIED', second).waitFor();
  await eventually(async () => (await state())[1] === 'APPLIED', 'taken back');
  await page.locator('.toast', { hasText: 'is in Applied again' }).waitFor();
  await page.keyboard.press('z');
  await page.getByText('There is nothing left to take back.').waitFor();
  clean(page);
});

const reject = (c, id) => c.gql('mutation($j:ID!){ rejectJob(jobFeedId:$j){ id } }', { j: id });
await check('z takes back decisions of earlier visits without a connection: shown at once, kept over a restart, sent once', async () => {
  const client = await offers(5);
  const [first, second, third] = (await pending(client)).map((n) => n.id);
  await approve(client, first);
  await reject(client, second);
  await client.gql('mutation($j:ID!,$u:String!){ snoozeJob(jobFeedId:$j, until:$u){ id } approveJob(jobFeedId:$j){ id } }', { j: third, u: new Date(Date.now() + 86400e3).toISOString() });
  let page = await signedIn(browser, stack, client);
  await inbox(page);
  await controlled(page);
  await eventually(async () => (await kept(page, 'inbox'))?.decisions?.length === 3, 'the decisions are kept on the device');
  const context = page.context();
  await context.setOffline(true);
  await page.close();
  page = await watched(context);
  await page.goto('/inbox');
  await page.locator('#offer-title').waitFor();
  await page.keyboard.press('z');                                                            // the approval of what was put off: put off again
  await page.getByText('1 decision waits', { exact: false }).waitFor();
  await page.keyboard.press('z');
  await page.locator(`[data-row="${second}"]`).waitFor();
  await page.getByRole('link', { name: /^Later/ }).click();
  await page.locator(`[data-row="${third}"]`).waitFor();
  await page.reload();                                                                       // still without a connection
  await page.getByText('2 decisions wait', { exact: false }).waitFor();
  await page.getByRole('link', { name: /^To decide/ }).click();
  await page.locator(`[data-row="${second}"]`).waitFor();
  await page.keyboard.press('z');
  await page.locator(`[data-row="${first}"]`).waitFor();
  await page.keyboard.press('z');
  await page.getByText('There is nothing left to take back.').waitFor();
  assert.deepEqual([await status(client, first), await status(client, second), await status(client, third)], ['APPROVED', 'REJECTED', 'APPROVED']);
  await context.setOffline(false);
  await eventually(async () => (await waiting(page)) === 0, 'sent');
  const { lastDecisions, myApplications, snoozedJobs } = await client.gql('{ lastDecisions { to item { id } } myApplications { id } snoozedJobs { nodes { id } } }');
  assert.deepEqual([lastDecisions, myApplications, snoozedJobs.nodes], [[{ to: 'SNOOZED', item: { id: third } }], [], [{ id: third }]]);
  assert.deepEqual([await status(client, first), await status(client, second)], ['PENDING', 'PENDING']);
  // And the next of that item, which only its undoing has laid open.
  await eventually(async () => (await kept(page, 'inbox'))?.decisions?.[0]?.to === 'SNOOZED', 'asked anew');
  await page.keyboard.press('z');
  await eventually(async () => (await client.gql('{ snoozedJobs { totalCount } }')).snoozedJobs.totalCount === 0, 'fetched back');
  clean(page);
});

await check('what was decided last is taken back at the very start of a visit without a connection, however short the one before was', async () => {
  const client = await offers(4);
  const [first, second, third] = (await pending(client)).map((n) => n.id);
  const page = await signedIn(browser, stack, client);
  await inbox(page);
  await controlled(page);
  await page.goto('about:blank');
  await reject(client, first);
  const asked = [];
  page.on('request', (r) => { const name = /"operationName":"(\w+)"/.exec(r.postData() ?? '')?.[1]; if (name) asked.push(name); });
  const read = page.waitForResponse((r) => /"operationName":"LastDecisions"/.test(r.request().postData() ?? ''));
  await inbox(page);
  await read;
  const before = asked.slice(0, asked.indexOf('LastDecisions'));
  assert.ok(!before.includes('OffersAhead') && !before.includes('LaterPage'), `what can wait was asked for before: ${before}`);
  const context = page.context();
  await context.setOffline(true);
  await page.reload();
  await page.locator('#offer-title').waitFor();
  await page.keyboard.press('z');                                                            // a decision of another device, before this one was opened
  await page.locator(`[data-row="${first}"]`).waitFor();
  await context.setOffline(false);
  await eventually(async () => (await waiting(page)) === 0 && await status(client, first) === 'PENDING', 'sent');
  // Decided, sent, and gone.
  for (const [id, key] of [[second, 'r'], [third, 'a']]) {
    await page.goto(`/inbox/${id}`);
    await page.locator('#offer-title').waitFor();
    await page.locator(`[data-row="${id}"]`).focus();
    const before = await status(client, id);
    await page.keyboard.press(key);
    await eventually(async () => (await waiting(page)) === 0 && await status(client, id) !== before, 'sent');
    await context.setOffline(true);
    await page.reload();
    await page.locator('#offer-title').waitFor();
    assert.equal(await page.locator(`[data-row="${id}"]`).count(), 0);
    await page.keyboard.press('z');
    await page.locator(`[data-row="${id}"]`).waitFor();
    await context.setOffline(false);
    await eventually(async () => (await waiting(page)) === 0 && await status(client, id) === 'PENDING', 'taken back');
  }
  clean(page);
});

await check('taking back what the server refuses by then is said, and shown as the server has it', async () => {
  const client = await offers(3);
  const [{ id }] = await pending(client);
  const card = await approve(client, id);
  const page = await signedIn(browser, stack, client);
  await inbox(page);
  await controlled(page);
  await eventually(async () => (await kept(page, 'inbox'))?.decisions?.length === 1, 'the decision is kept on the device');
  await page.context().setOffline(true);
  await page.keyboard.press('z');
  await page.locator(`[data-row="${id}"]`).waitFor();
  await client.gql('mutation($a:ID!){ moveCard(applicationId:$a, newStatus:APPLIED){ id } }', { a: card });
  await page.context().setOffline(false);
  await page.getByRole('region', { name: 'Messages' }).getByText('Its application has moved on from “To apply”.').waitFor();
  await page.locator(`[data-row="${id}"]`).waitFor({ state: 'detached' });
  assert.equal(await status(client, id), 'APPROVED');
  await page.keyboard.press('z');
  await page.getByText('There is nothing left to take back.').waitFor();
  clean(page);
});

await check('z asks what another device decided last, and a lost answer takes nothing more back', async () => {
  const client = await offers(4);
  const [first, second] = (await pending(client)).map((n) => n.id);
  await reject(client, first);
  const page = await signedIn(browser, stack, client, { serviceWorkers: 'block' });
  await inbox(page);
  await reject(client, second);                                                              // the phone, meanwhile
  await page.locator(`[data-row="${second}"]`).waitFor({ state: 'detached' });
  let lost = 0;
  await page.route('**/graphql', async (route) => {
    if (lost || !route.request().postData()?.includes('"operationName":"UndoTriage"')) return route.fallback();
    lost++;
    await route.fetch();
    return route.abort();
  });
  await page.keyboard.press('z');
  await page.locator(`[data-row="${second}"]`).waitFor();
  await eventually(async () => lost === 1 && (await waiting(page)) === 0, 'settled');
  assert.deepEqual([await status(client, first), await status(client, second)], ['REJECTED', 'PENDING']);
  clean(page);
});

await browser.close();
await stack.stop();
board.close();
rmSync(app, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
