// Scenarios as data: GraphQL in, JSON out, against the real stack.   node run.mjs one|many [name-filter]
//
// A file holds {"name", "steps": […]}, and "needs": "referentials" if it wants the list of all communes; a step is one of
//   {"register": "alice"}                                       an account; later steps act "as" it
//   {"as": "alice", "query": "…", "variables": {…}, "expect": {…}, "save": {"id": "data.approveJob.id"}}
//   {"ingest": "greenhouse", "payload": {…} | "file": "data/demo/…", "exit": 0, "stdout": "regex"}
//   {"as": "alice", "event": {"type": "CARD_MOVED", …}}         waits for it on the event stream (opened at register)
//   {"as": "alice", "eventually": true, "query": …, "expect": …}   tries again for 15 s
// "$name" in variables, payloads and expectations is a saved value; $future is in three days, $soon in 2.5 s from the step. Expectations: an object must contain what is listed; an
// array must have exactly the listed items; {"$any":1} {"$uuid":1} {"$iso":1} {"$match":"regex"} {"$length":n}
// {"$contains":[…]} {"$gte":n} {"$absent":1} are matchers. With "many", steps alternate between the two gateways.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { start, run, root, sleep } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';

const [topology = 'one', filter = ''] = process.argv.slice(2);
const here = path.join(root, 'tests/scenarios');
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function mismatch(want, got, at = '$') {
  if (want !== null && typeof want === 'object' && !Array.isArray(want)) {
    const key = Object.keys(want).find((k) => k.startsWith('$'));
    const bad = (ok) => (ok ? null : `${at}: expected ${JSON.stringify(want)}, got ${JSON.stringify(got)?.slice(0, 400)}`);
    if (key === '$any') return bad(got !== undefined && got !== null);
    if (key === '$uuid') return bad(uuid.test(got));
    if (key === '$iso') return bad(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(got));
    if (key === '$match') return bad(typeof got === 'string' && new RegExp(want.$match, 's').test(got));
    if (key === '$length') return bad(got?.length === want.$length);
    if (key === '$gte') return bad(typeof got === 'number' && got >= want.$gte);
    if (key === '$absent') return bad(got === undefined);
    if (key === '$contains') return bad(Array.isArray(got) && want.$contains.every((w) => got.some((g) => !mismatch(w, g))));
    if (got === null || typeof got !== 'object') return bad(false);
    for (const k of Object.keys(want)) {
      const m = mismatch(want[k], got[k], `${at}.${k}`);
      if (m) return m;
    }
    return null;
  }
  if (Array.isArray(want)) {
    if (!Array.isArray(got) || got.length !== want.length) return `${at}: expected ${JSON.stringify(want)}, got ${JSON.stringify(got)?.slice(0, 400)}`;
    for (let i = 0; i < want.length; i++) { const m = mismatch(want[i], got[i], `${at}[${i}]`); if (m) return m; }
    return null;
  }
  return Object.is(want, got) ? null : `${at}: expected ${JSON.stringify(want)}, got ${JSON.stringify(got)?.slice(0, 400)}`;
}

const get = (o, p) => p.split('.').reduce((v, k) => v?.[k], o);
function fill(v, saved) {
  if (typeof v === 'string' && v.startsWith('$') && v.slice(1) in saved) return saved[v.slice(1)];
  if (typeof v === 'string') return v.replace(/\$\{(\w+)\}/g, (m, k) => (k in saved ? saved[k] : m));
  if (Array.isArray(v)) return v.map((x) => fill(x, saved));
  if (v && typeof v === 'object') return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, fill(x, saved)]));
  return v;
}

async function play(stack, scenario) {
  const people = {}, saved = { future: new Date(Date.now() + 3 * 86400e3).toISOString(), get soon() { return new Date(Date.now() + 2500).toISOString(); }, run: Date.now().toString(36) };
  let turn = 0;
  for (const [i, raw] of scenario.steps.entries()) {
    const step = fill(raw, saved), where = `${scenario.name}, step ${i + 1} (${step.title || step.register || step.ingest || (step.query || '').slice(0, 60) || JSON.stringify(step.event)})`;
    const url = stack.urls[turn++ % stack.urls.length];
    if (step.register) {
      const c = await new Client(url).register();
      people[step.register] = { client: c, stream: await c.events() };
      saved[`${step.register}_id`] = c.user.id;
      saved[`${step.register}_email`] = c.email;
    } else if (step.ingest) {
      const input = step.file ? undefined : typeof step.payload === 'string' ? step.payload : JSON.stringify(step.payload);
      const r = await run(['ingest', step.ingest, step.file ? path.join(root, step.file) : '-'], stack.env, input);
      if (r.code !== (step.exit ?? 0)) throw new Error(`${where}: exit code ${r.code}\n${r.stdout}\n${r.stderr}`);
      if (step.stdout && !new RegExp(step.stdout, 's').test(r.stdout + r.stderr)) throw new Error(`${where}: output does not match ${step.stdout}:\n${r.stdout}\n${r.stderr}`);
    } else if (step.event) {
      await people[step.as].stream.until((e) => !mismatch(step.event, e)).catch((e) => { throw new Error(`${where}: ${e.message}`); });
    } else {
      const client = step.as ? people[step.as].client.at(url) : new Client(url);
      const until = Date.now() + (step.eventually ? 15_000 : 0);
      for (;;) {
        const answer = await client.send(step.query, step.variables, { headers: step.headers || {} });
        const expect = step.expect?.errors ? step.expect : { ...(step.expect || {}), errors: { $absent: 1 } };
        const m = mismatch(expect, answer);
        if (!m) {
          for (const [k, p] of Object.entries(step.save || {})) {
            saved[k] = get(answer, p);
            if (saved[k] === undefined) throw new Error(`${where}: nothing at ${p} in ${JSON.stringify(answer)}`);
          }
          break;
        }
        if (Date.now() >= until) throw new Error(`${where}:\n  ${m}\n  answer: ${JSON.stringify(answer).slice(0, 1500)}`);
        await sleep(100);
      }
    }
  }
  for (const p of Object.values(people)) p.stream.close();
}

const files = readdirSync(here).filter((f) => f.endsWith('.json') && f.includes(filter));
const stack = await start(topology);
let failed = 0;
try {
  for (const f of files) {
    const scenario = JSON.parse(readFileSync(path.join(here, f)));
    const t = Date.now();
    if (scenario.needs === 'referentials' && !existsSync(path.join(root, 'build/referentials/stamp'))) {
      console.log(`skip ${scenario.name}: built without tools/referentials.sh`);
      continue;
    }
    try {
      await play(stack, scenario);
      console.log(`ok   ${scenario.name} (${Date.now() - t} ms)`);
    } catch (e) {
      failed++;
      console.log(`FAIL ${e.message}`);
    }
  }
  if (topology === 'one') {
    // All roles in one process, idle after the work: without PostgreSQL at most 100 MB.
    await sleep(500);
    const kb = Number(readFileSync(`/proc/${stack.processes.jobmate.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]);
    console.log(`resident: ${(kb / 1024).toFixed(1)} MB`);
    if (kb > 100 * 1024) { console.log('FAIL more than 100 MB resident'); failed++; }
  }
} finally {
  const codes = await stack.stop();
  for (const [name, c] of Object.entries(codes)) if (!['postgresql', 'redis'].includes(name) && c.code !== 0) { console.log(`FAIL ${name} ended with ${JSON.stringify(c)} on SIGTERM`); failed++; }
}
console.log(`${files.length} scenarios on "${topology}", ${failed} failed`);
process.exit(failed ? 1 : 0);
