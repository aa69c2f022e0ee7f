// What a person does with the account in the app: password, sessions, export, deletion; and the numbers of their campaign.
//   node settings.mjs [part of a name]
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../lib/stack.mjs';
import { uniqueEmail } from '../lib/client.mjs';
import { account, ingestDemo, launch, password, phone, signedIn, startWeb } from './lib.mjs';

const only = process.argv[2];
const stack = await startWeb();
const browser = await launch();
let failed = 0;
const check = async (name, f) => {
  if (only && !name.includes(only)) return;
  const started = Date.now();
  try { await f(); console.log(`ok   ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`); } catch (e) { failed++; console.log(`FAIL ${name}: ${e.stack}`); for (const c of browser.contexts()) for (const p of c.pages()) await p.screenshot({ path: path.join(root, `build/web-settings-failed-${failed}.png`) }).catch(() => {}); }
  for (const c of browser.contexts()) await c.close();
};
const clean = (page) => assert.deepEqual(page.problems, []);
const door = (page) => page.locator('.door').waitFor({ timeout: 30_000 });
await ingestDemo(stack);

await check('a new password: the other browser is at the door, this one stays', async () => {
  const client = await account(stack);
  const [here, there] = [await signedIn(browser, stack, client), await signedIn(browser, stack, client, { device: phone, language: 'fr' })];
  await there.goto('/board');
  await there.getByRole('heading', { name: 'Tableau' }).first().waitFor();
  await here.goto('/settings');
  await here.getByText('Change the password').first().click();
  const form = here.getByRole('form', { name: 'Change the password' });
  await form.getByLabel('New password').fill('a quite different one');
  await form.getByLabel('Current password').fill('not this');
  await form.getByRole('button', { name: 'Change the password' }).click();
  await form.getByText('The password is wrong.').waitFor();
  await form.getByLabel('Current password').fill(password);
  await form.getByRole('button', { name: 'Change the password' }).click();
  await here.getByText('All other sessions have ended.', { exact: false }).waitFor();
  await door(there);
  await there.getByLabel('E-mail').fill(client.email);
  await there.getByLabel('Mot de passe').fill('a quite different one');
  await there.getByRole('button', { name: 'Se connecter' }).click();
  await there.getByRole('heading', { name: 'Tableau' }).first().waitFor();       // back where they were
  await here.reload();
  await here.getByRole('heading', { name: 'Settings' }).waitFor();
  // And by the button alone.
  await here.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await door(there);
  await here.getByRole('button', { name: 'Sign out everywhere', exact: true }).click();
  await door(here);
  clean(here); clean(there);
});

await check('another e-mail is shown and signs in', async () => {
  const client = await account(stack);
  const page = await signedIn(browser, stack, client);
  const next = uniqueEmail('next');
  await page.goto('/settings');
  await page.getByText('Change the e-mail').first().click();
  const form = page.getByRole('form', { name: 'Change the e-mail' });
  await form.getByLabel('New e-mail').fill(next);
  await form.getByLabel('Current password').fill(password);
  await form.getByRole('button', { name: 'Change the e-mail' }).click();
  await page.getByText(next).first().waitFor();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await door(page);
  await page.getByLabel('E-mail').fill(next);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  clean(page);
});

await check('everything is taken along, then the account is deleted, in all windows', async () => {
  const client = await account(stack);
  const page = await signedIn(browser, stack, client), other = await signedIn(browser, stack, client);
  await other.goto('/inbox');
  await other.locator('.inbox').waitFor();
  await page.goto('/settings');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export everything' }).click()]);
  const all = JSON.parse(readFileSync(await download.path(), 'utf8'));
  assert.deepEqual([all.complete, all.users[0].email], [true, client.email]);
  await page.getByText('Delete the account').first().click();
  const form = page.getByRole('form', { name: 'Delete everything' });
  await form.getByLabel('Current password').fill(password);
  assert.ok(await form.getByRole('button').isDisabled());
  await form.getByLabel('To be sure', { exact: false }).fill(client.email);
  await form.getByRole('button').click();
  await door(page);
  await door(other);
  await page.getByLabel('E-mail').fill(client.email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The e-mail or the password is wrong.').waitFor();
  clean(page); clean(other);
});

await check('the insights say what they count; each plot has its table; few numbers get no rate', async () => {
  const client = await account(stack);
  let nodes = [];
  for (const until = Date.now() + 30_000; nodes.length < 4 && Date.now() < until;) nodes = (await client.gql('{ jobFeedConnection(first: 10) { nodes { id } } }')).jobFeedConnection.nodes;
  const cards = [];
  for (const n of nodes.slice(0, 3)) cards.push((await client.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: n.id })).approveJob.id);
  const move = (a, s) => client.gql('mutation($a:ID!,$s:ApplicationStatus!){ moveCard(applicationId:$a,newStatus:$s){ id } }', { a, s });
  await move(cards[0], 'APPLIED'); await move(cards[0], 'INTERVIEW'); await move(cards[1], 'APPLIED');
  // One whose board is called otherwise than its machine name, and is not among the sources that are read for this account.
  const { jobFeedConnection: more, boards } = await client.gql('{ jobFeedConnection(first: 100) { nodes { id source } } boards { board label } }');
  const [other, label] = more.nodes.flatMap((n) => boards.filter((b) => b.board === n.source && b.label.length <= 20 && b.label.toLowerCase() !== n.source.replaceAll('_', ' ')).map((b) => [n.id, b.label]))[0];
  await move((await client.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: other })).approveJob.id, 'APPLIED');
  const page = await signedIn(browser, stack, client);
  await page.goto('/insights');
  const answers = page.locator('.insight', { hasText: 'Who answers' });
  await answers.waitFor();
  await answers.getByText(label, { exact: true }).first().waitFor();
  await page.getByText('Below 10 of a kind there is no rate', { exact: false }).first().waitFor();
  assert.equal(await answers.getByText('%').count(), 0);
  for (const plot of await page.locator('.insight').all()) {
    const said = await plot.locator('svg').getAttribute('aria-label');
    await plot.locator('summary').click();
    const rows = await plot.locator('tbody tr').evaluateAll((l) => l.map((r) => `${r.children[0].textContent}: ${r.children[1].textContent}`));
    assert.ok(rows.length > 0);
    for (const row of rows) assert.ok(said.includes(row), `${row} in ${said}`);
  }
  // Live: a move elsewhere changes the numbers.
  await move(cards[1], 'INTERVIEW');
  await page.locator('.insight', { hasText: 'How far' }).locator('tbody tr', { hasText: 'Interview' }).locator('td', { hasText: /^2/ }).waitFor({ timeout: 30_000 });
  clean(page);
});

await browser.close();
await stack.stop();
process.exit(failed ? 1 : 0);
