// The pictures of the README, from the demo data: docs/pictures/*.webp, each under 150 kB.
//   node tests/web/pictures.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../lib/stack.mjs';
import { desktop, launch, lived, signedIn, startWeb } from './lib.mjs';

const out = path.join(root, 'docs/pictures');
const bytesMax = 150_000;
mkdirSync(out, { recursive: true });
const stack = await startWeb();
const browser = await launch();
try {
  const client = await lived(stack);
  const { composeDocument: letter } = await client.gql('mutation($a:ID!){ composeDocument(applicationId:$a, kind:LETTER){ id } }', { a: client.cards[0] });
  await client.gql('mutation($d:ID!){ addSentence(documentId:$d, paragraphId:"experience", text:"J’ai encadré une équipe de 50 personnes."){ id } }', { d: letter.id });
  const page = await signedIn(browser, stack, client, { device: { ...desktop, viewport: { width: 1280, height: 800 } } });
  const blank = await (await browser.newContext()).newPage();
  for (const [name, where, what] of [['inbox', '/inbox', '.why'], ['board', '/board', '.kcard'], ['letter', `/write/${client.cards[0]}`, '.remedy']]) {
    await page.goto(where);
    await page.locator(what).first().waitFor();
    await page.waitForTimeout(400);
    const png = (await page.screenshot()).toString('base64');
    const webp = await blank.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', 0.82).split(',')[1];
    }, png);
    const bytes = Buffer.from(webp, 'base64');
    if (bytes.length > bytesMax) throw new Error(`${name}.webp has ${bytes.length} bytes, more than ${bytesMax}`);
    writeFileSync(path.join(out, `${name}.webp`), bytes);
    console.log(`docs/pictures/${name}.webp ${(bytes.length / 1000).toFixed(0)} kB`);
  }
} finally { await browser.close(); await stack.stop(); }
