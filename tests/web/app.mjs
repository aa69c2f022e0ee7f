// The app as people use it, on the real thing: from registration to HIRED by finger in French and by keyboard alone in English;
// two windows; a server that dies in the middle; no connection and back; offers written to do harm.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../lib/stack.mjs';
import { uniqueEmail } from '../lib/client.mjs';
import { account, desktop, halfScan, ingestDemo, ingestJobs, job, launch, password, phone, signedIn, startWeb, visitor } from './lib.mjs';

const only = process.argv[2];
const stack = await startWeb();
const browser = await launch();
let failed = 0;
const check = async (name, f) => {
  if (only && !name.includes(only)) return;
  const started = Date.now();
  try { await f(); console.log(`ok   ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`); } catch (e) { failed++; console.log(`FAIL ${name}: ${e.stack}`); for (const c of browser.contexts()) for (const p of c.pages()) await p.screenshot({ path: path.join(root, `build/web-failed-${failed}.png`) }).catch(() => {}); }
  for (const c of browser.contexts()) await c.close();
};
const clean = (page) => assert.deepEqual(page.problems, []);
const status = (client, id) => client.gql('query($i:ID!){ jobFeedItem(id:$i){ status } }', { i: id }).then((r) => r.jobFeedItem.status);
const eventually = async (f, what, ms = 15_000) => { const until = Date.now() + ms; for (;;) { if (await f()) return; if (Date.now() > until) throw new Error(`not within ${ms} ms: ${what}`); await new Promise((r) => setTimeout(r, 50)); } };
const pending = (c) => c.gql('{ jobFeedConnection(first: 50) { nodes { id title } } }').then((r) => r.jobFeedConnection.nodes);

await ingestDemo(stack);

await check('the funnel by finger, in French, on a phone', async () => {
  const page = await visitor(browser, stack, { device: phone, language: 'fr' });
  await page.goto('/');
  await page.getByRole('link', { name: 'Créer un compte' }).tap();
  await page.getByLabel('E-mail').fill(uniqueEmail());
  await page.getByLabel('Mot de passe').fill(password);
  await page.getByRole('button', { name: 'Créer le compte' }).tap();
  await page.getByRole('heading', { name: 'Qui êtes-vous' }).waitFor();
  await page.getByLabel('Nom complet').fill('Camille Moreau');
  await page.getByLabel('Compétences').fill('C++, PostgreSQL, Linux,');
  await page.getByRole('button', { name: 'Continuer' }).tap();
  await page.getByLabel('Intitulés de poste').fill('développeur C++, backend engineer,');
  await page.getByLabel('Lieux').fill('Lyon, Paris,');
  await page.getByRole('button', { name: 'astreinte', exact: true }).tap();
  await page.getByRole('button', { name: 'Voir les offres' }).tap();
  await page.getByText(/offres? convien/).waitFor();
  await page.getByRole('button', { name: 'Commencer le tri' }).tap();
  await page.locator('.row-link').first().tap();
  await page.getByRole('heading', { name: 'Pourquoi ce rang' }).waitFor();
  const title = await page.locator('#offer-title').textContent();
  await page.getByRole('button', { name: 'Approuver', exact: true }).tap();
  await page.getByText(`Approuvée\u00a0: ${title}`).first().waitFor();
  await page.waitForFunction((t) => document.querySelector('#offer-title')?.textContent !== t, title);       // the next one is there
  await page.getByRole('link', { name: 'Tableau' }).tap();
  const card = page.locator('.kcard-link', { hasText: title }).first();
  await card.tap();
  for (const [button, column] of [['J’ai postulé', 'Postulé'], ['Entretien fixé', 'Entretien'], ['Proposition reçue', 'Offre'], ['C’est signé', 'Embauche']]) {
    await page.getByRole('button', { name: button }).tap();
    await page.locator('dialog .status', { hasText: column }).waitFor();
  }
  await page.getByText('Analyse', { exact: false }).first().waitFor();
  await page.getByText('Ce qui s’est passé').tap();
  await page.getByText('De Offre à Embauche').waitFor();
  await page.reload();
  await page.locator('dialog .status', { hasText: 'Embauche' }).waitFor();
  clean(page);
});

await check('the door says what is missing in its own language, at the field', async () => {
  const page = await visitor(browser, stack, { device: phone, language: 'fr' });
  await page.goto('/register');
  await page.getByLabel('E-mail').fill('personne');
  await page.getByLabel('Mot de passe').fill('court');
  await page.getByRole('button', { name: 'Créer le compte' }).tap();
  await page.locator('.field-error', { hasText: 'Ce n’est pas une adresse e-mail.' }).waitFor();
  await page.locator('.field-error', { hasText: 'Le mot de passe doit avoir au moins 8 caractères.' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'email');
  await page.getByLabel('E-mail').fill('personne@example.org');
  await page.locator('.field-error', { hasText: 'adresse e-mail' }).waitFor({ state: 'detached' });
  await page.goto('/login');
  await page.getByLabel('E-mail').fill('personne@example.org');
  await page.getByRole('button', { name: 'Se connecter' }).tap();
  await page.locator('.field-error', { hasText: 'Indiquez votre mot de passe.' }).waitFor();
  clean(page);
});

await check('the funnel by keyboard alone, in English, on a desktop', async () => {
  const page = await visitor(browser, stack, { device: desktop, language: 'en' });
  const { keyboard } = page;
  const focused = () => page.evaluate(() => document.activeElement?.textContent || document.activeElement?.getAttribute('aria-label') || document.activeElement?.tagName);
  const tabTo = async (name, max = 60) => { for (let i = 0; i < max; i++) { if ((await page.evaluate((n) => { const e = document.activeElement; const label = e.getAttribute('aria-label') || (e.labels?.[0]?.textContent ?? e.textContent); return label.trim().startsWith(n); }, name))) return; await keyboard.press('Tab'); } throw new Error(`Tab does not reach "${name}"; at "${await focused()}"`); };
  await page.goto('/register');
  await tabTo('E-mail'); await keyboard.type(uniqueEmail());
  await tabTo('Password'); await keyboard.type(password); await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  await tabTo('Full name'); await keyboard.type('Alex Doe');
  await tabTo('Skills'); await keyboard.type('C++,Linux,');
  await tabTo('Next'); await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'What are you looking for?' }).waitFor();
  await tabTo('Job titles'); await keyboard.type('C++ developer,backend engineer,');
  await tabTo('Places'); await keyboard.type('Lyon,Paris,');
  await tabTo('Red flags'); await keyboard.type('on-call,');
  await tabTo('Show me offers'); await keyboard.press('Enter');
  await page.getByText(/offers? fits?\./).waitFor();
  await keyboard.press('g'); await keyboard.press('i');
  await page.locator('#offer-title').waitFor();
  await page.locator('.rows').waitFor();
  const title = () => page.locator('#offer-title').textContent();
  const first = await title();
  await keyboard.press('j');
  await page.waitForFunction((t) => document.querySelector('#offer-title')?.textContent !== t, first);
  await keyboard.press('k');
  await page.waitForFunction((t) => document.querySelector('#offer-title')?.textContent === t, first);
  await keyboard.press('3');                                                        // too junior
  await page.waitForFunction((t) => document.querySelector('#offer-title')?.textContent !== t, first);
  await keyboard.press('z');                                                        // and back
  await page.waitForFunction((t) => document.querySelector('#offer-title')?.textContent === t, first);
  await keyboard.press('a');
  await page.waitForFunction((t) => document.querySelector('#offer-title')?.textContent !== t, first);
  await keyboard.press('g'); await keyboard.press('b');
  await page.locator('.kcard', { hasText: first }).waitFor();                        // the approval may still be on its way
  await tabTo(first.slice(0, 12));
  for (const column of ['Applied', 'Interview', 'Offer', 'Hired']) {
    await keyboard.press('Space'); await keyboard.press('ArrowRight'); await keyboard.press('Space');
    await page.locator(`section[aria-labelledby] h2:has-text("${column}") + ul .kcard`, { hasText: first }).waitFor();
    await page.waitForFunction(() => document.activeElement?.matches('.kcard-link'));
    await eventually(() => page.evaluate(() => !Object.keys(localStorage).some((k) => k.startsWith('jobmate.outbox.'))), 'the move is kept');
  }
  // An illegal move by the same keys is explained and does not happen.
  await keyboard.press('Space'); await keyboard.press('ArrowLeft'); await keyboard.press('Space');
  await page.getByText('Hired is the end of the way', { exact: false }).waitFor();
  await keyboard.press('z');
  await page.locator('h2:has-text("Offer") + ul .kcard', { hasText: first }).waitFor();
  await tabTo(first.slice(0, 12));                                                  // on a card, k alone would go up
  await keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await keyboard.type('francais'); await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Tableau' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'fr');
  await keyboard.press('?');
  await page.getByRole('dialog', { name: 'Raccourcis' }).waitFor();
  await keyboard.press('Escape');
  clean(page);
});

await check('the board by mouse and by finger; an illegal drop comes back', async () => {
  const client = await account(stack);
  await eventually(async () => (await pending(client)).length > 3, 'offers');
  const [offer] = await pending(client);
  await client.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: offer.id });
  for (const [device, from, to] of [[desktop, 'TO_APPLY', 'APPLIED'], [phone, 'APPLIED', 'INTERVIEW']]) {
    const page = await signedIn(browser, stack, client, { device });
    await page.goto('/board');
    const card = page.locator(`[data-column=${from}] .kcard`).first();
    await card.waitFor();
    const drag = async (target, touch) => {
      await target.scrollIntoViewIfNeeded(); await card.scrollIntoViewIfNeeded();
      const a = await card.boundingBox(), b = await target.boundingBox();
      const x = Math.min(b.x + b.width / 2, device.viewport.width - 30), y = b.y + 120;
      if (touch) {
        const cdp = await page.context().newCDPSession(page);
        const at = (px, py) => [{ x: px, y: py }];
        await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(a.x + 60, a.y + 20) });
        await page.waitForSelector('.is-carried');
        for (let i = 1; i <= 60 && !(await page.locator(`[data-column=${to}].is-over`).count()); i++) { await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(Math.min(a.x + 60 + i * 12, device.viewport.width - 15), y) }); await page.waitForTimeout(30); }
        await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      } else {
        await page.mouse.move(a.x + 60, a.y + 20); await page.mouse.down();
        await page.mouse.move(a.x + 80, a.y + 30); await page.mouse.move(x, y, { steps: 12 });
        await page.waitForSelector('.is-over'); await page.waitForTimeout(60); await page.mouse.up();
      }
    };
    if (device === desktop) {
      await drag(page.locator('[data-column=HIRED]'), false);
      await page.getByText('From To apply a card cannot go to Hired', { exact: false }).waitFor();
      assert.equal(await page.locator('[data-column=TO_APPLY] .kcard').count(), 1);
    }
    await drag(page.locator(`[data-column=${to}]`), device === phone);
    await page.locator(`[data-column=${to}] .kcard`).waitFor();
    await eventually(async () => (await client.gql('{ myApplications { currentStatus } }')).myApplications[0].currentStatus === to, `${to} on the server`);
    clean(page);
    await page.context().close();
  }
});

await check('the focus goes with a card that is moved from its menu, and stays among the steps of an open card', async () => {
  const client = await account(stack);
  await eventually(async () => (await client.gql('{ jobFeed(first: 1) { id } }')).jobFeed.length === 1, 'offers');
  const { jobFeed: [{ id: offer }] } = await client.gql('{ jobFeed(first: 1) { id } }');
  const { approveJob: { id } } = await client.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: offer });
  const page = await signedIn(browser, stack, client);
  await page.goto('/board');
  const card = page.locator(`[data-card="${id}"]`);
  await card.focus();
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: 'Applied' }).press('Enter');
  await page.waitForFunction((id) => document.activeElement?.dataset.card === id && document.activeElement.closest('[data-column="APPLIED"]'), id);
  await page.keyboard.press('Enter');
  await page.locator('dialog').getByRole('button', { name: 'Interview' }).press('Enter');
  await page.locator('dialog .status', { hasText: 'Interview' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('dialog .actions'));
  clean(page);
});

await check('a card shows what is asked where the posting says it, and back; a menu says why not; today never takes silence for peace', async () => {
  const client = await account(stack);
  await eventually(async () => (await pending(client)).length > 0, 'offers');
  await ingestJobs(stack, [job({ title: 'C++ developer, both ways', content: 'You master C++ and Linux. PostgreSQL is a plus.' })]);
  let offer;
  await eventually(async () => (offer = (await pending(client)).find((o) => o.title === 'C++ developer, both ways')), 'the offer');
  const { approveJob: { id } } = await client.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: offer.id });
  const page = await signedIn(browser, stack, client);
  await page.goto(`/board/${id}`);
  const asked = page.locator('dialog .requirements button', { hasText: 'Linux' });
  await asked.waitFor({ timeout: 30_000 });
  const marks = page.locator('dialog .prose mark');
  await page.waitForFunction(() => document.querySelectorAll('dialog .prose mark').length > 1);
  await asked.hover();
  await page.waitForFunction(() => { const l = [...document.querySelectorAll('dialog .prose mark')].map((m) => m.textContent); return l.length === 1 && l[0] === 'Linux'; });
  await page.mouse.move(2, 2);
  await marks.filter({ hasText: 'PostgreSQL' }).hover();
  await page.locator('dialog .requirements .is-on', { hasText: 'PostgreSQL' }).waitFor();
  // By keyboard: focus marks it, Enter goes there.
  await asked.focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => { const b = document.querySelector('dialog .prose mark').getBoundingClientRect(); return b.top > 0 && b.bottom < innerHeight; });
  await page.keyboard.press('Escape');
  await page.locator('.kcard .card-menu > button').first().click();
  await page.getByRole('menuitem', { name: /^Hired/ }).click();
  await page.getByText('From To apply a card cannot go to Hired', { exact: false }).waitFor();
  // A board that cannot be read is no empty one.
  await page.route('**/graphql', (r) => (/"operationName":"Board"/.test(r.request().postData() ?? '') ? r.abort() : r.continue()));
  await page.evaluate(() => new Promise((r) => { const d = indexedDB.deleteDatabase('jobmate'); d.onsuccess = d.onblocked = d.onerror = r; }));
  await page.goto('/');
  await page.getByRole('heading', { name: 'This could not be loaded' }).waitFor();
  assert.equal(await page.getByText('Nothing is waiting for you').count(), 0);
  await page.unroute('**/graphql');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'This could not be loaded' }).waitFor({ state: 'detached' });
  clean(page);
});

const demoCv = (name) => readFileSync(path.join(root, 'data/cv', name));
const review = (c) => c.gql('{ cvDocuments { id state mediaType } cvReview { id section field value documentId places { page box } } profileFacts { id section value state } myProfile { fullName skills experience } }');
const readCv = async (c, bytes, name) => {
  await c.uploadCV(bytes, name);
  await eventually(async () => { const { cvDocuments: [d] } = await review(c); return d && d.state !== 'UPLOADED'; }, 'the CV is read', 60_000);
  return review(c);
};

await check('onboarding from a CV, in French on a phone; files that cannot be read say why', async () => {
  const client = await account(stack, { withSearch: false, withProfile: false });
  const page = await signedIn(browser, stack, client, { device: phone, language: 'fr' });
  await page.goto('/welcome');
  const choose = (name, buffer) => page.locator('[data-cv-file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
  await choose('photo.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2]));
  await page.getByRole('alert').getByText('Ce format n’est pas lisible', { exact: false }).waitFor();
  await choose('vide.pdf', Buffer.alloc(0));
  await page.getByRole('alert').getByText('Ce fichier est vide', { exact: false }).waitFor();
  await choose('casse.pdf', Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(5000, 7)]));
  await page.getByRole('alert').getByText('abîmé', { exact: false }).waitFor({ timeout: 60_000 });
  await choose('Mon CV.pdf', demoCv('side_bar_fr.pdf'));
  await page.getByText(/\d+ éléments trouvés dans Mon CV\.pdf/).waitFor({ timeout: 60_000 });
  assert.equal((await review(client)).myProfile.fullName, null);                    // a reading only proposes
  await page.getByRole('button', { name: 'Regarder un par un' }).tap();
  await page.getByRole('button', { name: 'Écarter Kafka' }).tap();
  await page.getByText('Écarté\u00a0: Kafka').first().waitFor();
  await page.getByRole('button', { name: 'Tout accepter et continuer' }).tap();
  await page.getByRole('heading', { name: 'Que cherchez-vous' }).waitFor();
  await page.getByText('Suggérée d’après votre profil').waitFor();
  assert.ok(await page.locator('.chips-input').first().locator('.chip').count() >= 1);       // the title, to be changed or kept
  const { myProfile } = await review(client);
  assert.equal(myProfile.fullName, 'Nora Exemple');
  assert.equal(myProfile.experience.length, 2);
  assert.ok(!myProfile.skills.some((s) => (s.name ?? s) === 'Kafka'), JSON.stringify(myProfile.skills));
  assert.ok(myProfile.skills.length >= 3, JSON.stringify(myProfile.skills));
  clean(page);
});

await check('a CV of which a page is a picture is read, and says that not all of it was', async () => {
  const client = await account(stack, { withSearch: false, withProfile: false });
  const page = await signedIn(browser, stack, client, { language: 'fr' });
  await page.goto('/profile');
  await page.locator('[data-cv-file]').setInputFiles({ name: 'moitié.pdf', mimeType: 'application/pdf', buffer: halfScan() });
  await page.getByText('Certaines pages de ce PDF sont des images', { exact: false }).waitFor({ timeout: 60_000 });
  await page.getByRole('link', { name: /^Revoir \d+/ }).first().click();
  await page.locator('.proposal').first().waitFor();
  await page.getByText('Certaines pages de ce PDF sont des images', { exact: false }).waitFor();
  await page.goto('/welcome');
  await page.getByText('Certaines pages de ce PDF sont des images', { exact: false }).waitFor();
  clean(page);
});

await check('a CV is reviewed by keyboard; a fact shows its place, a place its fact', async () => {
  const client = await account(stack, { withSearch: false, withProfile: false });
  const { cvReview: facts, cvDocuments: [{ id }] } = await readCv(client, demoCv('single_en.pdf'), 'cv.pdf');
  const page = await signedIn(browser, stack, client);
  await page.goto('/profile');
  await page.getByRole('link', { name: /Review \d+ facts/ }).click();
  await page.locator('canvas[data-drawn]').waitFor({ timeout: 60_000 });
  const ink = await page.locator('canvas').first().evaluate((c) => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 0; i < d.length; i += 4) if (d[i] < 128 && d[i + 3] > 0) n++; return n; });
  assert.ok(ink > 500, `${ink} dark pixels`);
  // Every place that the server named has its box, where the server says.
  assert.equal(await page.locator('.cv-box').count(), facts.flatMap((f) => f.places).length);
  const job = facts.find((f) => f.section === 'EXPERIENCE');
  const showJob = () => page.locator('.proposal', { has: page.locator(`[data-fact="${job.id}"]`) }).getByRole('button', { name: /^Show / }).click();   // a title may stand in the head of the CV too
  await showJob();
  await page.locator(`.cv-box.is-chosen[data-box="${job.id}"]`).first().waitFor();
  await page.waitForFunction(() => { const b = document.querySelector('.cv-box.is-chosen'), r = b.getBoundingClientRect(), p = b.closest('.cv-page').getBoundingClientRect(), v = b.closest('.cv-pages').getBoundingClientRect(); return r.left >= p.left && r.right <= p.right && r.top >= v.top - 1 && r.bottom <= v.bottom + 1; });
  const school = facts.find((f) => f.section === 'EDUCATION');
  await page.locator(`.cv-box[data-box="${school.id}"]`).first().click();
  await page.waitForFunction((f) => document.activeElement?.dataset.fact === f, school.id);
  // By keyboard: edit, accept, leave out.
  const at = () => page.evaluate(() => document.activeElement?.dataset.fact);
  await showJob();
  await page.keyboard.press('e');
  await page.getByLabel('Title', { exact: true }).fill('Lead engineer');
  await page.keyboard.press('Enter');
  await page.waitForFunction((f) => document.activeElement?.dataset.fact && document.activeElement.dataset.fact !== f, job.id);
  const accepted = await at();
  await page.keyboard.press('a');
  await page.waitForFunction((f) => document.activeElement?.dataset.fact && document.activeElement.dataset.fact !== f, accepted);
  const left = await at();
  await page.keyboard.press('s');
  await page.getByText('Left out:', { exact: false }).first().waitFor();
  await eventually(async () => { const r = await review(client); return r.profileFacts.length === 2 && !r.cvReview.some((f) => [job.id, accepted, left].includes(f.id)); }, 'three decisions');
  const after = await review(client);
  assert.equal(after.myProfile.experience[0].title, 'Lead engineer');
  assert.equal(after.profileFacts.find((f) => f.id === job.id).state, 'EDITED');
  await page.getByRole('button', { name: /^Accept all \d+/ }).click();
  await page.getByText('Everything this CV says has been reviewed.').waitFor();
  await eventually(async () => (await review(client)).cvReview.length === 0, 'nothing left to review');
  // In the profile each entry leads back to its place; a level is chosen and kept.
  await page.getByRole('link', { name: 'Profile' }).first().click();
  await page.locator('.entry .place-link').first().click();
  await page.locator('.kept.is-current').waitFor();
  await page.goto('/profile');
  const skill = page.locator('.skill-list li').first();
  const name = (await skill.locator('.skill-name').evaluate((e) => e.firstChild.textContent)).trim();
  await skill.getByRole('combobox').selectOption('expert');
  await page.getByRole('button', { name: 'Save the profile' }).click();
  await page.getByText('Profile saved').waitFor();
  assert.ok((await review(client)).myProfile.skills.some((s) => s.name === name && s.level === 'expert'));
  // A format without pages shows its text, with what was read from it marked.
  await readCv(client, Buffer.from('Alex Doe\nalex.doe@example.org\n\nEXPERIENCE\n\nBackend engineer, Heron Maps\n2020 - 2023\n- Built a routing engine in C++\n\nSKILLS\nC++, PostgreSQL, Erlang\n'), 'cv.txt');
  await page.goto('/profile');
  await page.getByRole('link', { name: 'cv.txt' }).click();
  await page.locator('.cv-text mark').first().waitFor();
  assert.ok(id);
  clean(page);
});

await check('two windows agree, and a selection holds while offers arrive', async () => {
  const client = await account(stack);
  await eventually(async () => (await pending(client)).length > 4, 'offers');
  const [one, two] = [await signedIn(browser, stack, client), await signedIn(browser, stack, client)];
  for (const p of [one, two]) { await p.goto('/inbox'); await p.locator('#offer-title').waitFor(); }
  await two.keyboard.press('j');
  const chosen = await two.locator('.row.is-current [data-row]').getAttribute('data-row');
  const decided = await one.locator('.row.is-current [data-row]').getAttribute('data-row');
  await one.keyboard.press('r');
  await two.locator(`[data-row="${decided}"]`).waitFor({ state: 'detached' });
  assert.equal(await two.locator('.row.is-current [data-row]').getAttribute('data-row'), chosen);
  await ingestJobs(stack, [job({ title: 'C++ developer, arrivals', location: { name: 'Lyon, France' }, content: 'C++ on Linux with PostgreSQL, two days a week from home. Pay: €60,000 - €70,000 a year.' })]);
  await two.getByText('C++ developer, arrivals').first().waitFor();
  assert.equal(await two.locator('.row.is-current [data-row]').getAttribute('data-row'), chosen);
  await one.keyboard.press('z');
  await two.locator(`[data-row="${decided}"]`).waitFor();
  // An earlier visit's decision can be taken back too.
  await one.keyboard.press('r');
  await eventually(async () => (await status(client, decided)) === 'REJECTED', 'rejected');
  await one.reload();
  await one.locator('#offer-title').waitFor();
  await one.keyboard.press('z');
  await eventually(async () => (await status(client, decided)) === 'PENDING', 'taken back');
  clean(one); clean(two);
});

await check('the server dies mid-triage and comes back: nothing is lost', async () => {
  const client = await account(stack);
  await eventually(async () => (await pending(client)).length > 5, 'offers');
  const page = await signedIn(browser, stack, client);
  await page.goto('/inbox');
  await page.locator('#offer-title').waitFor();
  const ids = await page.locator('[data-row]').evaluateAll((l) => l.map((e) => e.dataset.row));
  await page.keyboard.press('r');
  await eventually(async () => (await status(client, ids[0])) === 'REJECTED', 'the first');
  await stack.processes.jobmate.kill('SIGKILL');
  await page.keyboard.press('r'); await page.keyboard.press('a'); await page.keyboard.press('r');
  await page.getByText('The server does not answer', { exact: false }).waitFor();
  assert.equal(await page.locator(`[data-row="${ids[1]}"]`).count(), 0);             // decided, for the person
  await stack.processes.jobmate.restart();
  await eventually(async () => (await status(client, ids[1])) === 'REJECTED' && (await status(client, ids[2])) === 'APPROVED' && (await status(client, ids[3])) === 'REJECTED', 'what was decided meanwhile', 40_000);
  await page.getByText('The server does not answer', { exact: false }).waitFor({ state: 'detached' });
  assert.equal((await client.gql('{ myApplications { id } }')).myApplications.length, 1);
  // And a window that is closed while the server is away hands its decisions to the next.
  await stack.processes.jobmate.kill('SIGKILL');
  await page.keyboard.press('r');
  await page.getByText('The server does not answer', { exact: false }).waitFor();
  const context = page.context();
  await page.close();
  await stack.processes.jobmate.restart();
  const next = await context.newPage();
  await next.goto('/inbox');
  await eventually(async () => (await status(client, ids[4])) === 'REJECTED', 'the closed window\'s decision', 30_000);
});

await check('a search is tried before it is saved; what it keeps out is let in with one key', async () => {
  const client = await account(stack, { withSearch: false });
  const page = await signedIn(browser, stack, client);
  await page.goto('/searches/new');
  await page.getByLabel('Job titles').fill('C++ developer,');
  await page.locator('.preview-head b', { hasText: /^\d+ offers? fits?$/ }).waitFor();
  await page.getByLabel('Red flags').fill('unpaid, on-call, ESN,');
  await page.getByText('kept out by red flags').first().waitFor();
  await page.getByRole('button', { name: 'Save the search' }).click();
  await page.getByText('Search saved', { exact: false }).first().waitFor();
  const held = () => client.gql('{ quarantine(first: 50) { totalCount nodes { id title } } filterExceptions { id } }');
  await eventually(async () => (await held()).quarantine.totalCount > 0, 'quarantine');
  await page.goto('/inbox?lane=QUARANTINE');
  await page.locator('.held mark').first().waitFor();
  const before = (await held()).quarantine.totalCount;
  await page.keyboard.press('j'); await page.keyboard.press('k');
  await page.keyboard.press('a');
  await eventually(async () => { const h = await held(); return h.filterExceptions.length === 1 && h.quarantine.totalCount === before - 1; }, 'let in');
  await page.waitForFunction(() => document.activeElement?.matches('[data-held]'));            // the next one, for the next key
  await page.keyboard.press('z');
  await page.locator('.toast', { hasText: 'Taken back: ' }).waitFor();
  await eventually(async () => { const h = await held(); return h.filterExceptions.length === 0 && h.quarantine.totalCount === before; }, 'kept out again');
  // Deleting has its undo too: nothing happens on the server until the time for it has passed.
  await page.goto('/searches');
  await page.getByRole('button', { name: 'Delete the search' }).click();
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.locator('.cards .card').waitFor();
  assert.equal((await client.gql('{ mySearchConfigs { id } }')).mySearchConfigs.length, 1);
  clean(page);
});

await check('no connection, and back', async () => {
  const client = await account(stack);
  await eventually(async () => (await pending(client)).length > 4, 'offers');
  const page = await signedIn(browser, stack, client);
  await page.goto('/inbox');
  await page.locator('#offer-title').waitFor();
  const ids = await page.locator('[data-row]').evaluateAll((l) => l.map((e) => e.dataset.row));
  await page.context().setOffline(true);
  await page.getByText('You are offline', { exact: false }).waitFor();
  await page.keyboard.press('a'); await page.keyboard.press('r');
  await page.getByText('2 decisions wait', { exact: false }).waitFor();
  await page.keyboard.press('z');                                                    // never sent, so simply taken out
  await page.getByText('1 decision waits', { exact: false }).waitFor();
  await page.context().setOffline(false);
  await eventually(async () => (await status(client, ids[0])) === 'APPROVED', 'sent after all', 30_000);
  assert.equal(await status(client, ids[1]), 'PENDING');
  clean(page);
});

await check('offers written to do harm do none', async () => {
  const client = await account(stack);
  const evil = [
    '<script>window.hacked=1</script><img src=x onerror="window.hacked=2"><svg onload="window.hacked=3"></svg><style>body{display:none}</style><iframe src="javascript:parent.hacked=4"></iframe>',
    '&lt;script&gt;window.hacked=5&lt;/script&gt;&lt;img src=x onerror=window.hacked=6&gt; &lt;a href="javascript:window.hacked=7"&gt;apply&lt;/a&gt; <a href="javascript:window.hacked=8">apply</a> C++ in Lyon',
    'C++ \u202egnihton\u202c \u200b\u{e0041}\u{e0042} <math><mtext></form><form><mglyph><style></math><img src onerror=window.hacked=9> {{7*7}} ${window.hacked=10} <base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example/">',
  ];
  const title = `C++ developer <img src=x onerror=window.hacked=11> \u202eevil`;
  await ingestJobs(stack, evil.map((content, i) => job({ title: `${title} ${i}`, content, company_name: `<b onclick=window.hacked=12>Evil ${i}</b>`, absolute_url: i === 1 ? 'javascript:window.hacked=13' : `https://boards.example.org/evil/${i}` })));
  await eventually(async () => (await pending(client)).filter((n) => /hacked|evil/.test(n.title)).length >= 2, 'the evil offers');
  const page = await signedIn(browser, stack, client);
  for (const n of (await pending(client)).filter((x) => /hacked|evil/.test(x.title))) {
    await page.goto(`/inbox/${n.id}`);
    await page.locator('.prose, .note').first().waitFor();
    const found = await page.evaluate(() => ({
      hacked: window.hacked, scripts: document.querySelectorAll('script:not([src])').length, bad: document.querySelectorAll('.inbox img, .inbox iframe, .inbox style, .inbox form, .inbox svg:not(.icon), .inbox base, .inbox [onclick], .inbox [onerror]').length,
      links: [...document.querySelectorAll('.inbox a')].map((a) => a.protocol).filter((p) => !/^https?:$/.test(p)), hidden: /[\u202a-\u202e\u200b\u{e0000}-\u{e007f}]/u.test(document.body.innerText), visible: getComputedStyle(document.body).display,
    }));
    assert.deepEqual(found, { hacked: undefined, scripts: 0, bad: 0, links: [], hidden: false, visible: 'block' });
    await client.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: n.id });
  }
  const { myApplications } = await client.gql('{ myApplications { id } }');
  for (const a of myApplications) {
    await page.goto(`/board/${a.id}`);
    await page.locator('dialog .timeline, dialog .requirements').first().waitFor({ state: 'attached' });
    assert.equal(await page.evaluate(() => window.hacked), undefined);
  }
  clean(page);
});

await check('5,000 offers: few rows exist, a decision shows within 50 ms', async () => {
  const client = await account(stack, { withSearch: false });
  await client.gql('mutation($i:CreateSearchConfigInput!){ createSearchConfig(input:$i){ id } }', { i: { jobTitles: ['Glassblower'], locations: [] } });
  for (let n = 0; n < 5000; n += 1000) await ingestJobs(stack, Array.from({ length: 1000 }, (_, i) => job({ title: `Glassblower ${n + i}`, company_name: `Kiln ${n + i}`, content: `Blow glass, variety ${n + i}.` })));
  const page = await signedIn(browser, stack, client);
  // The server answers after 200 ms.
  await page.route('**/graphql', async (route) => { await new Promise((r) => setTimeout(r, 200)); await route.continue(); });
  await page.goto('/inbox');
  await page.locator('#offer-title').waitFor();
  await page.locator('.nav .count', { hasText: '5,000' }).waitFor();
  assert.ok(await page.locator('.row').count() < 60);
  await page.waitForTimeout(800);
  const took = [];
  for (let i = 0; i < 9; i++) {
    took.push(await page.evaluate(() => new Promise((resolve) => {
      const before = document.querySelector('#offer-title').textContent;
      const started = performance.now();
      const watch = new MutationObserver(() => { if (document.querySelector('#offer-title')?.textContent !== before) { watch.disconnect(); resolve(performance.now() - started); } });
      watch.observe(document.body, { subtree: true, childList: true, characterData: true });
      dispatchEvent(new KeyboardEvent('keydown', { key: 'r', bubbles: true, cancelable: true }));
    })));
    await page.waitForTimeout(250);
  }
  took.sort((a, b) => a - b);
  // Measured, printed, not asserted: a machine that is busy must not fail this.
  console.log(`     from the key to the next offer, server answering after 200 ms: median ${took[4].toFixed(1)} ms, worst ${took.at(-1).toFixed(1)} ms`);
  const frames = await page.evaluate(async () => {
    const box = document.querySelector('.rows');
    const gaps = [];
    let last = performance.now();
    for (let i = 0; i < 120; i++) { box.scrollTop += 60; await new Promise(requestAnimationFrame); const now = performance.now(); gaps.push(now - last); last = now; }
    gaps.sort((a, b) => a - b);
    return { median: gaps[60], p95: gaps[114], top: box.scrollTop };
  });
  console.log(`     scrolling: a frame every ${frames.median.toFixed(1)} ms (median), ${frames.p95.toFixed(1)} ms (95th percentile)`);
  assert.ok(frames.top > 5000);
  assert.ok(await page.locator('.row').count() < 60);
  clean(page);
});

await browser.close();
await stack.stop();
process.exit(failed ? 1 : 0);
