// previewSearch over HTTP on many stored offers: node bench/preview/run.mjs [offers, default 100000] [rounds, default 9]
//
// Starts the program as its users do (JOBMATE_PROGRAM names another), fills its own PostgreSQL with made-up offers of 2.5 kB, and asks as the
// web app does, signed in. Times are of the whole request, seen by the client: token, searches and decisions read, what changed since read,
// the search and its earlier form decided for every offer, samples with their reasons. The first question also reads all offers into memory;
// it is asked until it is answered and reported apart.
//
// Beside it, in the same run: a plain scan by PostgreSQL for the same red flags (description ~* …), which understands neither negation nor
// folding nor fields, and ranks nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { start, sleep } from '../../tests/lib/stack.mjs';
import { Client } from '../../tests/lib/client.mjs';

const count = Number(process.argv[2] || 100_000), rounds = Number(process.argv[3] || 9);

// One sequence for ever, so that every run has the same offers.
let state = 20261128;
const random = () => { state = (state * 1664525 + 1013904223) >>> 0; return state / 4294967296; };
const one = (list) => list[Math.floor(random() * list.length)];

const trades = 'développeur|data engineer|comptable|infirmier|cuisinier|product manager|backend engineer|commercial|chef de projet|mécanicien|aide-soignant|devops|électricien|conducteur de travaux|magasinier cariste|soudeur|pharmacien|juriste|technicien de maintenance|contrôleur de gestion|serveur|réceptionniste|plombier|menuisier|consultant|éducateur spécialisé|vendeur'.split('|');
const modifiers = '||C++|Java|Python|senior|junior|confirmé|industriel|web|embarqué|de nuit|export|réseau|bilingue|SAP'.split('|');
const towns = 'Lyon Paris Nantes Toulouse Lille Bordeaux Marseille Rennes Strasbourg Montpellier Grenoble Nice Brest Dijon Angers'.split(' ');
const usual = "de la le les et des à en un une vous nous pour dans avec sur votre notre au est être plus par équipe client projet gestion expérience poste qualité suivi technique travail production autonomie formation entreprise développement maintenance service missions rigueur logiciel contrat sécurité".split(' ');
// In a share of the texts: what people search for and keep out.
const said = [['python', 0.12], ['java', 0.12], ['docker', 0.1], ['kafka', 0.03], ['anglais', 0.3], ['permis B', 0.15], ['télétravail', 0.25], ['développer', 0.2], ['développement web', 0.1],
  ['astreintes', 0.08], ["pas d'astreinte", 0.03], ['déplacements fréquents', 0.08], ['sans déplacement', 0.02], ['horaires décalés', 0.06], ['travail de nuit', 0.05], ['prospection téléphonique', 0.07],
  ['stage', 0.05], ['alternance', 0.08], ['intérim', 0.1], ['week-end', 0.1], ['ESN', 0.06]];
const syllables = 'ba ko ri tu me la vo ni sa du pe go fi zu ha ma lo ti ru ka'.split(' ');
const rare = Array.from({ length: 60_000 }, (_, n) => { let w = ''; for (let k = n, i = 0; i < 3 || k > 0; ++i, k = Math.floor(k / 20)) w += syllables[k % 20]; return w + 'rt'; });

function description() {
  const sentences = [];
  for (let length = 0; length < 2400;) {
    const words = [];
    for (let n = 6 + Math.floor(random() * 14); n > 0; --n) words.push(random() < 0.55 ? one(usual) : rare[Math.floor(Math.exp(random() * Math.log(rare.length)))] ?? rare[0]);
    sentences.push(words.join(' ') + '.');
    length += sentences.at(-1).length + 1;
  }
  for (const [text, share] of said) if (random() < share) sentences.splice(Math.floor(random() * sentences.length), 0, `Nous disons ${text} ici.`);
  return sentences.join(' ');
}

function psql(url, args, input) {
  const p = spawn('psql', [url, '-v', 'ON_ERROR_STOP=1', '-qAt', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  p.stdout.on('data', (d) => { out += d; });
  const done = new Promise((resolve, reject) => p.on('exit', (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(`psql ended with ${code}`)))));
  if (!input) p.stdin.end();
  return { stdin: p.stdin, done };
}

async function fill(url) {
  const p = psql(url, ['-c', `COPY offers (id, source, url, canonical_url, title, company, location, country, language, description, details, content_hash, posted_at, first_seen_at, last_seen_at) FROM STDIN`], true);
  const now = Date.now();
  for (let i = 1; i <= count; ++i) {
    const town = one(towns), at = new Date(now - random() * 20 * 86_400_000).toISOString();
    const details = JSON.stringify({ source: 'bench', places: [{ raw: town, city: town, country: 'FR' }] });
    const row = [`00000004-0000-7000-8000-${i.toString(16).padStart(12, '0')}`, 'bench', `https://jobs.example.org/${i}`, `https://jobs.example.org/${i}`, `${one(trades)} ${one(modifiers)} (H/F)`,
      `Société ${Math.floor(random() * 5000)}`, town, 'FR', 'fr', description(), details, `\\\\x${i.toString(16).padStart(64, '0')}`, at, at, new Date(now).toISOString()];
    if (!p.stdin.write(`${row.join('\t')}\n`)) await once(p.stdin, 'drain');
  }
  p.stdin.end();
  await p.done;
}

const query = `query($i: PreviewSearchInput!) { previewSearch(input: $i, samples: 4) { stored complete kept newlyHidden newlyShown approvedHidden redFlagged summary tookMs
  hiddenSamples { title } shownSamples { title } redFlaggedSamples { title } } }`;
const middle = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

const stack = await start('one');
try {
  const url = `postgresql://jobmate@/jobmate?host=${encodeURIComponent(`${stack.env.JOBMATE_DATA}/run`)}`;
  let began = Date.now();
  await fill(url);
  console.log(`${count} offers stored in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  const user = await new Client(stack.url).register();
  // Written as rows: a search that is saved is also scanned for, in the background, and that is not what is measured here.
  let searches = 0;
  const saved = async ({ jobTitles, locations, redFlags = [] }) => {
    const id = `00000005-0000-7000-8000-${(++searches).toString(16).padStart(12, '0')}`;
    const list = (values) => `ARRAY[${values.map((v) => `'${v.replaceAll("'", "''")}'`).join(',')}]::text[]`;
    await psql(url, ['-c', `INSERT INTO search_configs (id, user_id, job_titles, locations, red_flags) VALUES ('${id}', '${user.user.id}', ${list(jobTitles)}, ${list(locations)}, ${list(redFlags)})`]).done;
    return id;
  };
  const ask = async (input) => {
    const from = performance.now();
    const { previewSearch } = await user.gql(query, { i: input });
    return { ms: performance.now() - from, ...previewSearch };
  };
  began = Date.now();
  for (let first; !first;) first = await ask({ jobTitles: ['boulanger'] }).catch(() => sleep(500));
  console.log(`the first question, which reads them all into memory: ${((Date.now() - began) / 1000).toFixed(1)} s`);

  const flags = ['astreinte', 'déplacements', 'horaires décalés', 'prospection', 'travail de nuit', 'stage', 'ESN', 'company: Société 12'];
  const trade = await saved({ jobTitles: ['développeur C++'], locations: ['Lyon'] });
  const wide = await saved({ jobTitles: trades.slice(0, 6), locations: [], redFlags: flags.slice(0, 2) });
  const everything = await saved({ jobTitles: [], locations: [], redFlags: flags.slice(0, 2) });
  const cases = [
    ['narrow: a trade in a town, one red flag more', { searchConfigId: trade, redFlags: ['astreinte'] }],
    ['middle: a trade anywhere, new', { jobTitles: ['développeur'], redFlags: flags }],
    ['middle: six trades, red flags more', { searchConfigId: wide, redFlags: flags }],
    ['wide: frequent keywords alone, new', { keywords: ['python', 'java', 'permis B', 'anglais'] }],
    ['wide: must-haves and a wildcard, new', { mustHave: ['python | java | anglais', 'develop*'] }],
    ['widest: everything in a town, red flags, new', { locations: ['Lyon'], redFlags: flags }],
    ['widest: everything, red flags, new', { redFlags: flags }],
    ['widest: everything, a saved search, red flags more', { searchConfigId: everything, redFlags: flags }],
  ];
  for (const [what, input] of cases) {
    const all = [];
    for (let n = 0; n < rounds; ++n) all.push(await ask(input));
    const ms = all.map((a) => a.ms), { kept, newlyHidden, newlyShown, redFlagged, stored } = all[0];
    console.log(`${what.padEnd(52)} median ${middle(ms).toFixed(0).padStart(4)} ms  worst ${Math.max(...ms).toFixed(0).padStart(4)}  of ${stored}: kept ${kept} hidden ${newlyHidden} shown ${newlyShown} red-flagged ${redFlagged}`);
  }
  const scan = psql(url, ['-c', String.raw`\timing on`, '-c', `SELECT count(*) FROM offers WHERE description ~* '\\m(astreintes?|d.placements?|horaires d.cal.s|prospection|travail de nuit|stage|esn)\\M'`]);
  console.log(`beside it, PostgreSQL's scan for the same red flags: ${(await scan.done).replace(/\s+/g, ' ')}`);
} finally {
  await stack.stop();
}
