// audit.mjs <server>: starts it, runs every audit, stops it.     audit.mjs stack: the same against JobMate's own gateway.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { auditServer } from 'graphql-http';

// Audits of optional behaviour that we decline, with the reason.
const kDeclined = new Map([]);

async function engineAlone(program) {
  const server = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise((resolve, reject) => {
    createInterface(server.stdout).once('line', resolve);
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => server.stdin.end() };
}

const server = process.argv[2] === 'stack' ? await (await import('../lib/stack.mjs')).start('one') : await engineAlone(process.argv[2]);
const results = await auditServer({ url: `${server.url}/graphql` });
await server.stop();

const count = (status) => results.filter((r) => r.status === status).length;
const failed = results.filter((r) => r.status !== 'ok' && !kDeclined.has(r.id));
for (const r of failed) console.error(`${r.status} ${r.id} ${r.name}: ${r.reason}`);
for (const [id, why] of kDeclined) console.log(`declined ${id}: ${why}`);
console.log(`${results.length} audits: ${count('ok')} ok, ${count('notice')} MAY, ${count('warn')} SHOULD and ${count('error')} MUST not met`);
process.exit(failed.length || results.length < 60 ? 1 : 0);
