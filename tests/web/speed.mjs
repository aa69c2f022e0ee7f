// How fast the inbox feels with 5,000 offers: from a key to the next offer painted, and frames while scrolling. Prints medians; proves nothing on a
// busy machine, so no test runs it.
//   node tests/web/speed.mjs [offers]
import { loadavg } from 'node:os';
import { account, desktop, ingestJobs, job, launch, signedIn, startWeb } from './lib.mjs';

const offers = Number(process.argv[2] ?? 5000), presses = 30;
const stack = await startWeb();
const browser = await launch();
const sorted = (list) => [...list].sort((a, b) => a - b);
const say = (what, list) => { const s = sorted(list); console.log(`${what}: median ${s[s.length >> 1].toFixed(1)} ms, 95th percentile ${s[Math.floor(s.length * 0.95)].toFixed(1)} ms, most ${s.at(-1).toFixed(1)} ms (n = ${s.length})`); };
try {
  const word = Date.now().toString(36);
  const client = await account(stack, { withSearch: false });
  await client.gql('mutation($t:[String!]!){ createSearchConfig(input:{jobTitles:$t, locations:[]}){ id } }', { t: [`Signal box keeper ${word}`] });
  for (let from = 0; from < offers; from += 1000) await ingestJobs(stack, Array.from({ length: Math.min(1000, offers - from) }, (_, i) => job({ title: `Signal box keeper ${word}`, company_name: `Line ${from + i}`, content: `Box number ${from + i} of the line, with ${(from + i) % 40} levers and ${(from + i) % 7} crossings, kept by day and by night.` })));
  const { jobFeedConnection } = await client.gql('{ jobFeedConnection { totalCount } }');
  console.log(`${jobFeedConnection.totalCount} offers; load of the machine ${loadavg()[0].toFixed(1)}`);
  const page = await signedIn(browser, stack, client, { device: desktop });
  await page.goto('/inbox');
  await page.locator('.why').waitFor();
  // The list is scrolled to its end once, so that all of it is loaded.
  const scroll = () => page.evaluate(() => new Promise((resolve) => {
    const rows = document.querySelector('.rows'), frames = [];
    let last = performance.now(), until = last + 4000;
    const step = (now) => { frames.push(now - last); last = now; rows.scrollTop += 90; if (now < until) requestAnimationFrame(step); else resolve(frames.slice(1)); };
    requestAnimationFrame(step);
  }));
  for (;;) {
    const done = await page.evaluate(() => { const r = document.querySelector('.rows'); r.scrollTop = r.scrollHeight; return document.querySelector('.rows ul').offsetHeight; });
    await page.waitForTimeout(150);
    if (done >= await page.evaluate((n) => n * Math.round(5.25 * parseFloat(getComputedStyle(document.documentElement).fontSize)), jobFeedConnection.totalCount)) break;
  }
  await page.evaluate(() => { document.querySelector('.rows').scrollTop = 0; });
  say('a frame while scrolling', await scroll());
  await page.evaluate(() => { document.querySelector('.rows').scrollTop = 0; });
  for (const [what, key] of [['j: the next offer painted', 'j'], ['a: approved, the next offer painted', 'a'], ['r: rejected, the next offer painted', 'r']]) {
    const times = [];
    for (let i = 0; i < presses; i++) {
      await page.evaluate(() => {
        window.took = undefined;
        const before = document.querySelector('.is-current [data-row]')?.dataset.row;
        addEventListener('keydown', (e) => {
          const look = () => { if (document.querySelector('.is-current [data-row]')?.dataset.row === before) requestAnimationFrame(look); else requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => { window.took = performance.now() - e.timeStamp; }; c.port2.postMessage(0); }); };
          requestAnimationFrame(look);
        }, { once: true, capture: true });
      });
      await page.keyboard.press(key);
      times.push(await (await page.waitForFunction(() => window.took)).jsonValue());
    }
    say(what, times);
  }
  console.log(`load of the machine ${loadavg()[0].toFixed(1)}`);
} finally {
  await browser.close();
  await stack.stop();
}
process.exit(0);
