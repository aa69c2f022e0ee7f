// The app as it is served, and its session, by HTTP alone: what is cached, what is compressed, whose cookie counts.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import http from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import { uniqueEmail } from '../lib/client.mjs';
import { startWeb } from './lib.mjs';

const stack = await startWeb();
let failed = 0;
const check = async (name, f) => { try { await f(); console.log(`ok   ${name}`); } catch (e) { failed++; console.log(`FAIL ${name}: ${e.message}`); } };
// Node's fetch hides what a browser cannot say; this says anything.
const ask = (path, { method = 'GET', headers = {}, body } = {}) => new Promise((resolve, reject) => {
  const u = new URL(path, stack.url);
  const r = http.request({ host: u.hostname, port: u.port, path: path, method, headers }, (res) => {
    if (res.headers['content-type']?.startsWith('text/event-stream')) { resolve({ status: res.statusCode, headers: res.headers, body: Buffer.alloc(0) }); res.destroy(); return; }
    const parts = [];
    res.on('data', (d) => parts.push(d));
    res.on('end', () => resolve({ status: res.statusCode, headers: res.headers, body: Buffer.concat(parts) }));
  });
  r.on('error', reject);
  r.end(body);
});
const gql = (query, headers, variables) => ask('/graphql', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query, variables }) })
  .then((r) => ({ ...r, json: JSON.parse(r.body) }));

try {
  const page = await ask('/', { headers: { 'accept-encoding': 'br' } });
  const textOf = (r) => (r.headers['content-encoding'] === 'br' ? brotliDecompressSync(r.body) : r.body).toString();
  const asset = /src="(\/assets\/[^"]+\.js)"/.exec(textOf(page))[1];

  await check('index.html is asked for again, with every protecting header', async () => {
    assert.equal(page.status, 200);
    assert.equal(page.headers['cache-control'], 'no-cache');
    const csp = page.headers['content-security-policy'];
    for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"]) assert.ok(csp.includes(part), part);
    assert.ok(!/unsafe|https?:|\*/.test(csp), csp);
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
    assert.equal(page.headers['referrer-policy'], 'same-origin');
    assert.equal(page.headers['cross-origin-opener-policy'], 'same-origin');
    assert.equal((await ask('/', { headers: { 'if-none-match': page.headers.etag } })).status, 304);
  });
  await check('a page brings its styles, allowed by their hash, and names its own code', async () => {
    for (const [path, name] of [['/', 'TodayScreen'], ['/inbox', 'InboxScreen'], ['/board/0192f0c1', 'BoardScreen']]) {
      const r = await ask(path, { headers: { accept: 'text/html', 'accept-encoding': 'br' } }), html = textOf(r);
      const styles = [...html.matchAll(/<style>([^]*?)<\/style>/g)].map((m) => createHash('sha256').update(m[1]).digest('base64url'));
      assert.equal(styles.length, 1);
      assert.equal(/style-src ([^;]*)/.exec(r.headers['content-security-policy'])[1], `'self' 'sha256-${styles[0]}='`);
      assert.ok(!/<script(?![^>]* src=)|rel="stylesheet"| style=/.test(html));
      const code = [...html.matchAll(/rel="modulepreload" crossorigin href="([^"]+)"/g)].map((m) => m[1]);
      assert.ok(code.some((c) => c.includes(name)), `${path}: ${code}`);
      for (const c of code) assert.equal((await ask(c)).status, 200);
    }
    // What a script names of ours is there: a style sheet that is not is waited for, and the screen fails.
    const seen = new Set();
    const follow = async (path) => {
      if (seen.has(path)) return;
      seen.add(path);
      const r = await ask(path);
      assert.equal(r.status, 200, path);
      for (const m of r.body.toString().matchAll(/["'](?:\.\/|assets\/)([\w.-]+\.(?:js|css))["']/g)) await follow(`/assets/${m[1]}`);
    };
    await follow(asset);
    assert.ok(seen.size > 10, `${seen.size} scripts`);
  });
  await check('assets are for ever, and sent as small as they go', async () => {
    const plain = await ask(asset), br = await ask(asset, { headers: { 'accept-encoding': 'gzip, deflate, br' } }), gz = await ask(asset, { headers: { 'accept-encoding': 'gzip' } });
    assert.match(plain.headers['cache-control'], /immutable/);
    assert.deepEqual([br.headers['content-encoding'], gz.headers['content-encoding'], plain.headers['content-encoding']], ['br', 'gzip', undefined]);
    assert.ok(br.body.length < gz.body.length && gz.body.length < plain.body.length / 2);
    assert.deepEqual(brotliDecompressSync(br.body), plain.body);
    assert.equal(plain.headers['content-type'], 'text/javascript; charset=utf-8');
  });
  await check('a page of the app answers a navigation, nothing else', async () => {
    const html = { accept: 'text/html' };
    for (const path of ['/inbox', '/board/0192f0c1', '/register']) assert.match((await ask(path, { headers: html })).headers['content-type'], /^text\/html/);
    for (const path of ['/assets/gone.js', '/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/.vite/manifest.json', '/index.html.br']) assert.ok([400, 404].includes((await ask(path, { headers: html })).status), path);
    assert.equal((await ask('/inbox')).status, 404);
    assert.equal((await ask('/graphql', { method: 'DELETE' })).status, 405);
    assert.match((await ask('/health')).body.toString(), /"status":"ok"/);
  });

  const email = uniqueEmail(), web = { 'x-jobmate-web': '1', 'sec-fetch-site': 'same-origin', origin: stack.url };
  const register = 'mutation($e:String!){ register(email:$e,password:"correct horse battery"){ token user{ email } } }';
  const first = await gql(register, web, { e: email });
  const cookie = first.headers['set-cookie']?.[0] ?? '';
  const session = cookie.split(';')[0];
  const me = (headers) => gql('{ me { email } }', headers);

  await check('the app is given a cookie that no script reads, and no token', () => {
    assert.equal(first.json.data.register.token, '');
    assert.match(cookie, /^jobmate_session=[\w-]+\.[\w-]+\.[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
  });
  await check('behind TLS the cookie is Secure', async () => {
    const r = await gql('mutation($e:String!){ login(email:$e,password:"correct horse battery"){ token } }', { ...web, 'x-forwarded-proto': 'https' }, { e: email });
    assert.match(r.headers['set-cookie'][0], /; Secure$/);
  });
  await check('clients get their token, and no cookie', async () => {
    const r = await gql('mutation($e:String!){ login(email:$e,password:"correct horse battery"){ token } }', {}, { e: email });
    assert.ok(r.json.data.login.token.length > 50);
    assert.equal(r.headers['set-cookie'], undefined);
  });
  await check('a foreign page cannot make us set a cookie', async () => {
    const r = await gql('mutation($e:String!){ login(email:$e,password:"correct horse battery"){ token } }', { 'x-jobmate-web': '1', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, { e: email });
    assert.equal(r.headers['set-cookie'], undefined);
  });
  await check('the cookie counts with our header from our origin', async () => assert.equal((await me({ ...web, cookie: session })).json.data.me.email, email));
  for (const [name, headers] of [['without the header', { cookie: session }], ['from another origin', { ...web, cookie: session, origin: 'https://evil.example' }], ['from another port', { ...web, cookie: session, origin: 'http://127.0.0.1:1' }],
    ['by fetch metadata', { 'x-jobmate-web': '1', cookie: session, 'sec-fetch-site': 'cross-site' }], ['from a sandboxed frame', { ...web, cookie: session, origin: 'null' }]])
    await check(`forged ${name}: refused`, async () => { const r = await me(headers); assert.equal(r.json.errors[0].extensions.code, 'FORBIDDEN'); assert.equal(r.json.errors[0].extensions.reason, 'CSRF_BLOCKED'); });
  for (const [name, value] of [['twice', `${session}; ${session}`], ['cut short', session.slice(0, -4)], ['rubbish', 'jobmate_session=a.b.c'], ['very long', `jobmate_session=${'x'.repeat(9000)}`]])
    await check(`a cookie ${name} is nobody`, async () => assert.equal((await me({ ...web, cookie: value })).json.errors[0].extensions.code, 'UNAUTHENTICATED'));
  await check('a form post with the cookie alone does nothing', async () => {
    const r = await ask('/graphql', { method: 'POST', headers: { cookie: session, 'content-type': 'text/plain', origin: 'https://evil.example' }, body: JSON.stringify({ query: 'mutation{ triggerScan{ message } }' }) });
    assert.ok(r.status === 415 || /CSRF_BLOCKED/.test(r.body), `${r.status}`);
  });
  await check('events by cookie, not for foreign pages', async () => {
    assert.equal((await ask('/events', { headers: { cookie: session, 'sec-fetch-site': 'same-origin' } })).status, 200);
    assert.equal((await ask('/events', { headers: { cookie: session, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' } })).status, 403);
    assert.equal((await ask('/events')).status, 401);
  });
  await check('signing out takes the cookie back', async () => {
    const r = await gql('mutation{ logout }', { ...web, cookie: session });
    assert.equal(r.json.data.logout, true);
    assert.match(r.headers['set-cookie'][0], /^jobmate_session=; .*Max-Age=0/);
  });
} catch (e) { failed++; console.log(e); } finally { await stack.stop(); }
process.exit(failed ? 1 : 0);
