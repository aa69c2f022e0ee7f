// node built.mjs TEST…: runs the test when the web app and what tests it are there; else says what is missing and is skipped (77).
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../lib/stack.mjs';

for (const [file, how] of [['build/web/index.html', 'tools/web.sh'], ['tests/web/node_modules', 'npm ci in tests/web']])
  if (!existsSync(path.join(root, file))) { console.log(`skipped: no ${file} (${how})`); process.exit(77); }
process.argv.splice(1, 1);
await import(pathToFileURL(path.resolve(process.argv[1])));
