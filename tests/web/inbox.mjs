// The inbox as people use it, on the real thing: what is put off (by keyboard, by finger, in two windows, without a connection), where an
// offer was seen and what changed, what approving costs, that no key waits for the server; an offer typed in, or completed where its page was silent.
//   node inbox.mjs [part of a name]
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import path from 'node:path';
import { root, run } from '../lib/stack.mjs';
import { account, ingestDemo, launch, phone, signedIn, startWeb } from './lib.mjs';

const only = process.argv[2];
// A page that says what the work is, and little else.
const posting = '<!doctype html><meta charset=utf-8><title>Kiln</title><script type="application/ld+json">{"@type":"JobPosting","title":"Kiln keeper","hiringOrganization":"Blue Kiln","description":"Keep four kilns at their heat, day and night, with five others."}</script>';
const site = createServer((_, response) => { response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }); response.end(posting); });
await new Promise((r) => site.listen(0, '127.0.0.1', r));
const stack = await startWeb({ OUTBOUND_TEST_ROUTES: `kiln.example.org=127.0.0.1:${site.address().port}` });
const browser = await launch();
let failed = 0;
const check = async (name, f) => {
  if (only && !name.includes(only)) return;
  const started = Date.now();
  try { await f(); console.log(`ok   ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`); } catch (e) { failed++; console.log(`FAIL ${name}: ${e.stack}`); for (const c of browser.contexts()) for (const p of c.pages()) await p.screenshot({ path: path.join(root, `build/web-inbox-failed-${failed}.png`) }).catch(() => {}); }
  for (const c of browser.contexts()) await c.close();
};
const clean = (page) => assert.deepEqual(page.problems, []);
const eventually = async (f, what, ms = 30_000) => { const until = Date.now() + ms; for (;;) { if (await f()) return; if (Date.now() > until) throw new Error(`not within ${ms} ms: ${what}`); await new Promise((r) => setTimeout(r, 50)); } };
const pending = (c) => c.gql('{ jobFeedConnection(first: 50) { nodes { id title } } }').then((r) => r.jobFeedConnection.nodes);
const offers = async (n) => { const c = await account(stack); await eventually(async () => (await pending(c)).length >= n, 'offers'); return c; };
const item = (c, id) => c.gql('query($i:ID!){ jobFeedItem(id:$i){ status snoozedUntil } }', { i: id }).then((r) => r.jobFeedItem);
const putOff = (c, id, until) => c.gql('mutation($j:ID!,$u:String!){ snoozeJob(jobFeedId:$j, until:$u){ id } }', { j: id, u: new Date(until).toISOString() });
const rows = (page) => page.locator('[data-row]').evaluateAll((l) => l.map((e) => e.dataset.row));
const inbox = async (page, where = '/inbox') => { await page.goto(where); await page.locator('#offer-title').waitFor(); return rows(page); };
const settled = (page) => eventually(() => page.evaluate(() => !Object.keys(localStorage).some((k) => k.startsWith('jobmate.outbox.'))), 'sent');
const gone = (page, id) => page.locator(`[data-row="${id}"]`).waitFor({ state: 'detached' });
const there = (page, id) => page.locator(`[data-row="${id}"]`).waitFor();
// A morning in this many days, in the browser's time zone (Paris).
const morning = (page, days) => page.evaluate((n) => { const d = new Date(); d.setDate(d.getDate() + n); d.setHours(8, 0, 0, 0); return d.toISOString(); }, days);

await ingestDemo(stack);

await check('s puts off by keyboard: the next offer is there, the lane says when it is back, z takes it back', async () => {
  const client = await offers(6);
  const page = await signedIn(browser, stack, client);
  const ids = await inbox(page);
  const title = await page.locator('#offer-title').textContent();
  await page.keyboard.press('s');
  await page.getByRole('menuitem', { name: 'Tomorrow morning' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent.startsWith('Tomorrow morning')), true);
  await page.keyboard.press('Escape');
  assert.deepEqual(await page.locator('.detail [aria-expanded=true]').count(), 0);
  await page.keyboard.press('s'); await page.keyboard.press('Enter');
  await gone(page, ids[0]);
  await page.waitForFunction((t) => document.querySelector('#offer-title')?.textContent !== t, title);
  await page.keyboard.press('s'); await page.keyboard.press('2');                     // in three days
  await gone(page, ids[1]);
  await page.keyboard.press('s'); await page.keyboard.press('9');                     // on a date
  await page.locator('dialog input[type=date]').waitFor();
  await page.locator('dialog input[type=date]').fill('1999-01-01');
  await page.keyboard.press('Enter');
  await page.getByText('Choose a day from tomorrow on', { exact: false }).waitFor();
  const ten = await morning(page, 10);
  await page.locator('dialog input[type=date]').fill(ten.slice(0, 10));
  await page.keyboard.press('Enter');
  await gone(page, ids[2]);
  await settled(page);
  assert.deepEqual(await item(client, ids[0]), { status: 'PENDING', snoozedUntil: await morning(page, 1) });
  assert.equal((await item(client, ids[1])).snoozedUntil, await morning(page, 3));
  assert.equal((await item(client, ids[2])).snoozedUntil, ten);
  // The lane, the first to return first.
  await page.getByRole('link', { name: /^Later/ }).click();
  await there(page, ids[0]);
  assert.deepEqual(await rows(page), ids.slice(0, 3));
  assert.match(await page.locator('.row .returns').first().textContent(), /^Back /);
  const [line, time] = [await page.locator('.row .row-meta').first().boundingBox(), await page.locator('.row .returns').first().boundingBox()];
  assert.ok(time.y >= line.y - 1 && time.y + time.height <= line.y + line.height + 4 && time.x + time.width <= line.x + line.width + 1, 'the time is in sight');
  // Decided from there; put off anew; back at once.
  await page.keyboard.press('r');
  await gone(page, ids[0]);
  await page.keyboard.press('s'); await page.keyboard.press('0');
  await gone(page, ids[1]);
  await settled(page);
  assert.deepEqual([await item(client, ids[0]), await item(client, ids[1])], [{ status: 'REJECTED', snoozedUntil: null }, { status: 'PENDING', snoozedUntil: null }]);
  await page.keyboard.press('z'); await page.keyboard.press('z');                      // not back, not rejected: put off as before
  await there(page, ids[0]); await there(page, ids[1]);
  await settled(page);
  assert.equal((await item(client, ids[0])).snoozedUntil, await morning(page, 1));
  assert.equal((await item(client, ids[1])).snoozedUntil, await morning(page, 3));
  await page.getByRole('link', { name: /^To decide/ }).click();
  assert.deepEqual((await rows(page)).filter((id) => ids.slice(0, 3).includes(id)), []);
  // In a later visit too.
  await page.close();
  const next = await signedIn(browser, stack, client);
  await inbox(next);
  await next.keyboard.press('z');
  await there(next, ids[2]);
  await settled(next);
  assert.deepEqual(await item(client, ids[2]), { status: 'PENDING', snoozedUntil: null });
  await next.keyboard.press('?');
  await next.getByText('Put off until later').waitFor();
  clean(page); clean(next);
});

await check('what is due comes back in both windows, and says so', async () => {
  const client = await offers(4);
  const [one, two] = [await signedIn(browser, stack, client), await signedIn(browser, stack, client, { device: phone, language: 'fr' })];
  const ids = await inbox(one);
  await two.goto('/inbox');
  await there(two, ids[0]);
  await one.keyboard.press('s'); await one.keyboard.press('1');
  await gone(one, ids[0]); await gone(two, ids[0]);                                   // another window's put-off
  await putOff(client, ids[1], Date.now() + 2500);                                    // another device's
  for (const page of [one, two]) await gone(page, ids[1]);
  for (const page of [one, two]) await there(page, ids[1]);
  await one.getByText('Back as you asked', { exact: false }).waitFor();
  await two.getByText('De retour, comme demandé', { exact: false }).waitFor();
  assert.equal((await item(client, ids[0])).status, 'PENDING');
  clean(one); clean(two);
});

await check('many at once, and undone at once', async () => {
  const client = await offers(5);
  const page = await signedIn(browser, stack, client);
  const ids = await inbox(page);
  for (const id of ids.slice(0, 3)) await page.locator('.row', { has: page.locator(`[data-row="${id}"]`) }).locator('input').check();
  await page.locator('.bulk').getByRole('button', { name: 'Later' }).focus();
  await page.keyboard.press('s'); await page.keyboard.press('1');
  for (const id of ids.slice(0, 3)) await gone(page, id);
  await settled(page);
  assert.equal((await client.gql('{ snoozedJobs { totalCount } }')).snoozedJobs.totalCount, 3);
  await page.locator('.toast', { hasText: '3 offers are put off' }).getByRole('button', { name: 'Undo' }).click();
  for (const id of ids.slice(0, 3)) await there(page, id);
  await settled(page);
  assert.equal((await client.gql('{ snoozedJobs { totalCount } }')).snoozedJobs.totalCount, 0);
  clean(page);
});

await check('put off without a connection: kept, shown, sent once; what came due meanwhile is not put off', async () => {
  const client = await offers(5);
  const page = await signedIn(browser, stack, client);
  const ids = await inbox(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await page.keyboard.press('s'); await page.keyboard.press('1');
  await gone(page, ids[0]);
  await page.getByText('1 decision waits', { exact: false }).waitFor();
  await page.getByRole('link', { name: /^Later/ }).click();
  await there(page, ids[0]);
  // One that waited longer than it was to be away, as it lies in the storage.
  await page.getByRole('link', { name: /^To decide/ }).click();
  await there(page, ids[1]);
  await page.evaluate(([id]) => {
    const key = Object.keys(localStorage).find((k) => k.startsWith('jobmate.outbox.'));
    const op = JSON.parse(localStorage.getItem(key));
    localStorage.setItem(`jobmate.outbox.gone.${crypto.randomUUID()}`, JSON.stringify({ ...op, id: crypto.randomUUID(), args: { ...op.args, id, until: new Date(Date.now() - 60_000).toISOString() } }));
  }, [ids[1]]);
  assert.deepEqual(await item(client, ids[0]), { status: 'PENDING', snoozedUntil: null });
  await page.context().setOffline(false);
  await page.reload();
  await settled(page);
  assert.equal((await item(client, ids[0])).snoozedUntil, await morning(page, 1));
  assert.deepEqual(await item(client, ids[1]), { status: 'PENDING', snoozedUntil: null });
  await there(page, ids[1]);
  assert.equal(await page.locator(`[data-row="${ids[0]}"]`).count(), 0);
  assert.equal((await client.gql('{ snoozedJobs { totalCount } }')).snoozedJobs.totalCount, 1);
});

await check('another device decided meanwhile: said, and not put off', async () => {
  const client = await offers(3);
  const page = await signedIn(browser, stack, client);
  const [id] = await inbox(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await page.keyboard.press('s'); await page.keyboard.press('1');
  await gone(page, id);
  await client.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: id });
  await page.context().setOffline(false);
  await page.getByText('another device decided: Approved. It was not put off.', { exact: false }).waitFor();
  assert.deepEqual(await item(client, id), { status: 'APPROVED', snoozedUntil: null });
});

await check('on phones, down to the smallest, the bar of decisions holds them all, in both languages', async () => {
  const client = await offers(3);
  const [first, second] = await pending(client);
  await putOff(client, second.id, Date.now() + 3 * 86400e3);
  for (const [language, width] of [['fr', 360], ['en', 360], ['fr', 390], ['fr', 430]]) {
    const page = await signedIn(browser, stack, client, { device: { ...phone, viewport: { width, height: 640 } }, language });
    for (const where of [`/inbox/${first.id}`, `/inbox/${second.id}?lane=SNOOZED`]) {
      await page.goto(where);
      await page.locator('.inbox-detail .snooze').waitFor();
      const boxes = await page.locator('.inbox-detail .actions button').evaluateAll((l) => l.map((b) => { const r = b.getBoundingClientRect(); return { left: r.left, right: r.right, top: r.top, height: r.height, cut: b.scrollWidth > b.clientWidth }; }));
      assert.ok(boxes.length >= 4, `${boxes.length} buttons`);
      for (const b of boxes) assert.ok(b.left >= 0 && b.right <= width && !b.cut && b.height >= 40, JSON.stringify({ language, width, where, ...b }));
      assert.equal(new Set(boxes.map((b) => b.top)).size, 1, `${language} ${width} ${where}: one row`);
    }
    await page.goto(`/inbox/${first.id}`);
    await page.locator('.inbox-detail .snooze > button').tap();
    const menu = await page.getByRole('menu').boundingBox();
    assert.ok(menu.x >= 0 && menu.x + menu.width <= width && menu.y >= 0, JSON.stringify(menu));
    clean(page);
  }
});

// ---- where it was seen, what changed, what was done with an earlier posting
const ingest = async (board, payload) => { const r = await run(['ingest', board, '-'], stack.env, typeof payload === 'string' ? payload : JSON.stringify(payload)); assert.equal(r.code, 0, r.stderr); };
// A word of its own for each check, without digits: a word with four of them is a reference number, and what differs by no more is the same job.
const words = ['kelp', 'wrack', 'samphire', 'laver'];
let trade = 0;
const tides = (word, days) => `We measure the tides of the western harbours and keep forty probes under water in good order. You write programs that read them, mend what the salt has eaten, and spend one week in four on our boat. ${days} days a week may be worked from home, and the team of six eats together on Fridays. ${word}`;
async function tidal() {
  const word = words[trade++], title = `Tidal engineer ${word}`;
  const client = await account(stack, { withSearch: false });
  await client.gql('mutation($t:[String!]!){ createSearchConfig(input:{jobTitles:$t, locations:[]}){ id } }', { t: [title] });
  const greenhouse = (o) => ingest('greenhouse', { jobs: [{ id: 977000 + trade, title, absolute_url: `https://boards.example.org/tide/${word}`, company_name: 'Estuaire', location: { name: 'Brest, France' }, updated_at: '2026-11-01T10:00:00Z', content: tides(word, 'Two'), ...o }], meta: { total: 1 } });
  const arbeitnow = () => ingest('arbeitnow', { data: [{ slug: `tidal-${word}`, company_name: 'Estuaire SAS', title: `${title} (m/f/d)`, description: `<p>${tides(word, 'Two')}</p><p>Find more jobs like this one on our site.</p>`, remote: false, url: `https://www.arbeitnow.example.org/tidal-${word}`, tags: [], job_types: ['full time'], location: 'Brest', created_at: 1793527200 }], links: {}, meta: {} });
  return { client, title, word, greenhouse, arbeitnow };
}

await check('seen on two boards: named, linked, split off and back by undo; two that are the same are put together', async () => {
  const { client, greenhouse, arbeitnow } = await tidal();
  await greenhouse({}); await arbeitnow();
  const page = await signedIn(browser, stack, client);
  const [id] = await inbox(page);
  const seen = page.locator('.sightings li');
  await page.getByRole('heading', { name: 'Seen on 2 boards' }).waitFor();
  assert.deepEqual(await seen.locator('.sighting-name').allTextContents(), ['Arbeitnow', 'Greenhouse']);
  assert.match(await seen.first().locator('a').getAttribute('href'), /^https:\/\/www\.arbeitnow\.example\.org\/tidal-/);
  assert.equal(await seen.first().locator('a').getAttribute('rel'), 'noopener noreferrer');
  await page.getByRole('button', { name: 'Arbeitnow: not the same job' }).click();
  await page.waitForFunction(() => document.querySelectorAll('[data-row]').length === 2);
  await page.locator('.toast', { hasText: 'An offer of its own now' }).getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(() => document.querySelectorAll('[data-row]').length === 1);
  await page.getByRole('heading', { name: 'Seen on 2 boards' }).waitFor();
  // Split again, then put together by hand.
  await page.getByRole('button', { name: 'Arbeitnow: not the same job' }).click();
  await page.waitForFunction(() => document.querySelectorAll('[data-row]').length === 2);
  for (const box of await page.locator('.row-check input').all()) await box.check();
  await page.getByRole('button', { name: 'Same job' }).click();
  await page.waitForFunction(() => document.querySelectorAll('[data-row]').length === 1);
  const { jobFeed } = await client.gql('{ jobFeed { id sightings { source } } }');
  assert.deepEqual(jobFeed.map((j) => j.sightings.length), [2]);
  assert.ok(id);
  clean(page);
});

await check('split and put together without a connection: kept, not shown as done, done once when the server is back', async () => {
  const { client, greenhouse, arbeitnow } = await tidal();
  await greenhouse({}); await arbeitnow();
  const page = await signedIn(browser, stack, client);
  const [id] = await inbox(page);
  await page.getByRole('heading', { name: 'Seen on 2 boards' }).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Arbeitnow: not the same job' }).click();
  await page.getByText('until then the offers stay as they are', { exact: false }).waitFor();
  await page.getByText('is being split off').waitFor();
  assert.equal((await rows(page)).length, 1);
  await page.context().setOffline(false);
  await page.waitForFunction(() => document.querySelectorAll('[data-row]').length === 2);
  await page.locator('.toast', { hasText: 'An offer of its own now' }).waitFor();
  await settled(page);
  // Put together, and the answer is lost.
  const two = await signedIn(browser, stack, client, { serviceWorkers: 'block' });
  await inbox(two);
  let lost = 0;
  await two.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('"operationName":"Merge"')) return route.fallback();
    lost++;
    await route.fetch();
    return route.abort();
  });
  for (const box of await two.locator('.row-check input').all()) await box.check();
  await two.getByRole('button', { name: 'Same job' }).click();
  await two.locator('.toast', { hasText: 'One job now' }).waitFor();
  await settled(two);
  assert.equal(lost, 1);
  const { jobFeed } = await client.gql('{ jobFeed { sightings { source } } }');
  assert.deepEqual(jobFeed.map((j) => j.sightings.length), [2]);
  await two.unrouteAll();
  await two.locator('.toast', { hasText: 'One job now' }).getByRole('button', { name: 'Undo' }).click();
  for (const p of [page, two]) await p.waitForFunction(() => document.querySelectorAll('[data-row]').length === 2);
  await settled(two);
  assert.ok(id);
  clean(page); clean(two);
});

await check('what changed is shown, before and after', async () => {
  const { client, greenhouse, word } = await tidal();
  await greenhouse({});
  await greenhouse({ location: { name: 'Lorient, France' }, content: tides(word, 'Three'), updated_at: '2026-11-20T10:00:00Z' });
  await greenhouse({ location: { name: 'Lorient, France' }, content: `<p>${tides(word, 'Three')}</p><p>${'Salt is washed off daily. '.repeat(120)}</p>`.replace('keep forty', 'keep fifty'), updated_at: '2026-11-21T10:00:00Z' });
  const page = await signedIn(browser, stack, client, { serviceWorkers: 'block' });
  let down = true;
  await page.route('**/graphql', (route) => (down && route.request().postData()?.includes('"operationName":"OfferTextChange"') ? route.abort() : route.fallback()));
  const [id] = await inbox(page);
  const summary = page.locator('.changes summary');
  await summary.focus();
  await page.keyboard.press('Enter');
  const [newest, older] = [page.locator('.changes li').first(), page.locator('.changes li').last()];
  await newest.getByText('The text of that time could not be read.').waitFor();                // and nothing else is lost
  assert.match(await older.locator('del').textContent(), /Brest/);
  assert.match(await older.locator('ins').textContent(), /Lorient/);
  await older.getByText('rewritten').waitFor();
  down = false;
  await newest.getByRole('button', { name: 'Try again' }).click();
  const text = newest.locator('.text-change');
  await text.waitFor();
  assert.deepEqual([await text.locator('del').allTextContents(), (await text.locator('ins').allTextContents())[0]], [['removed: forty'], 'added: fifty']);
  assert.match(await text.locator('ins').last().textContent(), /^added: .*Salt is washed off daily\./);
  assert.match(await text.locator('.fold').first().textContent(), /^\d sentences? unchanged$/);
  const short = (await text.textContent()).length;
  assert.ok(short < 2400, `${short} characters at first`);
  await text.getByRole('button', { name: 'Show the whole text' }).click();
  await text.getByRole('button', { name: 'Show the changes only' }).waitFor();
  assert.equal(await text.locator('.fold').count(), 0);
  assert.ok((await text.textContent()).includes('eats together on Fridays'));
  assert.ok((await text.textContent()).length > 2400);
  await older.getByRole('button', { name: /^What changed in the text/ }).focus();
  await page.keyboard.press('Enter');
  await older.locator('.text-change').waitFor();
  assert.deepEqual([await older.locator('.text-change del').textContent(), await older.locator('.text-change ins').textContent()], ['removed: Two', 'added: Three']);
  assert.ok(id);
  clean(page);
  const small = await signedIn(browser, stack, client, { device: phone, language: 'fr' });
  await small.goto(`/inbox/${id}`);
  await small.locator('.changes summary').tap();
  await small.locator('.text-change ins').first().waitFor();
  assert.match(await small.locator('.text-change').first().textContent(), /retiré\u00a0: forty.*ajouté\u00a0: fifty/s);
  assert.equal(await small.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
  clean(small);
});

await check('an earlier posting that was turned down is said in the list and on the offer', async () => {
  const { client, title, word } = await tidal();
  const posting = (path, more) => `<!doctype html><meta charset=utf-8><title>x</title><link rel=canonical href="https://estuaire.example.org/${word}/${path}"><script type="application/ld+json">${JSON.stringify({ '@context': 'https://schema.org', '@type': 'JobPosting', title, url: `https://estuaire.example.org/${word}/${path}`, identifier: { '@type': 'PropertyValue', name: 'x', value: `${word}-${path}` }, datePosted: '2026-11-01', hiringOrganization: { '@type': 'Organization', name: 'Estuaire' }, jobLocation: { '@type': 'Place', address: { '@type': 'PostalAddress', addressLocality: 'Brest', addressCountry: 'FR' } }, description: tides(word, 'Two'), ...more })}</script>`;
  const over = Date.now() + 6000;
  await ingest('jobposting', posting('1', { validThrough: new Date(over).toISOString() }));
  const [{ id }] = await pending(client);
  await client.gql('mutation($j:ID!){ rejectJob(jobFeedId:$j){ id } }', { j: id });
  await new Promise((r) => setTimeout(r, Math.max(0, over - Date.now()) + 1000));
  await ingest('jobposting', posting('2', {}));
  const page = await signedIn(browser, stack, client);
  await inbox(page);
  await page.locator('.row .repost-badge', { hasText: 'Turned down before' }).waitFor();
  await page.locator('.repost', { hasText: 'Posted for the second time. You turned an earlier posting of it down' }).waitFor();
  await page.locator('.repost a').click();
  await page.waitForURL(`**/inbox/${id}`);
  clean(page);
});

await check('approving says what it costs, and waits for no price', async () => {
  const client = await offers(2);
  const page = await signedIn(browser, stack, client);
  let held;
  await page.route('**/graphql', (route) => (route.request().postData()?.includes('"operationName":"Quote"') ? new Promise((r) => { held = () => { r(route.fallback()); }; }) : route.fallback()));
  const ids = await inbox(page);
  await eventually(() => Boolean(held), 'asked for the price');
  await page.keyboard.press('a');                                                      // the price never came
  await gone(page, ids[0]);
  held();
  await page.unroute('**/graphql');
  await page.locator('.cost .icon-leaf').waitFor();
  assert.match(await page.locator('.cost').textContent(), /Free/);
  assert.equal(await page.getByRole('button', { name: 'Approve' }).first().getAttribute('aria-describedby'), 'cost');
});

// ---- speed

await check('with a server that takes 200 ms for every answer, the next offer is shown before any answer', async () => {
  const client = await offers(6);
  const page = await signedIn(browser, stack, client, { serviceWorkers: 'block' });
  const read = new Set();
  page.on('response', (r) => { const text = r.request().postData() ?? ''; if (text.includes('"operationName":"OfferDetail"')) read.add(JSON.parse(text).variables.id); });
  const ids = await inbox(page);
  await eventually(() => ids.slice(1, 4).every((id) => read.has(id)), 'the next offers are read ahead');
  await page.waitForFunction(() => document.querySelectorAll('.why li').length > 0);
  // From here on no answer comes before the test has seen what the key did; then each takes 200 ms.
  let answered = 0, open = () => {}, gate = Promise.resolve();
  await page.route('**/graphql', async (route) => {
    const isDecision = /"operationName":"(Approve|Reject)"/.test(route.request().postData() ?? '');
    const held = gate;
    const response = await route.fetch();
    await held;
    await new Promise((r) => setTimeout(r, 200));
    await route.fulfill({ response });
    if (isDecision) answered++;
  });
  for (const [i, key] of ['a', 'r', '3'].entries()) {
    gate = new Promise((r) => { open = r; });
    await page.keyboard.press(key);
    await page.waitForFunction(([next, decided]) => document.querySelector('.is-current [data-row]')?.dataset.row === next && !document.querySelector(`[data-row="${decided}"]`) && document.querySelectorAll('.why li').length > 0, [ids[i + 1], ids[i]]);
    assert.equal(answered, i, `${key}: shown before its answer`);
    open();
    await eventually(() => answered === i + 1, `the answer to ${key}`);
  }
  await settled(page);
  assert.deepEqual([(await item(client, ids[0])).status, (await item(client, ids[1])).status, (await item(client, ids[2])).status], ['APPROVED', 'REJECTED', 'REJECTED']);
  await page.unrouteAll({ behavior: 'wait' });                                             // answers still held, before the page goes
});

const whole = (c, id) => c.gql('query($i:ID!){ jobFeedItem(id:$i){ title company location remote isManual status salary{ min max currency } rawData } }', { i: id }).then((r) => r.jobFeedItem);
const own = async (c) => (await c.gql('{ jobFeedConnection(first: 50) { nodes { id title isManual } } }')).jobFeedConnection.nodes.filter((n) => n.isManual);

await check('an offer typed in by hand, by keyboard: refused without a title, kept over a reload and a lost answer, then in the inbox as typed, once', async () => {
  const client = await account(stack);
  const page = await signedIn(browser, stack, client, { serviceWorkers: 'block' });
  const { keyboard } = page;
  await page.goto('/add');
  await page.locator('.by-hand summary').focus();
  await keyboard.press('Enter');
  await page.getByLabel('Company', { exact: true }).fill('Halle aux Grains');
  await page.getByLabel('Pay a year, at least').fill('42.50');
  await keyboard.press('Control+Enter');
  await page.getByText('Give the job title.').waitFor();
  await page.getByText('A whole number, for example 42000.').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'title');            // the first that is wrong
  assert.equal(await page.getByLabel('Job title').getAttribute('aria-invalid'), 'true');
  assert.deepEqual(await own(client), []);
  await keyboard.type('Miller of the night');
  await page.getByText('Give the job title.').waitFor({ state: 'detached' });
  await page.getByLabel('Pay a year, at least').fill('42 000');
  await page.getByLabel('Pay a year, at most').fill('45k');
  await page.getByLabel('Place', { exact: true }).fill('Arles');
  await page.getByLabel('Where the work is done').selectOption('ON_SITE');
  await page.getByLabel('Start', { exact: true }).fill('March');
  await page.getByLabel('Text of the posting').fill('Two stones, one stream.\n\nWork from ten to six.');
  await page.getByLabel('Why you want it').fill('The smell of flour');
  await page.getByLabel('Contract').selectOption('CDD');
  const last = await page.evaluate(() => new Date(Date.now() + 30 * 86400e3).toISOString().slice(0, 10));
  await page.getByLabel('Posted on').fill('2026-01-02');
  await page.getByLabel('Last day to apply').fill('2020-01-01');
  await page.getByRole('button', { name: 'Put it into the inbox' }).click();
  await page.getByText('A day from today on').waitFor();
  await page.getByLabel('Last day to apply').fill(last);
  await page.reload();                                                                       // nothing was sent yet, nothing is lost
  await page.getByText('This is what you typed and have not saved.').waitFor();
  assert.equal(await page.getByLabel('Text of the posting').inputValue(), 'Two stones, one stream.\n\nWork from ten to six.');
  // The answer to it is lost: it is made all the same, and once.
  let lost = 0;
  await page.route('**/graphql', async (route) => {
    if (lost || !/"operationName":"AddByHand"/.test(route.request().postData() ?? '')) return route.fallback();
    lost++;
    await route.fetch();
    return route.abort();
  });
  await page.getByRole('button', { name: 'Put it into the inbox' }).click();
  await page.locator('.page > .note', { hasText: 'The offer is kept and goes to your inbox' }).waitFor();
  await page.locator('.toast', { hasText: 'Added: Miller of the night' }).waitFor();
  await settled(page);
  await page.unrouteAll();
  assert.equal(lost, 1);
  const made = await own(client);
  assert.equal(made.length, 1);
  const stored = await whole(client, made[0].id);
  assert.deepEqual({ ...stored, rawData: undefined }, { title: 'Miller of the night', company: 'Halle aux Grains', location: 'Arles', remote: 'ON_SITE', isManual: true, status: 'PENDING', salary: { min: 42000, max: 45000, currency: 'EUR' }, rawData: undefined });
  assert.deepEqual([stored.rawData.contract, stored.rawData.postedAt, stored.rawData.expiresAt], ['CDD', '2026-01-02T00:00:00.000Z', `${last}T23:59:59.999Z`]);
  assert.deepEqual([stored.rawData.description, stored.rawData.startDate, stored.rawData.whyUs], ['Two stones, one stream.\n\nWork from ten to six.', 'March', 'The smell of flour']);
  await page.goto(`/inbox/${made[0].id}`);
  await page.locator('#offer-title', { hasText: 'Miller of the night' }).waitFor();
  await page.locator('.facts', { hasText: 'Fixed term' }).waitFor();
  const shown = new Date(last).toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });       // a day is that day in any time zone
  await page.locator('.facts', { hasText: 'Jan 2, 2026' }).filter({ hasText: shown }).waitFor({ timeout: 5000 });
  await page.getByText('Two stones, one stream.').waitFor();
  await there(page, made[0].id);
  // Corrected later, where it lies; another window says the same.
  const other = await page.context().newPage();
  await other.goto(`/inbox/${made[0].id}`);
  await other.locator('#offer-title', { hasText: 'Miller of the night' }).waitFor();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.locator('dialog').getByLabel('Job title').fill('Miller');
  await page.locator('dialog').getByLabel('Place', { exact: true }).fill('');
  await page.locator('dialog').getByLabel('Contract').selectOption('CDI');
  await page.locator('dialog').getByLabel('Last day to apply').fill('');
  await page.locator('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForFunction(() => document.querySelector('#offer-title').textContent === 'Miller' && !document.querySelector('dialog'));
  await other.waitForFunction(() => document.querySelector('#offer-title').textContent === 'Miller' && document.querySelector('.facts').textContent.includes('Permanent'));
  await other.close();
  const later = await whole(client, made[0].id);
  assert.deepEqual([later.rawData.contract, later.rawData.postedAt, later.rawData.expiresAt], ['CDI', '2026-01-02T00:00:00.000Z', undefined]);
  assert.deepEqual([later.title, later.location, later.salary.max, later.rawData.description], ['Miller', null, 45000, stored.rawData.description]);
  await page.goto('/add');                                                                  // nothing is left in the form
  await page.locator('.by-hand summary').click();
  assert.equal(await page.getByLabel('Job title').inputValue(), '');
  clean(page);
});

await check('an offer typed in without a connection waits like any decision, over a restart, and is made once', async () => {
  const client = await account(stack);
  const page = await signedIn(browser, stack, client);
  await page.goto('/add');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.locator('.by-hand summary').click();
  await page.getByLabel('Job title').fill('Glazier');
  await page.getByLabel('Company', { exact: true }).fill('Blue Kiln');
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Put it into the inbox' }).click();
  await page.locator('.page > .note', { hasText: 'The offer is kept and goes to your inbox' }).waitFor();
  await page.getByText('1 decision waits', { exact: false }).waitFor();
  assert.deepEqual(await own(client), []);
  await page.reload();
  await page.getByText('1 decision waits', { exact: false }).waitFor();
  await page.context().setOffline(false);
  await page.locator('.toast', { hasText: 'Added: Glazier' }).waitFor({ timeout: 30_000 });
  await settled(page);
  assert.equal((await own(client)).length, 1);
  clean(page);
});

await check('an offer typed in without a text says whose it would be, and takes one; no site is blamed', async () => {
  const client = await account(stack);
  const { addJobManually } = await client.gql('mutation($i:ManualJobInput!){ addJobManually(input:$i){ jobFeedId } }', { i: { companyName: 'Blue Kiln', title: 'Ash carrier' } });
  const french = await signedIn(browser, stack, client, { device: phone, language: 'fr' });
  await french.goto(`/inbox/${addJobManually.jobFeedId}`);
  await french.getByText('Vous n’avez pas écrit de texte pour cette offre.').waitFor();
  assert.equal(await french.getByText('Le site n’a donné aucun texte', { exact: false }).count(), 0);
  await french.getByRole('button', { name: 'Écrire son texte' }).tap();
  await french.locator('dialog').getByLabel('Texte de l’annonce').waitFor();
  clean(french);
  const page = await signedIn(browser, stack, client);
  await page.goto(`/inbox/${addJobManually.jobFeedId}`);
  await page.getByText('You have not written a text for this offer.').waitFor();
  await page.getByRole('button', { name: 'Write its text' }).click();
  await page.locator('dialog').getByLabel('Text of the posting').fill('Ashes, mornings only.');
  await page.locator('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.prose', { hasText: 'Ashes, mornings only.' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Write its text' }).count(), 0);
  clean(page);
});

await check('what a page did not say is completed where it was added, in French on a small phone', async () => {
  const client = await account(stack);
  const page = await signedIn(browser, stack, client, { device: { ...phone, viewport: { width: 360, height: 740 } }, language: 'fr' });
  await page.goto(`/add?text=${encodeURIComponent('https://kiln.example.org/jobs/1')}`);
  await page.getByRole('button', { name: 'Ajouter l’offre' }).tap();
  const card = page.locator('section', { has: page.locator('#added-title') });
  await card.getByRole('heading', { name: 'Kiln keeper' }).waitFor();
  await card.getByText('Trouvé\u00a0: ', { exact: false }).waitFor();
  const missing = () => card.locator('.warn-note').textContent();
  assert.match(await missing(), /le lieu.*le salaire.*le télétravail/);
  await card.getByText('La page ne le dit pas.').first().waitFor();
  assert.equal(await card.getByLabel('Intitulé du poste').inputValue(), 'Kiln keeper');
  assert.match(await card.getByLabel('Texte de l’annonce').inputValue(), /four kilns/);
  // An emptied title is refused, and the rest stays as typed.
  await card.getByLabel('Lieu', { exact: true }).fill('Nantes');
  await card.getByLabel('Salaire annuel, au plus').fill('39 000');
  await card.getByLabel('Intitulé du poste').fill('');
  await card.getByRole('button', { name: 'Enregistrer' }).tap();
  await card.getByText('Indiquez l’intitulé du poste.').waitFor();
  const [offer] = await own(client);
  assert.equal((await whole(client, offer.id)).title, 'Kiln keeper');
  assert.equal(await card.getByLabel('Lieu', { exact: true }).inputValue(), 'Nantes');
  await card.getByLabel('Intitulé du poste').fill('Gardien de fours');
  await card.getByRole('button', { name: 'Enregistrer' }).tap();
  await card.locator('[role=status]', { hasText: 'Enregistré.' }).waitFor();
  const stored = await whole(client, offer.id);
  assert.deepEqual([stored.title, stored.company, stored.location, stored.salary, stored.remote], ['Gardien de fours', 'Blue Kiln', 'Nantes', { min: null, max: 39000, currency: 'EUR' }, null]);
  assert.match(stored.rawData.description, /four kilns/);
  await page.waitForFunction(() => document.querySelector('#added-title').textContent.includes('Gardien de fours'));
  assert.doesNotMatch(await missing(), /le lieu|le salaire/);
  assert.match(await missing(), /le télétravail/);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
  clean(page);
});

await browser.close();
await stack.stop();
site.close();
process.exit(failed ? 1 : 0);
