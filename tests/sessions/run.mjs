// Sessions that end before their tokens do, at every gateway, at once and after a restart; what the password alone allows.
//   node run.mjs one|many
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { start } from '../lib/stack.mjs';
import { Client, uniqueEmail } from '../lib/client.mjs';

const password = 'correct horse battery', other = 'a quite different one';
const stack = await start(process.argv[2] || 'one');
const gateways = Object.keys(stack.processes).filter((n) => /^(jobmate|gateway)/.test(n));
let failed = 0;
const test = async (name, f) => { try { await f(); console.log(`ok ${name}`); } catch (e) { failed++; console.log(`FAIL ${name}: ${e.stack}`); } };
const eventually = async (f, what, ms = 20_000) => { const until = Date.now() + ms; for (;;) { if (await f()) return; if (Date.now() > until) throw new Error(`not within ${ms} ms: ${what}`); await new Promise((r) => setTimeout(r, 20)); } };

const login = async (email, pass = password, url = stack.url) => new Client(url, (await new Client(url).gql('mutation($e:String!,$p:String!){ login(email:$e,password:$p){ token } }', { e: email, p: pass })).login.token);
const reason = (r) => r.errors?.[0]?.extensions?.reason ?? null;
const me = (c, url = c.url) => c.at(url).send('{ me { email } }');
const isIn = async (c, url) => { const r = await me(c, url); return r.data?.me ? true : reason(r) === 'SESSION_ENDED' ? false : assert.fail(JSON.stringify(r)); };
// Refused where it was asked for, at once; at every other gateway as soon as the news is there.
const isOut = async (c) => { assert.equal(await isIn(c), false, 'at once'); for (const url of stack.urls) await eventually(async () => !(await isIn(c, url)), `refused at ${url}`); };
const cookieOf = (r) => r.headers.get('set-cookie')?.split(';')[0];
const web = { 'x-jobmate-web': '1', 'sec-fetch-site': 'same-origin' };
const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
const forge = (changes, token) => {
  const parts = `${token.split('.')[0]}.${Buffer.from(JSON.stringify({ ...claims(token), ...changes })).toString('base64url')}`;
  return `${parts}.${createHmac('sha256', stack.env.JWT_SECRET).update(parts).digest('base64url')}`;
};

const email = uniqueEmail('sessions');
await new Client(stack.url).register(email, password);
const ended = [];

try {
  await test('signing out refuses the token everywhere, ends its stream, and leaves the other sessions alone', async () => {
    const one = await login(email), two = await login(email);
    for (const url of stack.urls) assert.ok(await isIn(one, url));
    const streams = await Promise.all([one, two].map((c) => c.events()));
    assert.equal((await one.gql('mutation{ logout }')).logout, true);
    await isOut(one);
    await eventually(() => streams[0].ended, 'the stream of the session');
    await streams[1].until((e) => e.type === 'SESSION_ENDED' && e.which === 'ONE');
    assert.equal(streams[1].ended, false);
    assert.ok(await isIn(two));
    assert.equal((await fetch(`${stack.url}/events`, { headers: { authorization: `Bearer ${one.token}` } })).status, 401);
    assert.equal((await one.send('mutation{ logout }')).data.logout, true);          // again: harmless
    streams[1].close();
    ended.push(one);
  });

  await test('so does the web app\'s cookie, and what it was before it was renewed', async () => {
    const signIn = await new Client(stack.url).send('mutation($e:String!,$p:String!){ login(email:$e,password:$p){ token } }', { e: email, p: password }, { headers: web });
    const fresh = cookieOf(signIn).replace('jobmate_session=', '');
    const now = Math.floor(Date.now() / 1000);
    const old = forge({ iat: now - 6 * 86400, exp: now + 86400 }, fresh);            // past its half
    const asked = await new Client(stack.url).send('{ me { email } }', {}, { headers: { ...web, cookie: `jobmate_session=${old}` } });
    assert.equal(asked.data.me.email, email);
    const renewed = cookieOf(asked).replace('jobmate_session=', '');
    assert.equal(claims(renewed).jti, claims(old).jti);
    assert.ok(claims(renewed).exp > claims(old).exp);
    const out = await new Client(stack.url).send('mutation{ logout }', {}, { headers: { ...web, cookie: `jobmate_session=${renewed}` } });
    assert.match(out.headers.get('set-cookie'), /^jobmate_session=; /);
    for (const token of [renewed, old, fresh]) await isOut(new Client(stack.url, token));
    ended.push(new Client(stack.url, renewed));
  });

  await test('everywhere else, then everywhere; a new sign-in works at once', async () => {
    const [here, ...others] = await Promise.all([1, 2, 3].map(() => login(email)));
    await here.gql('mutation{ logoutEverywhere(exceptHere: true) }');
    for (const c of others) await isOut(c);
    assert.ok(await isIn(here));
    await here.gql('mutation{ logoutEverywhere }');
    await isOut(here);
    for (const url of stack.urls) assert.ok(await isIn(await login(email, password, url), url));
    ended.push(here, ...others);
  });

  await test('a new password ends the other sessions; the old one is good for nothing', async () => {
    const here = await login(email), there = await login(email);
    const change = (current, next) => here.send('mutation($c:String!,$n:String!){ changePassword(currentPassword:$c,newPassword:$n) }', { c: current, n: next });
    const wrong = await change('not the password', other);
    assert.deepEqual([wrong.errors[0].extensions.code, reason(wrong)], ['FORBIDDEN', 'WRONG_PASSWORD']);
    assert.equal(reason(await change(password, 'short')), 'BAD_PASSWORD');
    assert.ok(await isIn(there));
    assert.equal((await change(password, other)).data.changePassword, true);
    await isOut(there);
    assert.ok(await isIn(here));
    await assert.rejects(login(email, password), /wrong/);
    assert.ok(await isIn(await login(email, other)));
    ended.push(there);
  });

  await test('guessing the password with a stolen session is bounded like a sign-in', async () => {
    const victim = uniqueEmail('guessed');
    const c = await new Client(stack.url).register(victim, password);
    const seen = new Set();
    for (let i = 0; i < 14; i++) seen.add(reason(await c.send('mutation($c:String!,$n:String!){ changePassword(currentPassword:$c,newPassword:$n) }', { c: `guess ${i}`, n: other })));
    assert.deepEqual([...seen], ['WRONG_PASSWORD', 'LOGIN_THROTTLED']);
    const many = await c.send('mutation($n:String!){ a: changePassword(currentPassword:"one guess",newPassword:$n) b: changePassword(currentPassword:"two guesses",newPassword:$n) }', { n: other });
    assert.ok(many.errors && !many.data?.a);
  });

  await test('another e-mail needs the password, and one that nobody has', async () => {
    const c = await login(email, other);
    const taken = uniqueEmail('taken');
    await new Client(stack.url).register(taken, password);
    const change = (to, pass) => c.send('mutation($p:String!,$e:String!){ changeEmail(password:$p,email:$e){ email } }', { p: pass, e: to });
    assert.equal(reason(await change(uniqueEmail(), password)), 'WRONG_PASSWORD');
    assert.equal(reason(await change(taken, other)), 'EMAIL_TAKEN');
    assert.equal(reason(await change('nonsense', other)), 'BAD_EMAIL');
    const next = uniqueEmail('moved');
    assert.equal((await change(` ${next.toUpperCase()} `, other)).data.changeEmail.email, next);
    assert.ok(await isIn(await login(next, other)));
    await assert.rejects(login(email, other), /wrong/);
  });

  await test('what has ended stays so when the gateways are killed and start again', async () => {
    for (const name of gateways) await stack.processes[name].kill('SIGKILL');
    for (const name of gateways) await stack.processes[name].restart();
    for (const c of ended) for (const url of stack.urls) assert.equal(await isIn(c, url), false);
  });

  if (stack.processes.redis) await test('without Redis the others find out by looking', async () => {
    const fresh = uniqueEmail('alone');
    const c = await new Client(stack.url).register(fresh, password);
    await stack.processes.redis.kill('SIGKILL');
    await c.gql('mutation{ logout }');
    await isOut(c);
  });
} catch (e) { failed++; console.log(e); } finally { await stack.stop(); }
process.exit(failed ? 1 : 0);
