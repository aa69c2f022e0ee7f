// The initial JavaScript (what index.html loads before anything is clicked), compressed as it is sent: at most 180 kB.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const limit = 180_000;
const out = process.env.JOBMATE_WEB_OUT ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../build/web');
const html = readFileSync(path.join(out, 'index.html'), 'utf8');
const scripts = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map((m) => m[1]);
if (scripts.length === 0) throw new Error('index.html loads no script');
const sent = (s) => path.join(out, existsSync(path.join(out, `${s}.br`)) ? `${s}.br` : s);      // the smallest go as they are
const bytes = scripts.reduce((n, s) => n + readFileSync(sent(s)).length, 0);
const plain = scripts.reduce((n, s) => n + readFileSync(path.join(out, s)).length, 0);
console.log(`Initial JavaScript: ${(bytes / 1000).toFixed(1)} kB compressed (${(plain / 1000).toFixed(0)} kB plain), limit ${limit / 1000} kB`);
if (bytes > limit) { console.error('Over the limit: load what is not needed at once with import().'); process.exit(1); }
