// Starts JobMate as its users do and stops it by process id.
//   const stack = await start('one');     // jobmate up: every role in one process, its own PostgreSQL
//   const stack = await start('many');    // every role a process of its own, two gateways, gRPC between them, a real Redis
//   stack.urls -> ['http://127.0.0.1:…', …] one per gateway;  stack.processes -> {name: {pid, kill, restart}};  await stack.stop()
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, openSync, readFileSync, writeFileSync, chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const program = process.env.JOBMATE_PROGRAM || path.join(root, 'build/release/src/app/jobmate');
const secret = 'test-only-secret-0123456789-0123456789-abcdef';

export const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

export async function freePort() {
  const s = createServer();
  await new Promise((r) => s.listen(0, '127.0.0.1', r));
  const { port } = s.address();
  await new Promise((r) => s.close(r));
  return port;
}

// A child whose output goes to a log file; `ready` resolves at the first line that matches, rejects when it ends before.
class Child {
  constructor(name, argv, env, log, readyLine) {
    Object.assign(this, { name, argv, env, log, readyLine });
  }
  async start(timeout = 60_000) {
    const fd = openSync(this.log, 'a');
    const from = readFileSync(this.log).length;
    this.process = spawn(this.argv[0], this.argv.slice(1), { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...this.env }, stdio: ['ignore', fd, fd], cwd: this.cwd || root });
    this.ended = new Promise((r) => this.process.on('exit', (code, signal) => { this.exit = { code, signal }; r(this.exit); }));
    const until = Date.now() + timeout;
    while (Date.now() < until) {
      const text = readFileSync(this.log).subarray(from).toString();
      const m = text.match(this.readyLine);
      if (m) { this.match = m; return this; }
      if (this.exit) break;
      await sleep(20);
    }
    throw new Error(`${this.name} did not become ready (${JSON.stringify(this.exit ?? 'timeout')}):\n${readFileSync(this.log).subarray(from).toString().slice(-3000)}`);
  }
  get pid() { return this.process?.pid; }
  async kill(signal = 'SIGKILL') { if (!this.exit) this.process.kill(signal); return this.ended; }
  async restart() { this.exit = undefined; return this.start(); }
}

export async function start(topology = 'one', env = {}, { keepData } = {}) {
  const dir = keepData || mkdtempSync(path.join(tmpdir(), 'jobmate-test-'));
  chmodSync(dir, 0o755);
  const log = (name) => { const f = path.join(dir, `${name}.log`); writeFileSync(f, '', { flag: 'a' }); return f; };
  const processes = {};
  const add = async (name, argv, childEnv, readyLine) => {
    const c = new Child(name, argv, childEnv, log(name), readyLine);
    processes[name] = c;
    await c.start();
    return c;
  };
  const ready = /ready: (http:\/\/[^\s"]+)/;
  const common = { JWT_SECRET: secret, LOG_LEVEL: 'warn', FETCH: 'false', ...env };
  const urls = [];
  try {
    if (topology === 'one') {
      const port = await freePort();
      const c = await add('jobmate', [program, 'up'], { ...common, PORT: String(port), JOBMATE_DATA: path.join(dir, 'data') }, ready);
      urls.push(c.match[1]);
    } else {
      const pg = await add('postgresql', [program, 'database'], { ...common, JOBMATE_DATA: path.join(dir, 'data') }, /DATABASE_URL=(\S+)/);
      const redisPort = await freePort();
      await add('redis', ['redis-server', '--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir], {}, /Ready to accept connections/);
      const ports = {};
      for (const r of ['profile', 'tracker', 'discovery', 'coach']) ports[r] = await freePort();
      const shared = {
        ...common, JOBMATE_DATA: path.join(dir, 'data'), DATABASE_URL: pg.match[1], REDIS_URL: `redis://127.0.0.1:${redisPort}`, SERVICE_CREDENTIAL: 'test-only-service-credential-0123456789', SEALING_SECRET: 'test-only-sealing-secret-0123456789',
        PROFILE_GRPC: `127.0.0.1:${ports.profile}`, TRACKER_GRPC: `127.0.0.1:${ports.tracker}`, DISCOVERY_GRPC: `127.0.0.1:${ports.discovery}`, COACH_GRPC: `127.0.0.1:${ports.coach}`,
      };
      for (const r of ['profile', 'tracker', 'discovery', 'coach'])
        await add(r, [program, 'serve', `--roles=${r}`], { ...shared, PORT: String(await freePort()) }, ready);
      for (const g of ['gateway', 'gateway2']) {
        const c = await add(g, [program, 'serve', '--roles=gateway'], { ...shared, PORT: String(await freePort()) }, ready);
        urls.push(c.match[1]);
      }
      Object.assign(env, { DATABASE_URL: pg.match[1], REDIS_URL: shared.REDIS_URL });
    }
  } catch (e) {
    for (const c of Object.values(processes).reverse()) await c.kill('SIGKILL').catch(() => {});
    throw e;
  }
  return {
    topology, dir, urls, url: urls[0], processes, env: { ...common, ...env, JOBMATE_DATA: path.join(dir, 'data') },
    async stop() {
      const codes = {};
      for (const [name, c] of Object.entries(processes).reverse()) codes[name] = await c.kill('SIGTERM');
      if (!process.env.KEEP && !keepData) rmSync(dir, { recursive: true, force: true });
      return codes;
    },
    log: (name) => readFileSync(path.join(dir, `${name}.log`)).toString(),
  };
}

// Runs a command of the program to its end: {code, stdout, stderr}.
export function run(args, env = {}, input) {
  return new Promise((resolve) => {
    const p = spawn(program, args, { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, cwd: root });
    let stdout = '', stderr = '';
    p.stdout.on('data', (d) => { stdout += d; });
    p.stderr.on('data', (d) => { stderr += d; });
    p.on('exit', (code) => resolve({ code, stdout, stderr }));
    if (input) p.stdin.write(input);
    p.stdin.end();
  });
}
