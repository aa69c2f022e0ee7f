// A letter and a CV as a person works on them: composed, a claim that nothing bears and each of its remedies, files, a second window,
// no connection, earlier versions; by keyboard, on a phone, in both languages.
//   node documents.mjs [part of a name]
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { root } from '../lib/stack.mjs';
import { startModel } from '../fakes/model_server.mjs';
import { account, desktop, ingestDemo, launch, phone, signedIn, startWeb } from './lib.mjs';

const only = process.argv[2];
const fake = await startModel();
const stack = await startWeb({ LLM_USER_LOCAL: 'true' });
const browser = await launch();
let failed = 0;
const check = async (name, f) => {
  if (only && !name.includes(only)) return;
  const started = Date.now();
  try { await f(); console.log(`ok   ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`); } catch (e) { failed++; console.log(`FAIL ${name}: ${e.stack}`); for (const c of browser.contexts()) for (const p of c.pages()) await p.screenshot({ path: path.join(root, `build/web-documents-failed-${failed}.png`), fullPage: true }).catch(() => {}); }
  for (const c of browser.contexts()) await c.close();
};
const clean = (page) => assert.deepEqual(page.problems, []);
const eventually = async (f, what, ms = 15_000) => { const until = Date.now() + ms; for (;;) { if (await f()) return; if (Date.now() > until) throw new Error(`not within ${ms} ms: ${what}`); await new Promise((r) => setTimeout(r, 50)); } };
await ingestDemo(stack);

// An account with one application.
const applied = async () => {
  const client = await account(stack);
  let nodes = [];
  await eventually(async () => (nodes = (await client.gql('{ jobFeedConnection(first: 5) { nodes { id } } }')).jobFeedConnection.nodes).length > 0, 'offers');
  const { approveJob } = await client.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: nodes[0].id });
  return { client, application: approveJob.id };
};
const DOC = 'id version kind exportable unsupported paragraphs { id sentences { id text state part facts { id } } }';
const compose = async (client, a, kind) => (await client.gql(`mutation($a:ID!){ composeDocument(applicationId:$a, kind:${kind}){ ${DOC} } }`, { a })).composeDocument;
const documents = async (client, a) => (await client.gql(`query($a:ID!){ documents(applicationId:$a){ ${DOC} } }`, { a })).documents;
const sentences = (d) => d.paragraphs.flatMap((p) => p.sentences);
const only1 = (l) => l[0];
const letterOf = async (client, a) => (await documents(client, a)).find((d) => d.kind === 'LETTER');
const claim = 'I led 50 people at Google.';
// A sentence that stands on nothing, by the API.
const spoil = async (client, doc) => (await client.gql(`mutation($d:ID!,$p:ID!,$t:String!){ addSentence(documentId:$d, paragraphId:$p, text:$t){ ${DOC} } }`, { d: doc.id, p: 'closing', t: claim })).addSentence;

await check('from the card to a letter and its file; an unsupported sentence blocks it, by keyboard', async () => {
  const { client, application } = await applied();
  const page = await signedIn(browser, stack, client, { device: desktop });
  await page.goto(`/board/${application}`);
  await page.getByRole('link', { name: /Cover letter/ }).click();
  await page.getByRole('button', { name: 'Compose the letter' }).click();
  await page.locator('.verdict', { hasText: 'Every claim rests on your profile' }).waitFor();
  const { keyboard } = page;
  // To the closing sentence by keys alone; another one after it.
  await page.locator('.sentence').first().focus();
  await keyboard.press('End'); await keyboard.press('ArrowUp'); await keyboard.press('ArrowUp');
  await keyboard.press('Enter');
  await page.locator('[data-panel]').waitFor();
  await page.getByRole('button', { name: 'Add a sentence after it' }).focus(); await keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  await keyboard.type(claim);
  await keyboard.press('Control+Enter');
  await page.locator('.sentence.is-unsupported', { hasText: 'Google' }).waitFor();
  await page.locator('.verdict', { hasText: '1 sentence stands on nothing in your profile' }).waitFor();
  assert.deepEqual(await page.locator('.sentence.is-unsupported .claim').allTextContents(), ['50', 'Google']);
  await page.getByText('Nothing in your profile shows “50”, “Google”', { exact: false }).first().waitFor();
  await page.getByRole('button', { name: 'Export as PDF' }).click();
  await page.getByRole('alert').getByText('Not exported: nothing in your profile shows “50”', { exact: false }).waitFor();
  // Taken back by z: the file comes.
  await page.keyboard.press('Escape');
  await page.locator('.sentence').first().focus();
  await keyboard.press('z');
  await page.locator('.verdict', { hasText: 'Every claim rests on your profile' }).waitFor();
  assert.equal((await letterOf(client, application)).exportable, true);
  for (const [format, magic] of [['PDF', '%PDF-'], ['DOCX', 'PK']]) {
    await page.getByRole('radio', { name: format }).check();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: `Export as ${format}` }).click()]);
    const bytes = readFileSync(await download.path());
    assert.equal(bytes.subarray(0, magic.length).toString(), magic);
    assert.ok(bytes.length > 2000 && download.suggestedFilename().endsWith(`.${format.toLowerCase()}`), download.suggestedFilename());
  }
  clean(page);
});

await check('each remedy: edited, tied, answered for, taken out, worded anew', async () => {
  const { client, application } = await applied();
  const letter = await compose(client, application, 'LETTER');
  await spoil(client, letter);
  const page = await signedIn(browser, stack, client);
  await page.goto(`/write/${application}`);
  const remedy = page.locator('.remedy');
  const said = (n) => page.locator('.verdict', { hasText: n ? `${n} sentence stands on nothing in your profile` : 'Every claim rests on your profile' }).waitFor();
  await said(1);
  // Answered for, and no longer.
  await remedy.getByRole('button', { name: 'I answer for it' }).click();
  await said(0);
  await page.locator('.sentence.is-owned', { hasText: 'Google' }).click();
  await page.locator('[data-panel]').getByRole('heading', { name: 'You answer for this sentence' }).waitFor();
  await page.getByRole('button', { name: 'I no longer answer for it' }).click();
  await said(1);
  // Tied to a fact that does not bear it: nothing is won, and the fact is shown.
  await page.locator('[data-panel]').getByRole('button', { name: 'Tie to facts' }).click();
  await page.getByLabel('Find a fact of your profile').fill('routing');
  await page.getByRole('checkbox', { name: /routing engine/ }).check();
  await page.getByRole('button', { name: /^Tie to \d+ fact/ }).click();
  await page.locator('[data-panel] .known-facts').getByText('routing engine', { exact: false }).waitFor();
  await eventually(async () => sentences(await letterOf(client, application)).some((s) => s.text === claim && s.facts.length > 0), 'tied');
  await said(1);
  // In words that the profile bears.
  await page.locator('[data-panel]').getByRole('button', { name: /^Edit/ }).click();
  await page.getByLabel('The sentence', { exact: true }).fill('I worked at Heron Maps.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await said(0);
  await page.locator('[data-panel]').getByText('Heron Maps').first().waitFor();
  assert.ok(await page.locator('.sentence', { hasText: 'I worked at Heron Maps.' }).count());
  // Taken out, and back by its undo.
  await page.locator('[data-panel]').getByRole('button', { name: 'Take it out' }).click();
  await page.locator('.sentence', { hasText: 'I worked at Heron Maps.' }).waitFor({ state: 'detached' });
  await page.locator('.toast', { hasText: 'Sentence taken out' }).getByRole('button', { name: 'Undo' }).click();
  await page.locator('.sentence', { hasText: 'I worked at Heron Maps.' }).waitFor();
  // Another wording.
  const opening = only1(letter.paragraphs.find((p) => p.id === 'opening').sentences).text;
  await page.locator('.sentence', { hasText: opening }).click();
  await page.getByRole('button', { name: 'Another wording of the paragraph' }).click();
  await page.locator('.sentence', { hasText: opening }).waitFor({ state: 'detached' });
  await said(0);
  clean(page);
});

await check('a second window: another sentence is no matter, the same one is a conflict that loses no word', async () => {
  const { client, application } = await applied();
  const letter = await compose(client, application, 'LETTER');
  const [first, second] = [sentences(letter).find((s) => letter.paragraphs.find((p) => p.id === 'closing').sentences.includes(s)), only1(letter.paragraphs.find((p) => p.id === 'greeting').sentences)];
  const page = await signedIn(browser, stack, client);
  await page.goto(`/write/${application}`);
  const edit = (sentence, text) => client.gql(`mutation($d:ID!,$s:ID!,$t:String!){ editSentence(documentId:$d, sentenceId:$s, text:$t){ version } }`, { d: letter.id, s: sentence, t: text });
  // Events are held back, so that the page goes by an old version.
  await page.route('**/events*', (r) => r.abort());
  await page.reload();
  await page.locator(`[data-sentence="${first.id}"]`).click();
  await page.keyboard.press('e');
  await page.getByLabel('The sentence', { exact: true }).fill('I would be glad to meet you.');
  await edit(second.id, 'Good morning,');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await eventually(async () => { const l = sentences(await letterOf(client, application)).map((s) => s.text); return l.includes('I would be glad to meet you.') && l.includes('Good morning,'); }, 'both changes');
  await page.locator('.sentence', { hasText: 'Good morning,' }).waitFor();
  // The same sentence.
  await page.locator('[data-panel]').getByRole('button', { name: /^Edit/ }).click();
  await page.getByLabel('The sentence', { exact: true }).fill('My own words, which took a while.');
  await edit(first.id, 'Words of the other window.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Your words were not written over it', { exact: false }).first().waitFor();
  await page.locator('.sentence', { hasText: 'Words of the other window.' }).waitFor();
  await page.locator('[data-unsaved]').getByText('My own words, which took a while.').waitFor();
  assert.ok(sentences(await letterOf(client, application)).some((s) => s.text === 'Words of the other window.'));
  // They outlive the page, and may still be put in.
  await page.reload();
  await page.locator('[data-unsaved]').getByRole('button', { name: 'Go on writing' }).click();
  await page.getByText('It now reads:', { exact: false }).waitFor();
  assert.equal(await page.getByLabel('The sentence', { exact: true }).inputValue(), 'My own words, which took a while.');
  await page.getByRole('button', { name: 'Save mine over it' }).click();
  await eventually(async () => sentences(await letterOf(client, application)).some((s) => s.text === 'My own words, which took a while.'), 'mine');
  assert.equal(await page.locator('[data-unsaved]').count(), 0);
  clean(page);
});

await check('two windows agree by themselves; what is being typed stays', async () => {
  const { client, application } = await applied();
  const letter = await compose(client, application, 'LETTER');
  const greeting = only1(letter.paragraphs.find((p) => p.id === 'greeting').sentences), closing = only1(letter.paragraphs.find((p) => p.id === 'closing').sentences);
  const [one, two] = [await signedIn(browser, stack, client), await signedIn(browser, stack, client)];
  for (const p of [one, two]) { await p.goto(`/write/${application}`); await p.locator('.sentence').first().waitFor(); }
  await two.locator(`[data-sentence="${closing.id}"]`).click();
  await two.keyboard.press('e');
  await two.getByLabel('The sentence', { exact: true }).fill('Half a sentence');
  await one.locator(`[data-sentence="${greeting.id}"]`).click();
  await one.keyboard.press('e');
  await one.getByLabel('The sentence', { exact: true }).fill('Good evening,');
  await one.keyboard.press('Control+Enter');
  await two.locator('.sentence', { hasText: 'Good evening,' }).waitFor();
  await two.getByText('The document was changed in another window').first().waitFor();
  assert.equal(await two.getByLabel('The sentence', { exact: true }).inputValue(), 'Half a sentence');
  assert.equal(await one.getByText('changed in another window').count(), 0);         // its own echo is known
  clean(one); clean(two);
});

await check('without a connection words wait, are shown as unchecked, and arrive', async () => {
  const { client, application } = await applied();
  const letter = await compose(client, application, 'LETTER');
  const closing = only1(letter.paragraphs.find((p) => p.id === 'closing').sentences);
  const page = await signedIn(browser, stack, client);
  await page.goto(`/write/${application}`);
  await page.locator('.sentence').first().waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => new Promise((r) => { if (navigator.serviceWorker.controller) r(); else navigator.serviceWorker.addEventListener('controllerchange', () => r()); })));
  await page.context().setOffline(true);
  await page.reload();                                                              // read again from what the device kept
  await page.locator(`[data-sentence="${closing.id}"]`).click();
  await page.keyboard.press('e');
  await page.getByLabel('The sentence', { exact: true }).fill('Written in a tunnel at Google.');
  await page.keyboard.press('Control+Enter');
  await page.locator('.sentence.is-checking', { hasText: 'tunnel' }).waitFor();
  assert.ok(await page.getByRole('button', { name: 'Export as PDF' }).isDisabled());
  await page.reload();
  await page.locator('.sentence.is-checking', { hasText: 'tunnel' }).waitFor();     // nothing typed is lost with the page
  await page.getByText('This needs a connection.').first().waitFor();
  await page.context().setOffline(false);
  await page.locator('.sentence.is-unsupported', { hasText: 'tunnel' }).waitFor({ timeout: 30_000 });
  await eventually(async () => sentences(await letterOf(client, application)).some((s) => s.text === 'Written in a tunnel at Google.'), 'arrived');
  clean(page);
});

await check('a CV on a phone, in French: levels, what is left out, versions and their differences, the refusal', async () => {
  const { client, application } = await applied();
  const page = await signedIn(browser, stack, client, { device: phone, language: 'fr' });
  await page.goto(`/write/${application}/cv`);
  await page.getByRole('button', { name: 'Composer le CV' }).tap();
  await page.getByRole('radio', { name: /^2 / }).waitFor();
  // Its headings are those of its file, in its own language, whoever reads it.
  const { documents: [made] } = await client.gql('query($a:ID!){ documents(applicationId:$a){ language paragraphs{ title(language:FR) } } }', { a: application });
  assert.equal(made.language, 'FR');
  const reader = await signedIn(browser, stack, client, { language: 'en' });
  await reader.goto(`/write/${application}/cv`);
  await reader.locator('.paper-title').first().waitFor();
  assert.deepEqual(await reader.locator('.paper-title').allTextContents(), [...new Set(made.paragraphs.map((p) => p.title).filter(Boolean))]);
  await reader.context().close();
  await page.waitForFunction(() => document.activeElement?.matches('.sentence'));              // the button is gone; the CV is there
  await page.getByRole('radio', { name: /^4 / }).check();
  await page.getByText('Version 2', { exact: false }).first().waitFor();
  await page.getByRole('button', { name: 'Avec le CV de votre profil' }).tap();
  await page.getByRole('dialog').locator('.differences li, .note').first().waitFor();
  await page.keyboard.press('Escape');
  const cv = (await documents(client, application)).find((d) => d.kind === 'CV');
  const skill = sentences(cv).find((s) => s.part === 'skill');
  await page.locator(`[data-sentence="${skill.id}"]`).tap();
  await page.locator('[data-panel]').getByRole('button', { name: /^Modifier/ }).tap();
  await page.getByLabel('La phrase', { exact: true }).fill('Alchimie quantique');
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).tap();
  await page.locator('.sentence.is-unsupported', { hasText: 'Alchimie' }).waitFor();
  await page.getByRole('button', { name: 'Exporter en PDF' }).tap();
  await page.getByRole('alert').getByText('Non exporté', { exact: false }).waitFor();
  await page.getByRole('alert').getByText('Alchimie quantique', { exact: false }).waitFor();
  // What changed, word by word; then the version before is looked at and brought back.
  await page.getByRole('button', { name: 'Avec la version d’avant' }).tap();
  await page.getByRole('dialog').locator('ins', { hasText: 'Alchimie' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Voir la version 2' }).tap();
  await page.getByText('Vous regardez la version 2 sur 3', { exact: false }).waitFor();
  assert.equal(await page.locator('.sentence', { hasText: 'Alchimie' }).count(), 0);
  await page.getByRole('button', { name: 'Rétablir cette version' }).tap();
  await page.getByText('La version 2 est rétablie').waitFor();
  await eventually(async () => (await documents(client, application)).find((d) => d.kind === 'CV').exportable, 'exportable');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Exporter en PDF' }).tap()]);
  assert.equal(readFileSync(await download.path()).subarray(0, 5).toString(), '%PDF-');
  clean(page);
});

await check('a paragraph worded by the model: its price, its progress, what changed, undone; and words of one’s own that were faster', async () => {
  for (const [language, say] of [['en', { word: /Word it with the model/, no: /switched off in your settings/, at: /A language model is wording/, done: /Worded by a language model/, undo: 'Undo', mine: 'I would like to work with you.', kept: /your words stay/, use: 'Use it, at no cost', edit: /^Edit/, sentence: 'The sentence', save: 'Save', changed: 'What changed' }],
    ['fr', { word: /Formuler avec le modèle/, no: /désactivé dans vos réglages/, at: /Un modèle de langue formule/, done: /Formulé par un modèle de langue/, undo: 'Annuler', mine: 'Je souhaite travailler avec vous.', kept: /vos mots restent/, use: 'L’utiliser, sans frais', edit: /^Modifier/, sentence: 'La phrase', save: 'Enregistrer', changed: 'Ce qui a changé' }]]) {
    fake.set('slow', { ms: 200 });
    const { client, application } = await applied();
    const settings = (i) => client.gql('mutation($i:ModelSettingsInput!){ updateModelSettings(input:$i){ ready } }', { i });
    await settings({ enabled: false });
    const letter = await compose(client, application, 'LETTER');
    const opening = only1(letter.paragraphs.find((p) => p.id === 'opening').sentences), regards = only1(letter.paragraphs.find((p) => p.id === 'regards').sentences);
    const page = await signedIn(browser, stack, client, { device: language === 'fr' ? phone : desktop, language });
    const open = async (s) => { await page.locator(`[data-sentence="${s.id}"]`).click(); await page.locator('[data-panel]').waitFor(); };
    const axe = async () => assert.deepEqual((await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`), []);
    await page.goto(`/write/${application}`);
    await page.locator('.sentence').first().waitFor();
    // Without a model: why not.
    await open(opening);
    await page.locator('[data-panel]').getByText(say.no).waitFor();
    assert.ok(await page.getByRole('button', { name: say.word }).isDisabled());
    await page.keyboard.press('Escape');
    await settings({ enabled: true, baseUrl: fake.url, model: 'slow', priceIn: 1000, priceOut: 1000, monthlyCap: 100 });
    // With one: its price beside it, and nobody asked yet.
    await open(opening);
    await page.locator('[data-panel] .price').waitFor();
    assert.match(await page.locator('[data-panel] .word-it .hint').textContent(), /slow/);
    await axe();
    await page.getByRole('button', { name: say.word }).click();
    const wish = page.locator('[data-wish]');
    await wish.getByText(say.at).waitFor();
    await axe();
    await wish.getByText(say.done).waitFor({ timeout: 30_000 });
    await page.getByRole('list', { name: say.changed }).locator('ins').first().waitFor();
    const mark = /^(Here|Voici\s?): /;               // in the offer's language
    await page.locator('.sentence', { hasText: mark }).first().waitFor();
    await axe();
    await wish.getByRole('button', { name: say.undo }).click();
    await page.locator('.sentence', { hasText: mark }).first().waitFor({ state: 'detached' });      // what the model made of it holds the same words
    await page.locator('.sentence', { hasText: opening.text }).waitFor();
    await page.locator('[data-wish]').waitFor({ state: 'detached' });
    // Changed while the model is at it: one's own words stay, the model's are offered.
    await open(regards);
    await page.locator('[data-panel] .price').waitFor();
    await page.getByRole('button', { name: say.word }).click();
    await wish.getByText(say.at).waitFor();
    await open(regards);
    await page.locator('[data-panel]').getByRole('button', { name: say.edit }).click();
    await page.getByLabel(say.sentence, { exact: true }).fill(say.mine);
    await page.getByRole('button', { name: say.save, exact: true }).click();
    await wish.getByText(say.kept).waitFor({ timeout: 30_000 });
    await page.locator('.sentence', { hasText: say.mine }).waitFor();
    await axe();
    const calls = fake.calls.length;
    await page.keyboard.press('Escape');
    await wish.getByRole('button', { name: say.use }).click();
    await page.locator('.sentence', { hasText: mark }).first().waitFor();
    await eventually(async () => sentences(await letterOf(client, application)).some((s) => mark.test(s.text) && s.text.endsWith(regards.text)), 'used');
    assert.equal(fake.calls.length, calls);
    assert.equal(await page.locator('.sentence', { hasText: say.mine }).count(), 0);
    clean(page);
    await page.context().close();
  }
});

await check('nobody else’s: another account is told that there is none', async () => {
  const { application } = await applied();
  const other = await account(stack);
  const page = await signedIn(browser, stack, other);
  await page.goto(`/write/${application}`);
  await page.getByRole('heading', { name: 'There is no such application' }).waitFor();
  clean(page);
});

await browser.close();
await stack.stop();
await fake.stop();
process.exit(failed ? 1 : 0);
