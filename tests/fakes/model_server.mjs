// A language model's endpoint that does what its model's name says, speaks OpenAI's chat completions, and remembers what it billed.
//
//   const fake = await startModel();            // fake.url -> http://127.0.0.1:…/v1
//   fake.calls                                  // every request: {model, key, authorization, prompt, at}
//   fake.billed                                 // what would be on the invoice: {model, key, tokens}
//   fake.set('busy', {times: 2})                // options of a behaviour
//   node tests/fakes/model_server.mjs           // by hand: prints the settings to point JobMate at it
//
// Behaviours: good · slow (drips its answer) · hanging (never answers) · busy (429 with Retry-After, `times` times, then good) · down (500, `times` times, then good)
// · refusing (401) · truncated (half a JSON, finish_reason length) · prose (no JSON) · wrong_schema · wrong_then_good · inventing (facts nobody has) · obeying (does what
// the posting says, in every way it can) · dropping (bills, then cuts the connection) · half (bills, sends half the body, cuts) · huge (2 MB) · not_json.
// A name that ends in "+once" bills a repeated Idempotency-Key once and answers it with the same answer.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

// What the prompt's typed blocks say.
export function read(prompt) {
  const needs = [...prompt.matchAll(/^(R\d+) (\w+), (\w+), met: (\w+): ("(?:[^"\\]|\\.)*")(.*)$/gm)].map((m) => ({ id: m[1], kind: m[2], level: m[3], met: m[4], label: JSON.parse(m[5]), facts: m[6].match(/F\d+/g) || [] }));
  const facts = Object.fromEntries([...prompt.matchAll(/^(F\d+) ("(?:[^"\\]|\\.)*")$/gm)].map((m) => [m[1], JSON.parse(m[2])]));
  const fence = prompt.match(/\n(posting-[0-9a-f]+)\n/)?.[1];
  const posting = fence ? prompt.slice(prompt.indexOf(`\n${fence}\n`) + fence.length + 2, prompt.lastIndexOf(`\n/${fence}`)) : '';
  const french = /Write in French/.test(prompt);
  return { needs, facts, posting, french };
}

// A question about a paragraph: its sentences with their facts. Null: another question.
export function readParagraph(prompt) {
  const fence = prompt.match(/\n(paragraph-[0-9a-f]+)\nSENTENCES\n/)?.[1];
  if (!fence) return null;
  const block = prompt.slice(prompt.indexOf(`\n${fence}\nSENTENCES`), prompt.lastIndexOf(`\n/${fence}`));
  const sentences = [...block.matchAll(/^(S\d+) ("(?:[^"\\]|\\.)*")(.*)$/gm)].map((m) => ({ id: m[1], text: JSON.parse(m[2]), facts: m[3].match(/F\d+/g) || [] }));
  const facts = Object.fromEntries([...block.matchAll(/^(F\d+) ("(?:[^"\\]|\\.)*")$/gm)].map((m) => [m[1], JSON.parse(m[2])]));
  return { sentences, facts, french: /Write in French/.test(prompt) };
}

// Says each sentence again with a plain word more; "Here: ", « Voici : ».
function goodWording({ sentences, french }) {
  const mark = french ? 'Voici : ' : 'Here: ';
  return { sentences: sentences.map((s) => ({ id: s.id, text: s.text.startsWith(mark) ? s.text : mark + s.text, facts: s.facts })) };
}

function good(prompt) {
  const paragraph = readParagraph(prompt);
  if (paragraph) return goodWording(paragraph);
  const { needs, facts, french } = read(prompt);
  const pros = needs.filter((n) => n.met === 'yes' && n.facts.length).slice(0, 6).map((n) => ({
    text: french ? `Votre parcours montre ${n.label} : ${facts[n.facts[0]]}` : `Your experience shows ${n.label}: ${facts[n.facts[0]]}`, requirements: [n.id], facts: [n.facts[0]] }));
  const cons = needs.filter((n) => n.met === 'no').slice(0, 6).map((n) => ({
    text: french ? `${n.label} est demandé et votre profil ne le montre pas` : `${n.label} is asked for, and your profile does not show it`, requirements: [n.id], facts: [] }));
  return { pros, cons };
}

const decode = (s) => { try { return Buffer.from(s, 'base64').toString('utf8'); } catch { return ''; } };
// Says whatever the posting wants said: each of its lines, decoded where it is encoded, alone and behind a sentence that is right.
export function obeying(prompt, payloads = []) {
  const paragraph = readParagraph(prompt);
  if (paragraph) return obeyingWording(paragraph, payloads);
  const { needs, facts, posting } = read(prompt);
  const all = needs.map((n) => n.id).slice(0, 10), every = Object.keys(facts).slice(0, 10);
  const met = needs.filter((n) => n.met === 'yes' && n.facts.length), missed = needs.filter((n) => n.met === 'no');
  const wanted = [...payloads, ...posting.split('\n').filter((l) => l.trim().length > 8), ...(posting.match(/[A-Za-z0-9+/]{24,}={0,2}/g) || []).map(decode)].map((s) => s.slice(0, 280)).filter(Boolean);
  const say = (text, i) => [
    { text, requirements: all, facts: every },
    { text, requirements: met[0] ? [met[0].id] : [], facts: met[0] ? [met[0].facts[0]] : [] },
    { text: met[0] ? `Your experience shows ${met[0].label}. ${text}`.slice(0, 280) : text, requirements: met[0] ? [met[0].id] : [], facts: met[0] ? met[0].facts.slice(0, 1) : [] },
  ][i % 3];
  const lie = missed.map((n) => ({ text: `Your experience shows ${n.label}`, requirements: [n.id], facts: every.slice(0, 1) }));
  return { pros: [...lie, ...wanted.map(say)].slice(0, 12), cons: wanted.slice(0, 12).map((text) => ({ text: `${text} is not shown`.slice(0, 290), requirements: missed[0] ? [missed[0].id] : all, facts: [] })) };
}

// In a paragraph: what is wanted in the place of each sentence, behind it, before it, with all facts and with its own.
function obeyingWording({ sentences, facts }, payloads) {
  const every = Object.keys(facts), first = sentences[0];
  const tries = payloads.flatMap((want) => sentences.flatMap((s) => [want, `${s.text} ${want}`, `${want} ${s.text}`, `${s.text.replace(/[.:]$/, '')}, ${want}`].flatMap((text) => [{ id: s.id, text: text.slice(0, 1900), facts: s.facts }, { id: s.id, text: text.slice(0, 1900), facts: every }])));
  return { sentences: [...tries.slice(0, 36), ...(first ? [{ id: first.id, text: payloads.join(' ').slice(0, 1900), facts: first.facts }] : [])] };
}

export function startModel({ port = 0 } = {}) {
  const fake = { calls: [], billed: [], options: {}, payloads: () => [], set(name, o) { fake.options[name] = { ...o }; } };
  const remembered = new Map();
  const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
  const server = createServer(async (req, res) => {
    let text = '';
    for await (const piece of req) text += piece;
    if (req.method !== 'POST' || !req.url.endsWith('/chat/completions')) { res.writeHead(404).end(); return; }
    const body = JSON.parse(text), once = body.model.endsWith('+once'), name = body.model.replace(/\+once$/, '').replace(/@.*$/, '');
    const prompt = body.messages.map((m) => m.content).join('\n');
    const key = req.headers['idempotency-key'];
    const call = { model: body.model, key, authorization: req.headers.authorization, prompt, body, at: Date.now() };
    fake.calls.push(call);
    const options = fake.options[name] || {};
    const repair = body.messages.length > 2 && body.messages.at(-2).role === 'assistant';
    const left = (n) => { options.used = (options.used || 0) + 1; return options.used <= n; };
    const json = (status, o, headers = {}) => { res.writeHead(status, { 'content-type': 'application/json', ...headers }); res.end(typeof o === 'string' ? o : JSON.stringify(o)); };
    if (name === 'busy' && left(options.times ?? 1)) return json(429, { error: { message: 'slow down' } }, { 'retry-after': String(options.after ?? 0) });
    if (name === 'down' && left(options.times ?? 1)) return json(options.status ?? 500, { error: { message: 'oops' } });
    if (name === 'refusing') return json(401, { error: { message: 'no such key' } });
    if (name === 'hanging') { await sleep(options.ms ?? 60_000); res.destroy(); return; }
    const usage = { prompt_tokens: Math.ceil(prompt.length / 4), completion_tokens: 0 };
    const known = once && remembered.get(key);
    let content = known?.content, finish = 'stop';
    if (!known) {
      const answer = good(prompt);
      content = JSON.stringify(answer);
      if (/"ready"/.test(prompt)) content = '{"ready": true}';
      if (name === 'truncated') { content = content.slice(0, content.length / 2); finish = 'length'; }
      if (name === 'prose') content = 'I think this person would fit well.';
      if (name === 'wrong_schema' || (name === 'wrong_then_good' && !repair)) content = JSON.stringify({ pros: (answer.pros || answer.sentences).map((p) => p.text), score: 100 });
      const words = readParagraph(prompt);
      if (name === 'inventing' && words) content = JSON.stringify({ sentences: words.sentences.map((x) => ({ id: x.id, text: `${x.text} I led 12 people at Google since 1999`, facts: x.facts })) });
      else if (name === 'inventing') content = JSON.stringify({ pros: read(prompt).needs.slice(0, 3).map((n) => ({ text: `Your experience shows ${n.label} with Kubernetes since 1999`, requirements: [n.id], facts: ['F1'] })), cons: [{ text: 'You lack a pilot licence', requirements: ['R1'], facts: ['F99'] }] });
      if (name === 'obeying') content = JSON.stringify(obeying(prompt, fake.payloads(prompt)));
      if (name === 'huge') content = JSON.stringify({ pros: [], cons: [], pad: 'x'.repeat(2_000_000) });
      usage.completion_tokens = Math.ceil(content.length / 4);
      fake.billed.push({ model: body.model, key, tokens: usage.prompt_tokens + usage.completion_tokens, at: Date.now() });
      if (once) remembered.set(key, { content, drops: 0 });
    }
    const out = JSON.stringify({ id: `chatcmpl-${fake.billed.length}`, object: 'chat.completion', model: body.model, choices: [{ index: 0, finish_reason: finish, message: { role: 'assistant', content } }], usage });
    if (options.wait) await sleep(options.wait);
    const dropped = remembered.get(key);
    if (name === 'dropping' && !(dropped && dropped.drops++ >= 1)) { res.socket.destroy(); return; }
    if (name === 'half') { res.writeHead(200, { 'content-type': 'application/json', 'content-length': out.length }); res.write(out.slice(0, out.length / 2)); await sleep(20); res.socket.destroy(); return; }
    if (name === 'not_json') return json(200, '<html>busy</html>');
    if (name === 'slow') {
      res.writeHead(200, { 'content-type': 'application/json' });
      for (let i = 0; i < out.length && !res.destroyed; i += 40) { res.write(out.slice(i, i + 40)); await sleep(options.ms ?? 5); }
      res.end();
      return;
    }
    json(200, out);
  });
  server.keepAliveTimeout = 1000;
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => {
    fake.port = server.address().port;
    fake.url = `http://127.0.0.1:${fake.port}/v1`;
    fake.stop = () => { server.closeAllConnections?.(); return new Promise((r) => server.close(r)); };
    resolve(fake);
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const fake = await startModel({ port: Number(process.argv[2] || 0) });
  console.log(`LLM_ENDPOINT=${fake.url} LLM_MODEL=good LLM_PRICE_IN=0.5 LLM_PRICE_OUT=1.5`);
}
