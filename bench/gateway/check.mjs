// Are the answers right? node check.mjs <url> <tokens> <cursors>: the three operations, on the data of seed.sql.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const [url, tokensFile, cursorsFile] = process.argv.slice(2);
const lines = (file) => readFileSync(file, 'utf8').trim().split('\n');
const tokens = lines(tokensFile), cursors = lines(cursorsFile);
const id = (kind, n) => `${kind.toString(16).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const number = (uuid) => parseInt(uuid.slice(24), 16);

async function ask(user, query, variables) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  if (user) headers.authorization = `Bearer ${tokens[user - 1]}`;
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return answer.json();
}
async function data(user, query, variables) {
  const answer = await ask(user, query, variables);
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  return answer.data;
}

// The inbox of a user, as seed.sql makes it: best rank first, then the higher id.
const inbox = (user) => Array.from({ length: 1000 }, (_, n) => n).filter((n) => n % 10 < 7).map((n) => user + 100 * n)
  .sort((a, b) => (b * 37) % 101 - (a * 37) % 101 || b - a);
const feed = 'query($a:String){ jobFeedConnection(status:PENDING, first:20, after:$a) { nodes { id title company rank createdAt } } }';
const expected = (i) => ({
  id: id(5, i), title: `Senior Backend Engineer (C++ / PostgreSQL) #${i}`, company: `Company ${(i * 7919) % 5000}`, rank: (i * 37) % 101,
  createdAt: new Date(Date.UTC(2026, 0, 1) + ((i * 104729) % 8640000) * 1000).toISOString(),
});
for (const user of [1, 7, 100]) {
  const first = (await data(user, feed, { a: null })).jobFeedConnection.nodes;
  assert.deepEqual(first, inbox(user).slice(0, 20).map(expected));
  const later = (await data(user, feed, { a: cursors[(user - 1) * 10 + 3] })).jobFeedConnection.nodes;
  assert.deepEqual(later, inbox(user).slice(160, 180).map(expected));
}

const board = (await data(7, '{ myApplications { id currentStatus jobFeedItem { id title company } } }')).myApplications;
assert.equal(board.length, 200);
assert.equal(new Set(board.map((a) => a.id)).size, 200);
for (const card of board) {
  const i = number(card.jobFeedItem.id);
  assert.equal(i % 100, 7, 'a card of another user');
  assert.equal(card.jobFeedItem.title, expected(i).title);
  assert.equal(card.jobFeedItem.company, expected(i).company);
}

const approve = 'mutation($id:ID!){ approveJob(jobFeedId:$id) { id currentStatus jobFeedItem { title } } }';
const mine = inbox(7)[0];
const approved = (await data(7, approve, { id: id(5, mine) })).approveJob;
assert.equal(approved.currentStatus, 'TO_APPLY');
assert.equal(approved.jobFeedItem.title, expected(mine).title);
assert.deepEqual((await data(7, approve, { id: id(5, mine) })).approveJob, approved, 'approved twice is approved once');
const theirs = await ask(8, approve, { id: id(5, inbox(7)[1]) });
assert.ok(theirs.errors, "another user's item must not be found");
assert.ok((await ask(0, '{ myApplications { id } }')).errors, 'without a token there must be no answer');
console.error(`  checked ${url}`);
