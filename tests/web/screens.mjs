// Every screen and state: axe finds nothing, nothing overflows sideways, and pictures on a phone and a desktop in both themes are written to
// build/screens for people to look at. The checks are made on a phone in the light theme and a desktop in the dark one; with `all`, in all four.
//   node screens.mjs [all]      SCREENS=inbox,board node screens.mjs      some of them only
import AxeBuilder from '@axe-core/playwright';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { root } from '../lib/stack.mjs';
import { account, desktop, ingestJobs, launch, lived, phone, signedIn, startWeb, visitor } from './lib.mjs';

const out = path.join(root, 'build/screens');
mkdirSync(out, { recursive: true });
const site = createServer((_, response) => { response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }); response.end('<!doctype html><meta charset=utf-8><title>Kiln</title><script type="application/ld+json">{"@type":"JobPosting","title":"Kiln keeper","hiringOrganization":"Blue Kiln","description":"Keep four kilns at their heat, day and night, with five others."}</script>'); });
await new Promise((r) => site.listen(0, '127.0.0.1', r));
const stack = await startWeb({ OUTBOUND_TEST_ROUTES: `kiln.example.org=127.0.0.1:${site.address().port}` });
const browser = await launch();
let failed = 0, scans = 0;

const client = await lived(stack);
const fresh = await account(stack, { withSearch: false });
const { cards } = client;
// An offer that has changed.
const twice = { id: 990001, title: 'C++ developer, tide gauges', absolute_url: 'https://boards.example.org/screens/tide', company_name: 'Estuaire', location: { name: 'Lyon, France' }, updated_at: '2026-11-01T10:00:00Z', content: 'We measure the tides of the western harbours in C++ on Linux and keep forty probes under water in good order. You write programs that read them, mend what the salt has eaten, and spend one week in four on our boat.' };
await ingestJobs(stack, [twice]);
await ingestJobs(stack, [{ ...twice, location: { name: 'Paris, France' }, content: `${twice.content} Two days a week may be worked from home.`, updated_at: '2026-11-20T10:00:00Z' }]);
const { jobFeedConnection: all } = await client.gql('{ jobFeedConnection(first: 60) { nodes { id title } } }');
const seen = all.nodes.find((n) => n.title.includes('tide gauges')).id;
// An exception from the red flags, and a company that is followed.
const { quarantine } = await client.gql('{ quarantine(first: 1) { nodes { id } } }');
await client.gql('mutation($q:ID!){ releaseFromQuarantine(quarantineId:$q){ offers } watchCompany(url:"https://boards.greenhouse.io/tidekeepers"){ id } }', { q: quarantine.nodes[0].id });
// A CV that waits for review, and one that could not be read.
const cvs = async () => (await client.gql('{ cvDocuments { id fileName state } }')).cvDocuments;
for (const [name, bytes] of [['broken.pdf', Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(5000, 7)])], ['Mon CV.pdf', readFileSync(path.join(root, 'data/cv/side_bar_fr.pdf'))]]) {
  await client.uploadCV(bytes, name);
  for (let i = 0; (await cvs())[0].state === 'UPLOADED'; i++) { if (i > 600) throw new Error('the CV is not read'); await new Promise((r) => setTimeout(r, 100)); }
}
await client.gql('mutation{ reviewCvSection(section:EDUCATION, action:ACCEPT){ id } }');
const [cv, brokenCv] = await cvs();
// A letter with a claim that nothing bears, and a CV that is fine; a card without either.
const { composeDocument: letter } = await client.gql('mutation($a:ID!){ composeDocument(applicationId:$a, kind:LETTER){ id } }', { a: cards[0] });
await client.gql('mutation($d:ID!){ addSentence(documentId:$d, paragraphId:"closing", text:"I led 50 people at Google."){ id } }', { d: letter.id });
await client.gql('mutation($a:ID!){ composeDocument(applicationId:$a, kind:CV, adaptationLevel:4){ id } }', { a: cards[0] });
// An offer typed in by hand.
const { addJobManually: own } = await client.gql('mutation{ addJobManually(input:{ companyName:"Halle aux Grains", location:"Arles", profileWanted:"Miller of the night" }){ jobFeedId } }');
let kilns = 0;                             // an address that was added before has nothing missing any more
// name, who, where, what to wait for, what to do then
const states = [
  ['today', client, '/', '.today-offers .row'], ['inbox', client, '/inbox', '.row'], ['offer', client, `/inbox/${client.offer}`, '.why'], ['approved', client, '/inbox?lane=APPROVED', '.row'], ['quarantine', client, '/inbox?lane=QUARANTINE', '.rule'],
  ['offer-seen', client, `/inbox/${seen}`, '.changes', async (p) => { await p.locator('.changes summary').click(); await p.locator('.text-change ins').first().waitFor(); await p.locator('.changes dl').scrollIntoViewIfNeeded(); }],
  ['snooze-menu', client, `/inbox/${client.offer}`, '.why', async (p) => { await p.locator('.inbox-detail .snooze > button').click(); await p.locator('[role=menu]').waitFor(); }],
  ['snooze-date', client, `/inbox/${client.offer}`, '.why', async (p) => { await p.locator('.inbox-detail .snooze > button').click(); await p.locator('[role=menu] button').last().click(); await p.locator('dialog input[type=date]').waitFor(); }],
  ['later', client, '/inbox?lane=SNOOZED', '.row .returns'], ['offer-later', client, `/inbox/${client.later}?lane=SNOOZED`, '.state-snoozed'],
  ['selected', client, '/inbox', '.row', async (p) => { await p.locator('.row-check input').first().check(); await p.locator('.bulk').waitFor(); }],
  ['board', client, '/board', '.kcard'], ['board-rejected', client, '/board?rejected=1', '[data-column=REJECTED] .kcard'], ['table', client, '/board?view=table', 'tbody tr'],
  ['menu', client, '/board', '.kcard', async (p) => { await p.locator('.card-menu > button').first().click(); await p.locator('[role=menu]').waitFor(); }],
  ['card', client, `/board/${cards[0]}`, 'dialog .requirements'], ['searches', client, '/searches', '.card'], ['search', client, '/searches/new', 'form', async (p) => { await p.locator('.chips-input input').first().fill('backend engineer,'); await p.locator('.preview-head b').waitFor(); }], ['search-places', client, '/searches/new', 'form', async (p) => { const box = p.locator('.places input'); await box.fill('Lyon,'); await p.locator('.chip-radius').waitFor(); await box.pressSequentially('saint'); await p.locator('.places-list li').first().waitFor(); await box.press('ArrowDown'); }],
  ['profile', client, '/profile', '.entry'],
  ['cv', client, `/profile/cv/${cv.id}`, 'canvas[data-drawn]', async (p) => { await p.locator('.proposal [aria-pressed]').nth(4).click(); await p.locator('.is-chosen').first().waitFor(); }],
  ['cv-edit', client, `/profile/cv/${cv.id}`, '.proposal', async (p) => { await p.locator('.review-section').nth(2).locator('.proposal .button').nth(2).click(); await p.locator('.fact-editor').waitFor(); }],
  ['cv-broken', client, `/profile/cv/${brokenCv.id}`, '.form-error'], ['profile-cv', client, '/profile', '.cv-card'],
  ['letter', client, `/write/${cards[0]}`, '.remedy'], ['letter-none', client, `/write/${cards[1]}`, '.empty'], ['letter-unknown', client, '/write/0192f0c1-0000-7000-8000-000000000000', '.empty'], ['write-cv', client, `/write/${cards[0]}/cv`, '.versions li'],
  ['letter-open', client, `/write/${cards[0]}`, '.remedy', async (p) => { await p.locator('.sentence.is-supported').nth(1).click(); await p.locator('[data-panel]').waitFor(); }],
  ['letter-edit', client, `/write/${cards[0]}`, '.remedy', async (p) => { await p.locator('.remedy .button').first().click(); await p.locator('textarea').waitFor(); }],
  ['letter-tie', client, `/write/${cards[0]}`, '.remedy', async (p) => { await p.locator('.remedy .button').nth(1).click(); await p.locator('.tie-list li').first().waitFor(); }],
  ['letter-refused', client, `/write/${cards[0]}`, '.remedy', async (p) => { await p.locator('.desk-side .button-main').click(); await p.locator('.desk-side .form-error').waitFor(); await p.locator('.desk-side').scrollIntoViewIfNeeded(); }],
  ['letter-old', client, `/write/${cards[0]}?version=1`, '.warn-note'],
  ['differences', client, `/write/${cards[0]}/cv`, '.versions li', async (p) => { await p.locator('.versions').locator('xpath=..').locator('.actions .button').nth(1).click(); await p.locator('dialog .differences li, dialog .note').first().waitFor(); }],
  ['sources', client, '/sources', '.numbers'], ['settings', client, '/settings', '.card'],
  ['palette', client, '/', '.today-offers', async (p) => { await p.keyboard.press('Control+k'); await p.locator('[role=option]').first().waitFor(); }],
  ['help', client, '/inbox', '.row', async (p) => { await p.keyboard.press('?'); await p.locator('.keys').first().waitFor(); }],
  ['toast', client, '/inbox', '.row', async (p) => { await p.keyboard.press('z'); await p.locator('.toast').waitFor(); }],
  ['insights', client, '/insights', '.plot'], ['add', client, '/add?text=https%3A%2F%2Fjobs.example.org%2F1', 'form'],
  ['add-by-hand', client, '/add', 'form', async (p) => { await p.locator('.by-hand summary').click(); await p.locator('.by-hand summary').scrollIntoViewIfNeeded(); }],
  ['add-refused', client, '/add', 'form', async (p) => { await p.locator('.by-hand summary').click(); await p.locator('.by-hand [type=submit]').click(); await p.locator('.by-hand .field-error').first().waitFor(); }],
  ['add-completed', client, '/add', 'form', async (p) => { await p.locator('[type=url]').fill(`https://kiln.example.org/${++kilns}`); await p.locator('[type=submit]').first().click(); await p.locator('section .form [name=title]').waitFor(); await p.locator('#added-title').scrollIntoViewIfNeeded(); }],
  ['offer-edit', client, `/inbox/${own.jobFeedId}`, '#offer-title', async (p) => { await p.locator('.button:has(.icon-edit)').click(); await p.locator('dialog [name=title]').waitFor(); }],
  ['settings-account', client, '/settings', '.card', async (p) => { await p.locator('details').evaluateAll((l) => l.forEach((d) => { d.open = true; })); await p.locator('#settings-account').scrollIntoViewIfNeeded(); }],
  ['settings-model', client, '/settings', '#settings-model', async (p) => { await p.locator('#settings-model ~ details summary').evaluateAll((l) => l.forEach((d) => d.click())); await p.locator('#settings-model ~ details table, #settings-model ~ details p').first().waitFor(); await p.locator('#settings-model').scrollIntoViewIfNeeded(); }],
  ['insights-table', client, '/insights', '.plot', async (p) => { await p.locator('details').evaluateAll((l) => l.forEach((d) => { d.open = true; })); await p.locator('.insight').nth(1).scrollIntoViewIfNeeded(); }],
  ['welcome', fresh, '/welcome', 'form'], ['empty-today', fresh, '/', '.call'], ['empty-inbox', fresh, '/inbox', '.empty'], ['empty-board', fresh, '/board', '.empty'], ['empty-searches', fresh, '/searches', '.empty'], ['empty-later', fresh, '/inbox?lane=SNOOZED', '.empty'], ['empty-insights', fresh, '/insights', '.empty'], ['empty-quarantine', fresh, '/inbox?lane=QUARANTINE', '.empty'],
  ['sign-in', undefined, '/login', 'form'], ['register', undefined, '/register', 'form', async (p) => { await p.locator('button[type=submit]').click(); }],
];
const some = process.env.SCREENS?.split(',');

const whole = process.argv[2] === 'all';
const picture = (page, name, deviceName, theme) => page.screenshot({ path: path.join(out, `${name}-${deviceName}-${theme}.png`) });

for (const [deviceName, device, language] of [['phone', phone, 'fr'], ['desktop', desktop, 'en']])
  for (const theme of whole ? ['light', 'dark'] : [deviceName === 'phone' ? 'light' : 'dark']) {
    const pages = new Map();
    const pageOf = async (who) => pages.get(who) ?? pages.set(who, who ? await signedIn(browser, stack, who, { device, theme, language }) : await visitor(browser, stack, { device, theme, language })).get(who);
    for (const [name, who, where, what, then] of states) {
      if (some && !some.includes(name)) continue;
      const page = await pageOf(who);
      try {
        await page.goto(where);
        await page.locator(what).first().waitFor({ timeout: 60_000 });
        await then?.(page);
        await page.evaluate(() => document.fonts.ready);
        await picture(page, name, deviceName, theme);
        const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
        scans++;
        for (const v of violations) { failed++; console.log(`FAIL axe ${name} ${deviceName} ${theme}: ${v.id} (${v.impact}) ${v.nodes.slice(0, 2).map((n) => `${n.target} ${n.failureSummary.replace(/\s+/g, ' ').slice(0, 220)}`).join(' | ')}`); }
        if (!whole) {
          const other = theme === 'light' ? 'dark' : 'light';
          await page.emulateMedia({ colorScheme: other });
          await picture(page, name, deviceName, other);
          await page.emulateMedia({ colorScheme: theme });
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 1) { failed++; console.log(`FAIL ${name} ${deviceName}: ${wide} px wider than the screen`); }
        if (page.problems.length) { failed++; console.log(`FAIL ${name} ${deviceName} ${theme}: ${page.problems.splice(0)}`); }
      } catch (e) { failed++; console.log(`FAIL ${name} ${deviceName} ${theme}: ${e.message.split('\n')[0]}`); await picture(page, `failed-${name}`, deviceName, theme).catch(() => {}); }
    }
    for (const p of pages.values()) await p.context().close();
  }

// 200 % zoom, and 400 % on a wide screen: the same as a viewport of 320 px. Nothing may be cut off sideways.
const narrow = await signedIn(browser, stack, client, { device: { viewport: { width: 320, height: 640 } }, language: 'fr' });
for (const where of ['/', '/inbox', `/inbox/${client.offer}`, `/inbox/${client.later}?lane=SNOOZED`, '/board', `/board/${cards[0]}`, '/searches/new', '/profile', `/profile/cv/${cv.id}`, `/write/${cards[0]}`, `/write/${cards[0]}/cv`, '/settings']) {
  await narrow.goto(where);
  await narrow.locator('main').waitFor();
  await narrow.waitForTimeout(250);
  const wide = await narrow.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 1) { failed++; console.log(`FAIL ${where} at 320 px: ${wide} px wider than the screen`); }
}
console.log(`${scans} states scanned by axe, pictures in build/screens, ${failed} findings`);
await browser.close();
await stack.stop();
site.close();
process.exit(failed ? 1 : 0);
