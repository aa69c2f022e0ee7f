// A real JobMate with offers in it, and Debian's Chromium on it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { root, run, start } from '../lib/stack.mjs';
import { Client, uniqueEmail } from '../lib/client.mjs';

export const chromiumPath = process.env.CHROME_PATH || '/usr/bin/chromium';
export const flags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-default-apps', '--disable-sync', '--no-first-run', '--metrics-recording-only'];
export const launch = () => chromium.launch({ executablePath: chromiumPath, args: flags });
export const password = 'correct horse battery';

export const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const desktop = { viewport: { width: 1440, height: 900 } };

export const startWeb = (env = {}) => start('one', { WEB_DIR: path.join(root, 'build/web'), ...env });

// The demo corpus, matched against whatever searches there are now.
export async function ingestDemo(stack) {
  const r = await run(['ingest', path.join(root, 'data/demo')], stack.env);
  if (r.code !== 0) throw new Error(r.stderr);
}
export async function ingestJobs(stack, jobs) {
  const r = await run(['ingest', 'greenhouse', '-'], stack.env, JSON.stringify({ jobs, meta: { total: jobs.length } }));
  if (r.code !== 0) throw new Error(r.stderr);
}
let jobNumber = 1;
export const job = (o) => ({ id: 500_000 + jobNumber, absolute_url: `https://boards.example.org/web/${jobNumber++}`, company_name: 'Paper Lighthouse', location: { name: 'Lyon, France' }, updated_at: new Date().toISOString(), content: 'We build things that last.', ...o });

export const search = {
  jobTitles: ['C++ developer', 'développeur C++', 'backend engineer', 'backend developer', 'développeur backend', 'software engineer'], locations: ['Lyon', 'Paris', 'remote'],
  keywords: ['C++', 'PostgreSQL', 'Linux'], redFlags: ['astreinte', 'on-call', 'ESN', 'unpaid'], remotePolicy: 'HYBRID', salaryMin: 42000,
};
export const profile = {
  fullName: 'Camille Moreau', status: 'SENIOR', skills: ['C++', 'PostgreSQL', 'Linux', 'Docker', 'Python', 'gRPC'],
  experience: [{ title: 'Software engineer', company: 'Heron Maps', start: '2020-01', end: '2026-01', description: 'Built a C++ routing engine on PostgreSQL; cut query time by half.' }],
  education: [{ degree: 'MSc Computer science', school: 'University of Lyon', year: 2019 }],
};

export async function account(stack, { withSearch = true, withProfile = true, name } = {}) {
  const client = await new Client(stack.url).register(uniqueEmail(name), password);
  if (withProfile) await client.gql('mutation($i:UpdateProfileInput!){ updateProfile(input:$i){ id } }', { i: profile });
  if (withSearch) await client.gql('mutation($i:CreateSearchConfigInput!){ createSearchConfig(input:$i){ id } }', { i: search });
  return client;
}

// A page signed in as this client, by the cookie that the app's own sign-in sets.
export async function signedIn(browser, stack, client, { device = desktop, theme = 'light', language = 'en', reducedMotion = 'reduce', serviceWorkers = 'allow' } = {}) {
  const context = await browser.newContext({ ...device, baseURL: stack.url, locale: language === 'fr' ? 'fr-FR' : 'en-GB', colorScheme: theme, reducedMotion, serviceWorkers, timezoneId: 'Europe/Paris' });
  const answer = await context.request.post('/graphql', { headers: { 'x-jobmate-web': '1' }, data: { query: 'mutation($e:String!,$p:String!){ login(email:$e,password:$p){ token user{ id email createdAt } } }', variables: { e: client.email, p: client.password } } });
  const { data } = await answer.json();
  if (data.login.token !== '') throw new Error('a page must not be given the token');
  await context.addInitScript((user) => { try { localStorage.setItem('jobmate.user', user); } catch { /* about:blank */ } }, JSON.stringify(data.login.user));
  return watched(context);
}
export async function visitor(browser, stack, { device = desktop, theme = 'light', language = 'en' } = {}) {
  return watched(await browser.newContext({ ...device, baseURL: stack.url, locale: language === 'fr' ? 'fr-FR' : 'en-GB', colorScheme: theme, reducedMotion: 'reduce', timezoneId: 'Europe/Paris' }));
}

// Everything a page must not do: errors on its console, requests to anybody else.
export async function watched(context) {
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (e) => page.problems.push(`error: ${e.message}`));
  page.on('console', (m) => { if (m.type() === 'error' && !/Failed to load resource|ERR_/.test(m.text())) page.problems.push(`console: ${m.text()}`); });
  page.on('request', (r) => { const u = new URL(r.url()); if (!['127.0.0.1', 'localhost'].includes(u.hostname) && /^http/.test(u.protocol)) page.problems.push(`request to ${u.host}`); });
  page.on('dialog', (d) => { page.problems.push(`dialog: ${d.message()}`); void d.dismiss(); });
  return page;
}
export const read = (file) => readFileSync(path.join(root, file), 'utf8');

// A CV of two pages: one that says something, and a picture of nothing.
export function halfScan() {
  const lines = ['Alex Doe', 'alex.doe@example.org', 'EXPERIENCE', 'Backend engineer, Heron Maps', '2020 - 2023', 'Built a routing engine in C++', 'SKILLS', 'C++, PostgreSQL, Erlang'];
  const text = `BT /F 12 Tf 72 770 Td 18 TL ${lines.map((l) => `(${l}) Tj T*`).join(' ')} ET`, paint = 'q 595 0 0 842 0 0 cm /I Do Q', grey = 'c0'.repeat(64);
  const stream = (dict, body) => `<<${dict}/Length ${body.length}>>\nstream\n${body}\nendstream`;
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 7 0 R>>>>>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 6 0 R/Resources<</XObject<</I 8 0 R>>>>>>',
    stream('', text), stream('', paint), '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>', stream('/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/ASCIIHexDecode', `${grey}>`)];
  let file = '%PDF-1.4\n';
  const at = objects.map((o, i) => { const from = file.length; file += `${i + 1} 0 obj\n${o}\nendobj\n`; return from; });
  const table = file.length;
  return Buffer.from(`${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${at.map((n) => `${String(n).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`);
}

// A life in the middle: cards in every column, one overdue, notes, a rejected one, two put off, offers left to decide.
export async function lived(stack) {
  const c = await account(stack, { name: 'camille' });
  await ingestDemo(stack);
  const { jobFeed } = await c.gql('{ jobFeed(status: PENDING, first: 11) { id } }');
  for (const [i, days] of [[9, 2], [10, 5]]) await c.gql('mutation($j:ID!,$u:String!){ snoozeJob(jobFeedId:$j, until:$u){ id } }', { j: jobFeed[i].id, u: new Date(Date.now() + days * 86400e3).toISOString() });
  const move = async (id, ...to) => { for (const s of to) await c.gql('mutation($a:ID!,$s:ApplicationStatus!){ moveCard(applicationId:$a,newStatus:$s){ id } }', { a: id, s }); };
  const cards = [];
  for (const j of jobFeed.slice(0, 7)) cards.push((await c.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: j.id })).approveJob.id);
  await c.gql('mutation($j:ID!){ rejectJob(jobFeedId:$j, reason:"pay"){ id } }', { j: jobFeed[7].id });
  await move(cards[0], 'APPLIED', 'INTERVIEW');
  await move(cards[1], 'APPLIED');
  await move(cards[2], 'APPLIED', 'INTERVIEW', 'OFFER');
  await move(cards[3], 'APPLIED', 'REJECTED');
  await move(cards[4], 'APPLIED');
  await c.gql('mutation($a:ID!){ addNote(applicationId:$a, note:"Called on Monday. Second interview with the storage team, bring the latency figures."){ id } rateApplication(applicationId:$a, rating:4){ id } }', { a: cards[0] });
  const remind = (id, ms) => c.gql('mutation($a:ID!,$t:String!){ setRelanceReminder(applicationId:$a, remindAt:$t){ id } }', { a: id, t: new Date(Date.now() + ms).toISOString() });
  await remind(cards[1], 400);
  await remind(cards[0], 3 * 86400e3);
  const until = Date.now() + 60_000;
  for (;;) {
    const { myApplications } = await c.gql('{ myApplications { id aiAnalysis events { kind } } }');
    if (myApplications.every((a) => a.aiAnalysis) && myApplications.find((a) => a.id === cards[1]).events.some((e) => e.kind === 'REMINDER_FIRED')) break;
    if (Date.now() > until) throw new Error('no analysis or reminder within 60 s');
    await new Promise((r) => setTimeout(r, 100));
  }
  return Object.assign(c, { cards, offer: jobFeed[8].id, later: jobFeed[9].id });
}
