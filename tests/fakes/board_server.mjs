// Job boards that answer as the real services do, from recorded payloads or made-up offers, and misbehave on request.
//   const boards = await startBoards();
//   boards.put('greenhouse', 'acme', jobs)                       what a board has; the form is that of the service's own objects
//   boards.fault('arbeitnow', { status: 429, retryAfter: 1, times: 2 })     also: drip, cut, malformed, type, rename, body
//   boards.env(['arbeitnow', …])                                 settings that point JobMate here
//   boards.requests                                              everything that was asked: {board, method, path, query, headers, body, at}
//   boards.violations                                            what a polite client would not have done (asked before Retry-After was over)
// By hand: node tests/fakes/board_server.mjs [port]   serves data/demo and prints the settings.
import { createServer } from 'node:http';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
const json = (body, status = 200, headers = {}) => ({ status, type: 'application/json; charset=utf-8', body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body), headers });
const gone = () => json({ status: 404, error: 'Not found' }, 404);
const list = (v) => v ?? [];

// What each service does with a path. `b` = the board's store {key -> offers}, `q` = query, `p` = path below the board's base.
export const kServices = {
  arbeitnow(b, p, q) {
    if (p !== '/api/job-board-api') return gone();
    const all = list(b.get('')), page = Number(q.get('page') || 1), size = b.pageSize ?? 100, pages = Math.max(1, Math.ceil(all.length / size));
    const slice = all.slice((page - 1) * size, page * size);
    return json({ data: slice, links: { first: '?page=1', last: null, prev: null, next: page < pages ? `https://www.arbeitnow.com/api/job-board-api?page=${page + 1}` : null }, meta: { current_page: page, terms: 'free' } });
  },
  themuse(b, p, q) {
    if (p !== '/api/public/jobs') return gone();
    const all = list(b.get('')), page = Number(q.get('page') || 0), size = 20;
    if (page > 99) return json({ code: 400, error: 'page out of range' }, 400);
    return json({ page, page_count: Math.ceil(all.length / size), items_per_page: size, took: 3, timed_out: false, total: all.length, results: all.slice(page * size, (page + 1) * size) });
  },
  greenhouse(b, p) {
    const m = p.match(/^\/v1\/boards\/([^/]+)\/jobs$/), jobs = m && b.get(decodeURIComponent(m[1]));
    return jobs ? json({ jobs, meta: { total: jobs.length } }) : gone();
  },
  lever(b, p, q) {
    const m = p.match(/^\/v0\/postings\/([^/]+)$/), all = m && b.get(decodeURIComponent(m[1]));
    if (!all) return json({ ok: false, error: 'Document not found' }, 404);
    const skip = Number(q.get('skip') || 0), limit = Number(q.get('limit') || all.length);
    return json(all.slice(skip, skip + limit));
  },
  ashby(b, p) {
    const m = p.match(/^\/posting-api\/job-board\/([^/]+)$/), jobs = m && b.get(decodeURIComponent(m[1]));
    return jobs ? json({ jobs, apiVersion: '1' }) : gone();
  },
  workable(b, p) {
    const m = p.match(/^\/api\/(accounts|v1\/widget\/accounts)\/([^/]+)$/), jobs = m && b.get(decodeURIComponent(m[2]));
    if (!jobs) return gone();
    if (m[1] === 'accounts') return { status: 302, type: 'text/html', body: '', headers: { location: `${b.base}/api/v1/widget/accounts/${m[2]}?details=true` } };
    return json({ name: m[2], description: null, jobs });
  },
  smartrecruiters(b, p, q) {
    const m = p.match(/^\/v1\/companies\/([^/]+)\/postings(?:\/([^/]+))?$/), all = m && list(b.get(decodeURIComponent(m[1])));
    if (!m) return gone();
    if (m[2]) { const one = all.find((o) => o.id === m[2]); return one ? json(one) : gone(); }
    const offset = Number(q.get('offset') || 0), limit = Number(q.get('limit') || 10);
    return json({ offset, limit, totalFound: all.length, content: all.slice(offset, offset + limit).map(({ jobAd, applyUrl, postingUrl, active, ...rest }) => rest) });
  },
  recruitee(b, p) {
    const m = p.match(/^\/([^/]+)\/api\/offers$/), offers = m && b.get(decodeURIComponent(m[1]));
    return offers ? json({ offers }) : gone();
  },
  teamtailor(b, p, q) {
    const m = p.match(/^\/([^/]+)\/jobs\.json$/), all = m && b.get(decodeURIComponent(m[1]));
    if (!all) return gone();
    const size = b.pageSize ?? 100, page = Number(q.get('page') || 1);
    return { ...json({ version: 'https://jsonfeed.org/version/1.1', title: m[1], items: all.slice((page - 1) * size, page * size), ...(page * size < all.length && { next_url: `${b.base}/${m[1]}/jobs.json?page=${page + 1}` }) }), type: 'application/feed+json' };
  },
  personio(b, p) {
    const m = p.match(/^\/([^/]+)\/xml$/), xml = m && b.get(decodeURIComponent(m[1]));
    return xml ? { status: 200, type: 'text/xml; charset=UTF-8', body: xml } : { status: 404, type: 'text/html', body: '<html>404</html>' };
  },
  remotive: (b, p) => (p === '/api/remote-jobs' ? json({ '00-warning': 'x', '0-legal-notice': 'Remotive API Legal Notice', 'job-count': list(b.get('')).length, 'total-job-count': list(b.get('')).length, jobs: list(b.get('')) }) : gone()),
  remoteok: (b, p) => (p === '/api' ? json([{ last_updated: 1, legal: 'terms' }, ...list(b.get(''))]) : gone()),
  weworkremotely: (b, p) => (p === '/remote-jobs.rss' ? { status: 200, type: 'application/rss+xml; charset=utf-8', body: b.get('') ?? '<rss version="2.0"><channel></channel></rss>' } : gone()),
  jobicy: (b, p, q) => (p === '/api/v2/remote-jobs' ? json({ apiVersion: '2.0', jobCount: list(b.get('')).length, jobs: list(b.get('')).slice(0, Number(q.get('count') || 50)), lastUpdate: 'x', friendlyNotice: 'x' }) : gone()),
  himalayas(b, p, q) {
    if (p !== '/jobs/api') return gone();
    const all = list(b.get('')), offset = Number(q.get('offset') || 0), limit = Math.min(20, Number(q.get('limit') || 20));
    return json({ comments: 'x', updatedAt: 1, offset, limit, totalCount: all.length, jobs: all.slice(offset, offset + limit) });
  },
  hackernews(b, p, q) {
    if (p === '/api/v1/search_by_date' && q.get('tags') === 'story,author_whoishiring')
      return json({ hits: [...b.keys()].filter(Boolean).map((id) => ({ objectID: id, title: `Ask HN: Who is hiring? (${b.months?.[id] ?? 'May 2026'})`, author: 'whoishiring', created_at: '2026-05-01T15:00:00Z', _tags: ['story'] })), page: 0, nbPages: 1 });
    const story = (q.get('tags') || '').match(/story_(\d+)/)?.[1], all = p === '/api/v1/search' || p === '/api/v1/search_by_date' ? b.get(story) : undefined;
    if (!all) return json({ hits: [], page: 0, nbPages: 0 });
    const size = Math.min(1000, Number(q.get('hitsPerPage') || 20)), page = Number(q.get('page') || 0);
    return json({ hits: all.slice(page * size, (page + 1) * size), nbHits: all.length, page, nbPages: Math.ceil(all.length / size), hitsPerPage: size });
  },
  adzuna(b, p, q) {
    const m = p.match(/^\/v1\/api\/jobs\/([a-z]{2})\/search\/(\d+)$/);
    if (!m) return gone();
    if (q.get('app_id') !== 'test-id' || q.get('app_key') !== 'test-key') return json({ __CLASS__: 'Adzuna::API::Response::Exception', exception: 'AUTH_FAIL' }, 401);
    const words = (q.get('what') || '').toLowerCase().split(/\s+/).filter(Boolean);
    const all = list(b.get(m[1])).filter((o) => words.every((w) => `${o.title} ${o.description}`.toLowerCase().includes(w)));
    const size = Number(q.get('results_per_page') || 10), page = Number(m[2]);
    return json({ __CLASS__: 'Adzuna::API::Response::JobSearchResults', count: all.length, mean: 40000, results: all.slice((page - 1) * size, page * size) });
  },
  // OAuth2, range paging, the ceiling, filters; tokens live as long as b.tokenUses requests.
  france_travail(b, p, q, request) {
    if (p === '/connexion/oauth2/access_token') {
      const form = new URLSearchParams(request.body);
      if (request.method !== 'POST' || q.get('realm') !== '/partenaire') return { status: 500, type: 'text/html', body: '<html>error</html>' };
      if (form.get('grant_type') !== 'client_credentials') return json({ error: 'unsupported_grant_type' }, 400);
      if (form.get('client_id') !== 'test-id' || form.get('client_secret') !== 'test-secret') return json({ error: 'invalid_client', error_description: 'Client authentication failed' }, 400);
      const token = `token-${(b.tokens = (b.tokens ?? 0) + 1)}`;
      (b.uses ??= new Map()).set(`Bearer ${token}`, 0);             // a new one ends none of those before
      return json({ scope: form.get('scope'), expires_in: b.expiresIn ?? 1499, token_type: 'Bearer', access_token: token });
    }
    const api = p.match(/^\/partenaire\/offresdemploi\/v2\/(.*)$/);
    if (!api) return gone();
    const bearer = request.headers.authorization, uses = (b.uses?.get(bearer) ?? Infinity) + 1;
    b.uses?.set(bearer, uses);
    if (uses > (b.tokenUses ?? Number.MAX_SAFE_INTEGER)) return { status: 401, type: 'text/plain', body: '' };
    const all = list(b.get(''));
    const one = api[1].match(/^offres\/([^/]+)$/);
    if (one && one[1] !== 'search') { const o = all.find((x) => x.id === one[1]); return o ? json(o) : { status: 204, type: '', body: '' }; }
    if (api[1] === 'referentiel/metiers') return json([...new Set(all.map((o) => o.romeCode))].sort().map((code) => ({ code, libelle: code })));
    if (api[1] !== 'offres/search') return gone();
    const range = (q.get('range') || '0-149').split('-').map(Number), ceiling = b.ceiling ?? 3150;
    if (range.length !== 2 || range[1] < range[0] || range[1] - range[0] >= 150 || range[1] >= ceiling) return json({ codeHttp: 400, message: 'La plage de résultats demandée est trop importante.' }, 400);
    for (const d of ['minCreationDate', 'maxCreationDate'])
      if (q.get(d) && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(q.get(d))) return json({ codeHttp: 400, message: `Format du paramètre « ${d} » incorrect.` }, 400);
    const fold = (s) => String(s).normalize('NFD').replace(/[̀-ͯ]/g, '').toLowerCase();
    const words = (q.get('motsCles') || '').split(',').map(fold).filter(Boolean), rome = (q.get('codeROME') || '').split(',').filter(Boolean), dep = (q.get('departement') || '').split(',').filter(Boolean);
    if (rome.length > 200 || dep.length > 5) return json({ codeHttp: 400, message: 'Trop de valeurs.' }, 400);
    const found = all.filter((o) => words.every((w) => fold(`${o.intitule} ${o.description}`).includes(w)) && (!rome.length || rome.includes(o.romeCode)) &&
      (!dep.length || dep.some((d) => String(o.lieuTravail?.libelle || '').startsWith(`${d} `))) &&
      (!q.get('minCreationDate') || Date.parse(o.dateCreation) >= Date.parse(q.get('minCreationDate'))) && (!q.get('maxCreationDate') || Date.parse(o.dateCreation) <= Date.parse(q.get('maxCreationDate'))));
    found.sort((x, y) => Date.parse(y.dateCreation) - Date.parse(x.dateCreation));
    const slice = found.slice(range[0], range[1] + 1);
    if (!slice.length) return { status: 204, type: '', body: '', headers: { 'content-range': found.length ? `offres -1--1/${found.length}` : 'offres */0' } };
    b.served?.(slice, found);
    return json({ resultats: slice, filtresPossibles: [] }, slice.length < found.length ? 206 : 200, { 'content-range': `offres ${range[0]}-${range[0] + slice.length - 1}/${found.length}`, 'accept-range': '150' });
  },
};

// Boards that are read company by company.
const kCompanies = ['greenhouse', 'ashby', 'lever', 'workable', 'smartrecruiters', 'recruitee', 'teamtailor', 'personio'];

export async function startBoards(port = 0) {
  const stores = {};
  for (const name of Object.keys(kServices)) stores[name] = Object.assign(new Map(), { faults: [] });
  const boards = { requests: [], violations: [], stores, quietUntil: {} };
  const server = createServer(async (req, res) => {
    const chunks = [];
    for await (const c of req) chunks.push(c);
    const [, board, rest] = req.url.match(/^\/([a-z_]+)(\/[^?]*)?/) || [], at = req.url.indexOf('?'), q = new URLSearchParams(at < 0 ? '' : req.url.slice(at + 1));
    const request = { board, method: req.method, path: rest || '/', query: q, headers: req.headers, body: Buffer.concat(chunks).toString(), at: Date.now() };
    boards.requests.push(request);
    const store = stores[board];
    if (!store) { res.writeHead(404).end(); return; }
    if (boards.quietUntil[board] > Date.now()) boards.violations.push(`${board} ${req.url} came ${boards.quietUntil[board] - Date.now()} ms before Retry-After was over`);
    const i = store.faults.findIndex((f) => !f.path || f.path.test(req.url));
    const fault = i >= 0 ? store.faults[i] : undefined;
    if (fault && (fault.times = (fault.times ?? 1) - 1) <= 0) store.faults.splice(i, 1);
    if (store.before) await store.before(request);
    let answer;
    if (fault?.status) {
      if (fault.retryAfter !== undefined) boards.quietUntil[board] = Date.now() + fault.retryAfter * 1000 - 5;
      answer = { status: fault.status, type: 'text/plain', body: fault.body ?? 'error', headers: fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) } };
    } else {
      answer = kServices[board](store, rest || '/', q, request);
      if (fault?.rename) answer.body = String(answer.body).replaceAll(`"${fault.rename[0]}"`, `"${fault.rename[1]}"`);
      if (fault?.empty) answer.body = JSON.stringify({ jobs: [], meta: { total: 0 } });
      if (fault?.malformed) answer.body = String(answer.body).replaceAll('":', '"=');
      if (fault?.type) { answer.type = fault.type; answer.body = fault.body ?? '<html>maintenance</html>'; }
    }
    const body = Buffer.from(answer.body ?? '');
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
    if (answer.status === 200 && store.etags !== false && !fault && req.headers['if-none-match'] === etag) { res.writeHead(304, { etag }).end(); return; }
    const headers = { ...(answer.type && { 'content-type': answer.type }), ...(answer.status === 200 && store.etags !== false && { etag }), ...answer.headers };
    if (fault?.drip) {
      res.writeHead(answer.status, headers);
      for (let k = 0; k < body.length && !res.destroyed; k++) { res.write(body.subarray(k, k + 1)); await sleep(fault.drip); }
      res.end();
    } else if (fault?.cut) {
      res.writeHead(answer.status, { ...headers, 'content-length': body.length });
      res.write(body.subarray(0, Math.floor(body.length / 2)));
      await sleep(30);
      res.destroy();
    } else {
      res.writeHead(answer.status, { ...headers, ...(answer.status !== 204 && { 'content-length': body.length }) });
      res.end(body);
    }
  });
  await new Promise((r) => server.listen(port, '127.0.0.1', r));
  boards.url = `http://127.0.0.1:${server.address().port}`;
  for (const [name, s] of Object.entries(stores)) s.base = `${boards.url}/${name}`;
  boards.put = (board, key, offers) => stores[board].set(key, offers);
  boards.fault = (board, fault) => stores[board].faults.push({ ...fault });
  boards.count = (board, test = () => true) => boards.requests.filter((r) => r.board === board && test(r)).length;
  boards.env = (names = Object.keys(kServices)) => ({ FETCH: 'true', FETCH_WAIT_SCALE: '0', BOARD_BASE_URLS: names.map((n) => `${n}=${boards.url}/${n}`).join(',') });
  // What COMPANIES would have to be to read every company's board that was put here.
  boards.companies = () => kCompanies.flatMap((b) => [...stores[b].keys()].map((k) => `${b}/${k}`)).join(',');
  boards.stop = () => new Promise((r) => { server.closeAllConnections(); server.close(r); });
  return boards;
}

// Recorded payloads of one board as offers by key ('' = a feed), from a folder of files in the service's own form.
const readText = (f) => { const raw = readFileSync(f); return (f.endsWith('.gz') ? gunzipSync(raw) : raw).toString(); };
export function loadFolder(boards, dir) {
  const files = (d) => readdirSync(d).sort().flatMap((n) => { const f = path.join(d, n); return statSync(f).isDirectory() ? files(f) : /\.(json|jsonl)(\.gz)?$/.test(n) ? [f] : []; });
  const documents = (board) => (existsSync(path.join(dir, board)) ? files(path.join(dir, board)) : []).flatMap((f) => {
    const text = readText(f), key = path.basename(f).replace(/\.(json|jsonl)(\.gz)?$/, '');
    try { return [[key, JSON.parse(text)]]; } catch { /* lines */ }
    return text.split('\n').filter((l) => l.trim()).flatMap((l, i) => { try { return [[`${key}_${i}`, JSON.parse(l)]]; } catch { return []; } });
  });
  const one = (board, name) => { const f = path.join(dir, board, name); return existsSync(f) ? f : undefined; };
  const at = (o, ...names) => names.map((n) => o?.[n]).find(Array.isArray);
  const counts = {};
  const put = (board, key, offers) => { if (offers?.length) { boards.put(board, key, offers); counts[board] = (counts[board] ?? 0) + offers.length; } };
  for (const [board, pick] of [['arbeitnow', (d) => at(d, 'data')], ['themuse', (d) => at(d, 'results')], ['remotive', (d) => at(d, 'jobs')], ['jobicy', (d) => at(d, 'jobs')], ['himalayas', (d) => at(d, 'jobs')], ['remoteok', (d) => (Array.isArray(d) ? d.filter((o) => !o.legal) : undefined)]])
    put(board, '', documents(board).flatMap(([, d]) => pick(d) ?? (Array.isArray(d) ? d.flatMap((x) => pick(x) ?? [x]) : [])));
  for (const [board, pick] of [['greenhouse', (d) => at(d, 'jobs')], ['ashby', (d) => at(d, 'jobs')], ['lever', (d) => (Array.isArray(d) ? d : at(d, 'postings'))], ['recruitee', (d) => at(d, 'offers')], ['workable', (d) => at(d, 'jobs')]])
    for (const [key, d] of documents(board)) put(board, (d.board ?? key).replace(/[^A-Za-z0-9_-]/g, '_'), pick(d));
  put('france_travail', '', documents('france_travail').flatMap(([, d]) => at(d, 'resultats') ?? (Array.isArray(d) ? d : d.id && d.intitule ? [d] : [])));
  for (const [key, d] of documents('adzuna')) put('adzuna', key.match(/^(..)_/)?.[1] ?? 'fr', [...list(boards.stores.adzuna.get(key.match(/^(..)_/)?.[1] ?? 'fr')), ...list(at(d, 'results') ?? (Array.isArray(d) ? d : []))]);
  for (const [key, d] of documents('teamtailor')) put('teamtailor', key, at(d, 'items'));
  // A list of postings, and the postings themselves: one store of whole postings gives both.
  const posts = new Map();
  for (const [, d] of documents('smartrecruiters')) for (const o of at(d, 'content') ?? [d]) if (o.id) posts.set(o.id, { ...posts.get(o.id), ...o });
  put('smartrecruiters', 'recorded', [...posts.values()]);
  for (const [, d] of documents('hackernews')) for (const o of at(d, 'hits') ?? []) if (o.story_id && o.comment_text) put('hackernews', String(o.story_id), [...list(boards.stores.hackernews.get(String(o.story_id))), o]);
  for (const [board, name, key, mark] of [['weworkremotely', 'remote-jobs.rss', '', /<item>/g], ['personio', 'shape_only.xml', 'shape', /<position>/g]]) {
    const f = one(board, name);
    if (f) { boards.put(board, key, readText(f)); counts[board] = readText(f).match(mark)?.length ?? 0; }
  }
  return counts;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const boards = await startBoards(Number(process.argv[2] || 0));
  const counts = loadFolder(boards, path.join(root, 'data/demo'));
  console.log(`Boards at ${boards.url}: ${JSON.stringify(counts)}`);
  for (const [k, v] of Object.entries({ ...boards.env(), COMPANIES: boards.companies(), ADZUNA_APP_ID: 'test-id', ADZUNA_APP_KEY: 'test-key', FRANCE_TRAVAIL_CLIENT_ID: 'test-id', FRANCE_TRAVAIL_CLIENT_SECRET: 'test-secret' })) console.log(`${k}=${v}`);
}
