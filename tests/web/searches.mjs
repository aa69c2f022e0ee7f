// Searches and sources as people use them, on the real thing: places chosen from a list, exceptions taken away, companies followed.
//   node searches.mjs [part of a name]
import assert from 'node:assert/strict';
import path from 'node:path';
import { root } from '../lib/stack.mjs';
import { account, ingestJobs, job, launch, phone, signedIn, startWeb } from './lib.mjs';

const only = process.argv[2];
const stack = await startWeb();
const browser = await launch();
let failed = 0;
const check = async (name, f) => {
  if (only && !name.includes(only)) return;
  const started = Date.now();
  try { await f(); console.log(`ok   ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`); } catch (e) { failed++; console.log(`FAIL ${name}: ${e.stack}`); for (const c of browser.contexts()) for (const p of c.pages()) await p.screenshot({ path: path.join(root, `build/web-searches-failed-${failed}.png`) }).catch(() => {}); }
  for (const c of browser.contexts()) await c.close();
};
const clean = (page) => assert.deepEqual(page.problems, []);
const eventually = async (f, what, ms = 30_000) => { const until = Date.now() + ms; for (;;) { if (await f()) return; if (Date.now() > until) throw new Error(`not within ${ms} ms: ${what}`); await new Promise((r) => setTimeout(r, 50)); } };
const places = (c) => c.gql('{ mySearchConfigs { locations places { place radiusKm } } }').then((r) => r.mySearchConfigs);

await check('a place is chosen from what the server knows, by keyboard, and given a radius', async () => {
  const client = await account(stack, { withSearch: false });
  const page = await signedIn(browser, stack, client);
  await page.goto('/searches/new');
  await page.getByLabel('Job titles').fill('Tide keeper,');
  const box = page.getByRole('combobox', { name: 'Places' });
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  await box.pressSequentially('lyo');
  const list = page.getByRole('listbox', { name: 'Suggestions' });
  await list.getByRole('option', { name: /Lyon/ }).first().waitFor();
  assert.equal(await box.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('ArrowDown');
  const first = list.getByRole('option').first();
  assert.equal(await first.getAttribute('aria-selected'), 'true');
  assert.equal(await box.getAttribute('aria-activedescendant'), await first.getAttribute('id'));
  await page.keyboard.press('Enter');
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  await page.getByLabel('Around Lyon').selectOption('30');
  // Escape closes the list and leaves what was typed; what is nowhere in it may be typed all the same.
  await box.pressSequentially('par');
  await list.getByRole('option', { name: /Paris/ }).first().waitFor();
  await page.keyboard.press('Escape');
  assert.deepEqual([await box.getAttribute('aria-expanded'), await box.inputValue()], ['false', 'par']);
  await box.fill('Atlantis,');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Tide keeper' }).waitFor();
  assert.deepEqual(await places(client), [{ locations: ['Lyon +30 km', 'Atlantis'], places: [{ place: 'Lyon', radiusKm: 30 }, { place: 'Atlantis', radiusKm: null }] }]);
  // Opened again, the radius is there and can be taken away.
  await page.getByRole('link', { name: 'Tide keeper', exact: true }).click();
  assert.equal(await page.getByLabel('Around Lyon').inputValue(), '30');
  await page.getByLabel('Around Lyon').selectOption('0');
  await page.getByLabel('Tone of the letters').selectOption({ label: 'Warm tone' });
  await page.getByLabel('Language of the letters').selectOption({ label: 'In French' });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Tide keeper' }).waitFor();
  assert.deepEqual((await places(client))[0].locations, ['Lyon', 'Atlantis']);
  // How its letters speak is kept, and the offer's language can be had back.
  const letters = async () => (await client.gql('{ mySearchConfigs { letterTone letterLanguage } }')).mySearchConfigs[0];
  assert.deepEqual(await letters(), { letterTone: 'WARM', letterLanguage: 'FR' });
  await page.getByRole('link', { name: 'Tide keeper', exact: true }).click();
  assert.equal(await page.getByLabel('Tone of the letters').inputValue(), 'WARM');
  await page.getByLabel('Language of the letters').selectOption('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Tide keeper' }).waitFor();
  assert.deepEqual(await letters(), { letterTone: 'WARM', letterLanguage: null });
  clean(page);
});

await check('an exception from the red flags is listed, taken away, and that taken back', async () => {
  const word = Date.now().toString(36);
  const client = await account(stack, { withSearch: false });
  await client.gql('mutation($t:[String!]!){ createSearchConfig(input:{jobTitles:$t, locations:[], redFlags:["astreinte"]}){ id } }', { t: [`Lampiste ${word}`] });
  await ingestJobs(stack, [job({ title: `Lampiste ${word}`, content: 'Des lampes, avec astreinte.' })]);
  const { quarantine } = await client.gql('{ quarantine { nodes { id } } }');
  await client.gql('mutation($q:ID!){ releaseFromQuarantine(quarantineId:$q){ offers } }', { q: quarantine.nodes[0].id });
  const page = await signedIn(browser, stack, client, { language: 'fr' });
  await page.goto('/searches');
  await page.getByRole('heading', { name: '1 exception à vos signaux d’alerte' }).waitFor();
  const remove = page.getByRole('button', { name: `Retirer l’exception pour Lampiste ${word}` });
  await remove.click();
  await remove.waitFor({ state: 'detached' });
  await page.locator('.toast').getByRole('button', { name: 'Annuler' }).click();
  await remove.waitFor();
  assert.equal((await client.gql('{ filterExceptions { id } }')).filterExceptions.length, 1);
  await remove.click();
  await remove.waitFor({ state: 'detached' });
  await page.goto('/board');                                                           // leaving the page sends it
  await eventually(async () => (await client.gql('{ filterExceptions { id } }')).filterExceptions.length === 0, 'removed');
  assert.equal((await client.gql('{ jobFeedConnection { totalCount } }')).jobFeedConnection.totalCount, 0);
  // What each search is read from, and what is off until it has a key.
  const read = page.locator('article', { hasText: `Lampiste ${word}` }).locator('.search-sources');
  await page.goto('/searches');
  await read.getByText(/^Lue depuis \d+ sources · 2 inactives$/).click();
  await read.getByText('FRANCE_TRAVAIL_CLIENT_ID').waitFor();
  // The scan answers in the reader's language.
  await page.goto('/searches');
  await page.getByRole('button', { name: /Relire|Relancer|relire/ }).or(page.locator('.note .button')).first().click();
  await page.locator('.toast', { hasText: /relues|relecture/ }).waitFor();
  clean(page);
});

await check('a company is followed by the address of its careers page, and let go', async () => {
  const client = await account(stack);
  const page = await signedIn(browser, stack, client, { device: phone });
  await page.goto('/sources');
  const url = page.getByLabel('Address of a careers page');
  await url.fill('http://127.0.0.1/jobs');
  await page.getByRole('button', { name: 'Follow', exact: true }).tap();
  await page.locator('.field-error').waitFor();                                        // refused where it was typed
  await url.fill('https://boards.greenhouse.io/tidekeepers');
  await page.getByRole('button', { name: 'Follow', exact: true }).tap();
  const remove = page.getByRole('button', { name: 'Stop following tidekeepers' });
  await remove.waitFor();
  await page.locator('.watches', { hasText: 'Greenhouse' }).first().waitFor();
  assert.equal(await url.inputValue(), '');
  await remove.tap();
  await remove.waitFor({ state: 'detached' });
  await page.locator('.toast', { hasText: 'No longer followed' }).getByRole('button', { name: 'Undo' }).tap();
  await remove.waitFor();
  assert.equal((await client.gql('{ watchlist { id } }')).watchlist.length, 1);
  await remove.tap();
  await eventually(async () => (await client.gql('{ watchlist { id } }')).watchlist.length === 0, 'let go');
  clean(page);
});

await browser.close();
await stack.stop();
process.exit(failed ? 1 : 0);
