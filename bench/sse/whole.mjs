// The event streams of the whole program: node whole.mjs <program> <clients> [rounds]
//
// `jobmate up` with a PostgreSQL of its own in a new folder; as many accounts, each with a token as the program signs them and one
// open stream. Reported: resident memory of the process before and with the idle streams; for each round, one event to every
// user in one transaction, written from outside: the program finds it by polling, as it does what another process wrote.
import { spawn, execFileSync } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [program, clients, rounds] = [process.argv[2], Number(process.argv[3] || 10_000), Number(process.argv[4] || 3)];
const data = mkdtempSync(join(tmpdir(), 'jobmate-sse-'));
execFileSync('chmod', ['755', data]);
const secret = 'bench-only-secret-0123456789abcdef';
const server = spawn(program, ['up'], { env: { ...process.env, JOBMATE_DATA: data, PORT: '0', JWT_SECRET: secret, LOG_LEVEL: 'warn', DATABASE_URL: '', REDIS_URL: '' }, stdio: ['ignore', 'pipe', 'inherit'] });
const sockets = [];
try {
  const port = await new Promise((ready, no) => {
    let out = '';
    server.stdout.on('data', (d) => { out += d; const m = /http:\/\/127\.0\.0\.1:(\d+)/.exec(out); if (m) ready(Number(m[1])); });
    server.on('exit', (code) => no(new Error(`jobmate up ended with ${code}: ${out}`)));
  });
  // The cluster's own superuser, over the socket that the server's connections use.
  const pid = readFileSync(join(data, 'pg', 'postmaster.pid'), 'utf8').split('\n');
  const sql = (text) => execFileSync('psql', ['-qXAt', '-v', 'ON_ERROR_STOP=1', '-h', pid[4], '-p', pid[3], '-U', 'jobmate', '-d', 'jobmate'], { input: text, encoding: 'utf8' });
  sql(`INSERT INTO users (id, email, password_hash) SELECT gen_random_uuid(), 'u' || n || '@example.org', '!' FROM generate_series(1, ${clients}) n;
       INSERT INTO event_counters SELECT id, 0 FROM users ON CONFLICT DO NOTHING;`);
  const users = sql('SELECT id FROM users').trim().split('\n');
  const b64 = (o) => Buffer.from(JSON.stringify(o)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const token = (userId) => {
    const head = `${b64({ alg: 'HS256', typ: 'at+jwt' })}.${b64({ userId, email: 'u@example.org', sub: userId, iss: 'jobmate', aud: 'jobmate', iat: now, exp: now + 86400, jti: randomUUID() })}`;
    return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
  };
  const resident = () => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024);
  let wanted = '"connected"', seen = 0, done = () => {};
  const all = (marker) => new Promise((ok) => { wanted = marker; seen = 0; done = ok; });
  const open = (userId) => {
    const s = connect(port, '127.0.0.1');
    s.write(`GET /events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token(userId)}\r\n\r\n`);
    s.on('data', (d) => { if (d.includes(wanted) && ++seen === clients) done(performance.now()); });
    s.on('error', (e) => { console.error(e.message); process.exitCode = 1; });
    sockets.push(s);
  };
  const before = resident();
  const connected = all('"connected"');
  const opening = performance.now();
  for (let i = 0; i < users.length; ++i) { open(users[i]); if (i % 200 === 199) await sleep(5); }
  const opened = await connected;
  await sleep(2000);
  console.log(`${clients} streams: opened in ${((opened - opening) / 1000).toFixed(1)} s; the process ${before} MB -> ${resident()} MB idle`);
  for (let r = 1; r <= rounds; ++r) {
    const heard = all(`"round":${r}}`);
    const began = performance.now();
    sql(`SELECT count(append_event(id, 'CARD_MOVED', '{"type":"CARD_MOVED","userId":"' || id || '","round":${r}}')) FROM users`);
    const committed = performance.now();
    const last = await heard;
    console.log(`  round ${r}: transaction ${Math.round(committed - began)} ms; from its commit to the last of all ${Math.round(last - committed)} ms; ${resident()} MB`);
  }
} finally {
  for (const s of sockets) s.destroy();
  server.kill('SIGTERM');
  await new Promise((ok) => server.on('exit', ok));
  rmSync(data, { recursive: true, force: true });
}
