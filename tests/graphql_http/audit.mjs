// audit.mjs <server>: starts it, runs every audit, stops it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { auditServer } from 'graphql-http';

// Audits of optional behaviour that we decline, with the reason.
const kDeclined = new Map([]);

const server = spawn(process.argv[2], { stdio: ['pipe', 'pipe', 'inherit'] });
const [port] = await new Promise((resolve, reject) => {
  createInterface(server.stdout).once('line', (line) => resolve([line]));
  server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
});

const results = await auditServer({ url: `http://127.0.0.1:${port}/graphql` });
server.stdin.end();

const count = (status) => results.filter((r) => r.status === status).length;
const failed = results.filter((r) => r.status !== 'ok' && !kDeclined.has(r.id));
for (const r of failed) console.error(`${r.status} ${r.id} ${r.name}: ${r.reason}`);
for (const [id, why] of kDeclined) console.log(`declined ${id}: ${why}`);
console.log(`${results.length} audits: ${count('ok')} ok, ${count('notice')} MAY, ${count('warn')} SHOULD and ${count('error')} MUST not met`);
process.exit(failed.length || results.length < 60 ? 1 : 0);
