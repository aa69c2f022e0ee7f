// The operations against the schema, the type check, and the app's own unit tests.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const web = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../web');
if (!existsSync(path.join(web, 'node_modules'))) { console.log('skipped: no web/node_modules (tools/web.sh)'); process.exit(77); }
for (const args of [['tools/generate_operations.mjs'], ['node_modules/typescript/bin/tsc', '--noEmit'], ['node_modules/vitest/vitest.mjs', 'run']]) {
  const r = spawnSync(process.execPath, args, { cwd: web, stdio: 'inherit' });
  if (r.status !== 0) process.exit(1);
}
