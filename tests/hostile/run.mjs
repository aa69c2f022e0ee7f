// Bad input at the edge: every case must be answered with a clear error and a code, or the connection closed; never a 500,
// never a crash, never a connection that hangs. Afterwards the server still works and is the same process.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { start, run } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';

const stack = await start('one');
const { hostname, port } = new URL(stack.url);
let failed = 0, passed = 0;

// Bytes in, everything that comes back until the server closes or `ms` pass: {text, closed}.
function raw(chunks, { ms = 4000, pause = 0, half = false } = {}) {
  return new Promise((resolve) => {
    const s = connect(Number(port), hostname);
    let text = '';
    const timer = setTimeout(() => { s.destroy(); resolve({ text, closed: false }); }, ms);
    s.on('data', (d) => { text += d.toString('latin1'); });
    s.on('close', () => { clearTimeout(timer); resolve({ text, closed: true }); });
    s.on('error', () => {});
    s.on('connect', async () => {
      for (const c of chunks) { if (s.destroyed) return; s.write(c); if (pause) await new Promise((r) => setTimeout(r, pause)); }
      if (half) s.end();
    });
  });
}
const post = (body, headers = {}) => {
  const b = Buffer.isBuffer(body) ? body : Buffer.from(body);
  const h = { Host: 'x', 'Content-Type': 'application/json', 'Content-Length': b.length, Connection: 'close', ...headers };
  return raw([Buffer.concat([Buffer.from(`POST /graphql HTTP/1.1\r\n${Object.entries(h).filter(([, v]) => v !== null).map(([k, v]) => `${k}: ${v}`).join('\r\n')}\r\n\r\n`), b])]);
};
const status = (r) => Number(r.text.match(/^HTTP\/1\.1 (\d+)/)?.[1]);

async function check(name, promise, ok) {
  let r;
  try {
    r = await promise;
    const s = status(r);
    assert.ok(!(s >= 500 && s !== 501 && s !== 503 && s !== 505), `status ${s}`);
    const verdict = ok(r, s);
    assert.ok(verdict === undefined || verdict, `unexpected answer`);
    passed++;
  } catch (e) {
    failed++;
    console.log(`FAIL ${name}: ${e.message}\n  ${JSON.stringify(r)?.slice(0, 600)}`);
  }
}
const clear = (codes) => (r, s) => {
  const body = JSON.parse(r.text.slice(r.text.indexOf('\r\n\r\n') + 4));
  const errors = body.errors?.map((e) => ({ message: e.message, code: e.extensions?.code })) ?? [body.error];
  return codes.includes(s) && r.closed && errors.every((e) => e.message.length > 10 && /^[A-Z_]+$/.test(e.code));
};
// A GraphQL refusal for legacy JSON clients comes as 200 with errors, or as 400.
const refused = clear([200, 400, 413]);

const q = (query, variables) => JSON.stringify({ query, variables });
await check('not JSON', post('{"query": '), refused);
await check('not an object', post('[1,2,3]'), refused);
await check('empty body', post(''), refused);
await check('query is a number', post('{"query": 42}'), refused);
await check('variables is a string', post('{"query":"{health}","variables":"x"}'), refused);
await check('operationName is an object', post('{"query":"{health}","operationName":{}}'), refused);
await check('duplicate keys: the last wins', post('{"query":"nonsense","query":"{health}"}'), (r, s) => s === 200 && r.text.includes('"health":"ok"'));
await check('a NUL in the query', post('{"query":"{ he\\u0000alth }"}'), refused);
await check('lone surrogate', post('{"query":"{ a(x: \\"\\ud800\\") }"}'), refused);
await check('invalid UTF-8 in the body', post(Buffer.from([0x7b, 0x22, 0x71, 0xff, 0xfe, 0x22, 0x7d])), refused);
await check('deeply nested JSON', post(`{"query":"{health}","variables":{"x":${'['.repeat(100000)}${']'.repeat(100000)}}}`), refused);
await check('deeply nested selection', post(q(`{${'a{'.repeat(5000)}b${'}'.repeat(5000)}}`)), refused);
await check('deeply nested value', post(q(`{ x(a: ${'['.repeat(5000)}${']'.repeat(5000)}) }`)), refused);
await check('thousands of aliases', post(q(`{ ${Array.from({ length: 3000 }, (_, i) => `a${i}: health`).join(' ')} }`)), refused);
await check('thousands of directives', post(q(`{ health ${'@include(if: true) '.repeat(3000)} }`)), refused);
await check('500 times the same field', post(q(`{ ${'health '.repeat(500)} }`)), (r, s) => s === 200);
await check('thousands of fields', post(q(`{ ${'__typename '.repeat(50000)} }`)), refused);
await check('fragment cycle', post(q('{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }')), refused);
await check('circular introspection', post(q('{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }')), refused);
await check('body beyond the limit', post('x'.repeat(3 << 20)), clear([413]));
await check('announced beyond the limit', raw(['POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n']), clear([413]));
await check('gzip bomb', post(gzipSync(Buffer.alloc(300 << 20, 32)), { 'Content-Encoding': 'gzip' }), clear([413, 400]));
await check('truncated gzip', post(gzipSync(Buffer.from(q('{health}'))).subarray(0, 20), { 'Content-Encoding': 'gzip' }), clear([400]));
await check('wrong content type', post(q('{health}'), { 'Content-Type': 'text/plain' }), clear([415, 400]));
await check('form post (CSRF)', post('query=%7Bhealth%7D', { 'Content-Type': 'application/x-www-form-urlencoded' }), clear([415, 400]));
await check('multipart without the guard', post('--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{health}"}\r\n--x--\r\n', { 'Content-Type': 'multipart/form-data; boundary=x' }), clear([400, 403]));
await check('broken multipart', post('--x\r\nContent-Disp', { 'Content-Type': 'multipart/form-data; boundary=x', 'apollo-require-preflight': 'true' }), clear([400]));
await check('mutation by GET', raw(['GET /graphql?query=mutation%7BtriggerScan%7Bmessage%7D%7D HTTP/1.1\r\nHost: x\r\napollo-require-preflight: true\r\nConnection: close\r\n\r\n']), (r, s) => s === 405);
await check('no such method', raw(['BREW /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n']), (r, s) => [405, 501, 400].includes(s));
await check('no such path', raw(['GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n']), clear([404]));
await check('path tricks', raw(['GET /..%2f..%2fetc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n']), (r, s) => [400, 404].includes(s));
await check('content-length and chunked (smuggling)', raw(['POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\n\r\n']), (r, s) => s === 400 && r.closed && (r.text.match(/HTTP\/1\.1/g) || []).length === 1);
await check('two content-lengths', raw(['POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde']), (r, s) => s === 400 && r.closed);
await check('a huge header', raw([`GET /health HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(100000)}\r\n\r\n`]), (r, s) => s === 431 && r.closed);
await check('a thousand headers', raw([`GET /health HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(1000)}\r\n`]), (r, s) => s === 431 && r.closed);
await check('binary garbage', raw([Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 167 + 13) % 256))]), (r, s) => s === 400 && r.closed);
await check('half a request, then silence', raw(['POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"qu'], { half: true }), (r) => r.closed);
await check('token nonsense', post(q('{ me { id } }'), { Authorization: `Bearer ${'a.'.repeat(3000)}` }), refused);
await check('token with alg none', post(q('{ me { id } }'), { Authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJ1c2VySWQiOiIwMTkwYTFiMi1jM2Q0LTdlNWYtOGE5Yi0wYzFkMmUzZjRhNWIifQ.' }), refused);
await check('events without a token', raw(['GET /events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n']), clear([401]));
await check('events with a bad token', raw(['GET /events?token=abc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n']), clear([401]));

// Wrong types and absurd values, signed in.
const user = await new Client(stack.url).register();
const as = (query, variables) => post(q(query, variables), { Authorization: `Bearer ${user.token}` });
const bad = (r, s) => refused(r, s) && /BAD_USER_INPUT|BAD_REQUEST|GRAPHQL_VALIDATION_FAILED|NOT_FOUND|QUERY_TOO_COMPLEX/.test(r.text);
await check('an id that is none', as('mutation{ approveJob(jobFeedId:"1 OR 1=1"){ id } }'), bad);
await check('an Int beyond 32 bits', as('mutation{ rateApplication(applicationId:"x", rating: 99999999999){ id } }'), bad);
await check('a reminder in the year 0', as('mutation{ setRelanceReminder(applicationId:"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", remindAt:"0000-00-00"){ id } }'), bad);
await check('first: -1', as('{ jobFeed(first: -1) { id } }'), bad);
await check('first: 1000000', as('{ jobFeed(first: 1000000) { id } }'), bad);
await check('a cursor that is none', as('{ jobFeedConnection(after: "\\u0000%%%") { totalCount } }'), bad);
await check('a megabyte of note', as('mutation($n:String!){ addNote(applicationId:"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", note:$n){ id } }', { n: 'x'.repeat(900_000) }), bad);
await check('a thousand red flags', as('mutation($r:[String!]!){ createSearchConfig(input:{jobTitles:["a"], locations:[], redFlags:$r}){ id } }', { r: Array(1001).fill('x') }), bad);
await check('a NUL in a text', as('mutation($n:String!){ updateProfile(input:{fullName:$n}){ id } }', { n: 'a\u0000b' }), bad);
await check('skills nested too deep', as('mutation($s:JSON!){ updateProfile(input:{skills:$s}){ id } }', { s: JSON.parse('['.repeat(200) + ']'.repeat(200)) }), bad);
await check('an e-mail that is none', post(q('mutation{ register(email:"nobody", password:"long enough"){ token } }')), bad);
await check('a short password', post(q('mutation{ register(email:"a@example.org", password:"short"){ token } }')), bad);
await check('a password of 100 kB', post(q('mutation($p:String!){ register(email:"b@example.org", password:$p){ token } }', { p: 'x'.repeat(100_000) })), bad);
await check('forty logins in one request', post(q(`mutation{ ${Array.from({ length: 25 }, (_, i) => `a${i}: login(email:"a@example.org", password:"guess ${i}"){ token }`).join(' ')} }`)), refused);

// Files of offers.
const file = (name, bytes) => { const f = path.join(stack.dir, name); writeFileSync(f, bytes); return f; };
async function ingest(name, board, bytes, ok) {
  const r = await run(['ingest', board, file(name, bytes)], stack.env);
  const text = r.stdout + r.stderr;
  if (ok(r, text) && ![134, 136, 139, null].includes(r.code)) passed++;
  else { failed++; console.log(`FAIL ingest ${name}: exit ${r.code}\n${text.slice(0, 800)}`); }
}
const offer = (i, extra = {}) => ({ id: 555000 + i, title: `Tinsmith ${i}`, absolute_url: `https://boards.example.org/t/${i}`, company_name: 'Tin', location: { name: 'Lyon' }, updated_at: '2026-11-01T10:00:00Z', content: 'Tin.', ...extra });
const body = (jobs) => JSON.stringify({ jobs, meta: { total: jobs.length } });
await ingest('absurd.json', 'greenhouse', body([offer(1, { updated_at: '0001-01-01T00:00:00Z' }), offer(2, { updated_at: '9999-99-99' }), offer(3, { title: 'x'.repeat(1e6) }), offer(4)]), (r, t) => r.code === 0 && /4 read/.test(t));
await ingest('wrong-types.json', 'greenhouse', body([offer(11, { title: 17 }), offer(12, { id: null }), 'text', null, [], offer(13)]), (r, t) => r.code === 0 && /1 new/.test(t) && /rejected/.test(t));
await ingest('cut.json', 'greenhouse', body(Array.from({ length: 50 }, (_, i) => offer(100 + i))).slice(0, 3000), (r, t) => r.code === 0 && / new/.test(t) && /rejected/.test(t));
await ingest('cut.json.gz', 'greenhouse', gzipSync(Buffer.from(body(Array.from({ length: 2000 }, (_, i) => offer(1000 + i, { content: `Tin ${Math.sin(i)} ${Math.cos(i)}` }))))).subarray(0, -2000), (r, t) => / new/.test(t) && /rejected/.test(t));
await ingest('bomb.json.gz', 'greenhouse', gzipSync(Buffer.alloc(600 << 20, 32)), (r, t) => r.code === 1 && t.length > 20);
await ingest('nested.json', 'greenhouse', `{"jobs":[${'['.repeat(200000)}`, (r) => r.code === 1);
await ingest('empty.json', 'greenhouse', '', (r) => r.code === 1);
await ingest('binary.json', 'greenhouse', Buffer.from(Array.from({ length: 70000 }, (_, i) => (i * 193 + 7) % 256)), (r) => r.code === 1);
await ingest('utf8.json', 'greenhouse', Buffer.concat([Buffer.from('{"jobs":[{"id":777001,"title":"Tin'), Buffer.from([0xff, 0xc0]), Buffer.from('smith","absolute_url":"https://b.example.org/1","content":"x","location":{"name":"Lyon"}}],"meta":{}}')]), (r, t) => [0, 1].includes(r.code) && t.length > 10);
await ingest('salary.json', 'france_travail', JSON.stringify({ resultats: [{ id: '123ABCD', intitule: 'Ferblantier', description: 'Fer.', dateCreation: '2026-11-01T10:00:00.000Z', lieuTravail: { libelle: '69 - LYON' }, salaire: { libelle: 'Annuel de 99999999999999999999,00 Euros à -5 Euros sur 900 mois' }, entreprise: {} }] }), (r, t) => r.code === 0 && /1 new/.test(t));

// Slow clients: as many as a laptop's attacker would open; others are served meanwhile.
const slow = Array.from({ length: 200 }, () => raw(['POST /graphql HTTP/1.1\r\nHost: x\r\n', ...Array(30).fill('X-A: b\r\n')], { pause: 100, ms: 3000 }));
const t = Date.now();
await check('served while 200 clients dawdle', post(q('{health}')), (r, s) => s === 200);
await Promise.all(slow);

await check('still the same process, still well', post(q('{health}')), (r, s) => s === 200 && !stack.processes.jobmate.exit);
const codes = await stack.stop();
if (codes.jobmate.code !== 0) { failed++; console.log(`FAIL ended with ${JSON.stringify(codes.jobmate)}`); }
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
