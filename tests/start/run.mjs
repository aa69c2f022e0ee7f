// A clone in a private directory, as root has it in /root: nobody chose where the data lies, and PostgreSQL's system user cannot get to the
// usual place. The program finds another, says so, finds it again, and its tools find it too. Only its I/O thread is scheduled unlike others.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, program } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';

if (process.getuid() !== 0) {
  console.log('SKIPPED: only root gives its server to another user');
  process.exit(77);
}
const clone = realpathSync(mkdtempSync(path.join(tmpdir(), 'jobmate-private-')));
chmodSync(clone, 0o700);
const data = path.join('/var/lib/jobmate', `${clone}/var`.slice(1).replaceAll('/', '-'));

function start(args, port) {
  const child = spawn(program, args, { cwd: clone, env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), FETCH: 'false', LOG_LEVEL: 'warn' } });
  const said = { out: '', err: '' };
  child.stdout.on('data', (d) => { said.out += d; });
  child.stderr.on('data', (d) => { said.err += d; });
  const ended = new Promise((r) => child.on('exit', (code) => r(code)));
  const ready = new Promise((resolve, reject) => {
    child.stdout.on('data', () => { const m = said.out.match(/ready: (\S+)/); if (m) resolve(m[1]); });
    void ended.then((code) => reject(new Error(`ended with ${code}:\n${said.out}${said.err}`)));
  });
  ready.catch(() => {});
  return { child, said, ended, ready };
}

// Scheduling policies of proc(5): 0 as usual, 3 SCHED_BATCH.
const policy = (pid, thread = pid) => Number(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ').pop().split(' ')[38]);
const threads = (pid) => readdirSync(`/proc/${pid}/task`).map(Number);
const childrenOf = (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

let failed = false;
let running;
try {
  const port = await freePort();
  running = start(['up'], port);
  const url = await running.ready;
  assert.ok(running.said.err.includes(data) && running.said.err.includes('JOBMATE_DATA'), running.said.err);
  assert.ok(existsSync(path.join(data, 'pg', 'PG_VERSION')));
  assert.ok(!existsSync(path.join(clone, 'var')), 'something was left in the clone');
  const user = await new Client(url).register();
  const { pid } = running.child;
  assert.equal(policy(pid), 3, 'the I/O thread interrupts whoever runs');
  for (const thread of threads(pid)) if (thread !== pid) assert.equal(policy(pid, thread), 0, `thread ${thread} is scheduled like the I/O thread`);
  for (const child of childrenOf(pid)) assert.equal(policy(child), 0, `process ${child} is scheduled like the I/O thread`);
  const tool = start(['sources'], port);
  assert.equal(await tool.ended, 0, tool.said.err);                  // reads the running program's database
  running.child.kill('SIGTERM');
  assert.equal(await running.ended, 0);

  running = start(['up'], port);
  const again = await running.ready;
  assert.ok((await user.at(again).gql('{ me { id } }')).me.id, 'another start has other data');
  running.child.kill('SIGTERM');
  assert.equal(await running.ended, 0);
  console.log(`data in ${data}, twice`);
} catch (e) {
  failed = true;
  console.log(`FAIL ${e.stack}`);
  running?.child.kill('SIGTERM');
  await running?.ended;
} finally {
  rmSync(clone, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
