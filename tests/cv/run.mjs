// From an uploaded CV to a profile: reading, review, what is never overwritten, who may download, files that cannot be read, and a
// process killed while it reads (one reading, one event).   node run.mjs one|many
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { start, root, sleep } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';

const topology = process.argv[2] || 'one';
const stack = await start(topology);
let failed = 0;
const step = async (name, f) => { try { await f(); console.log(`ok   ${name}`); } catch (e) { failed++; console.log(`FAIL ${name}: ${e.stack}`); } };
const demo = (name) => readFileSync(path.join(root, 'data/cv', name));
try {
  const user = await new Client(stack.url).register();
  const events = await user.events();
  const parsed = (n) => events.until(() => events.list.filter((e) => e.type === 'CV_PARSED').length >= n, 30_000).then(() => events.list.filter((e) => e.type === 'CV_PARSED')[n - 1]);
  let url;

  await step('an uploaded PDF is read, its facts are proposed with their places', async () => {
    await user.gql('mutation{ updateProfile(input:{fullName:"N. E.", skills:["Docker"]}){ id } }');
    const r = await user.uploadCV(demo('side_bar_fr.pdf'), 'Mon CV.pdf');
    assert.equal(r.errors, undefined, JSON.stringify(r.errors));
    url = r.data.uploadCV.cvUrl;
    const e = await parsed(1);
    assert.equal(e.error, undefined);
    assert.equal(e.fieldsUpdated.experience, 2);
    assert.equal(e.fieldsUpdated.skills, 5);
    const { cvDocuments: [doc], cvReview: facts, myProfile } = await user.gql('{ cvDocuments { id fileName state pages url error } cvReview { id section field value state documentId places { path page box } } myProfile { fullName skills cvUrl experience } }');
    assert.equal(doc.state, 'READ');
    assert.equal(doc.fileName, 'Mon CV.pdf');
    assert.equal(myProfile.cvUrl, url);
    assert.equal(myProfile.experience, null, 'a reading only proposes');
    assert.deepEqual(facts.find((f) => f.field === 'email').value, 'nora.exemple@example.org');
    const job = facts.find((f) => f.section === 'EXPERIENCE');
    assert.equal(job.value.title, 'Développeuse C++ senior');
    assert.equal(job.value.company, 'Aube Mobilité');
    assert.equal(job.value.startDate, '2020-03');
    const place = job.places.find((p) => p.path === 'company');
    assert.equal(place.page, 1);
    assert.ok(place.box[0] > 200 && place.box[1] > 100 && place.box[2] > place.box[0] && place.box[3] > place.box[1], JSON.stringify(place));
    assert.ok(!facts.some((f) => f.section === 'SKILLS' && f.value === 'Docker'), 'what the profile lists already is not proposed');
  });

  await step('accept, edit, skip', async () => {
    const { cvReview: facts } = await user.gql('{ cvReview { id section field value } }');
    const { reviewCvSection: skills } = await user.gql('mutation{ reviewCvSection(section:SKILLS, action:ACCEPT){ id state } }');
    assert.equal(skills.length, 4);
    const jobs = facts.filter((f) => f.section === 'EXPERIENCE');
    await user.gql('mutation($f:ID!,$v:JSON){ reviewCvFact(factId:$f, action:EDIT, value:$v){ state } }', { f: jobs[0].id, v: { ...jobs[0].value, title: 'Lead C++' } });
    await user.gql('mutation($f:ID!){ reviewCvFact(factId:$f, action:SKIP){ state } }', { f: jobs[1].id });
    const { myProfile, profileFacts } = await user.gql('{ myProfile { fullName skills experience } profileFacts { section state value fileName places { page } } }');
    assert.deepEqual(myProfile.skills, ['Docker', 'C++', 'Rust', 'PostgreSQL', 'Kafka']);
    assert.equal(myProfile.experience.length, 1);
    assert.equal(myProfile.experience[0].title, 'Lead C++');
    assert.equal(myProfile.fullName, 'N. E.');
    assert.equal(profileFacts.filter((f) => f.state === 'EDITED').length, 1);
    assert.ok(profileFacts.every((f) => f.fileName === 'Mon CV.pdf'));
    const again = await user.send('mutation($f:ID!){ reviewCvFact(factId:$f, action:SKIP){ state } }', { f: jobs[0].id });
    assert.equal(again.errors[0].extensions.code, 'NOT_FOUND');
    const bad = await user.send('mutation($f:ID!){ reviewCvFact(factId:$f, action:EDIT){ state } }', { f: jobs[1].id });
    assert.equal(bad.errors[0].extensions.code, 'BAD_USER_INPUT');
  });

  await step('read again, nothing that was reviewed changes or is proposed again', async () => {
    const before = await user.gql('{ myProfile { fullName skills experience } profileFacts { id value state } }');
    assert.equal((await user.gql('mutation($u:String!){ parseCV(cvUrl:$u) }', { u: url })).parseCV, true);
    await parsed(2);
    const after = await user.gql('{ myProfile { fullName skills experience } profileFacts { id value state } }');
    assert.deepEqual(after, before);
    const { cvReview } = await user.gql('{ cvReview { section } }');
    assert.ok(!cvReview.some((f) => ['SKILLS', 'EXPERIENCE'].includes(f.section)), JSON.stringify(cvReview));
  });

  await step('the file comes back to its owner only', async () => {
    const get = (token) => fetch(stack.url + url, { headers: token ? { authorization: `Bearer ${token}` } : {} });
    const own = await get(user.token);
    assert.equal(own.status, 200);
    assert.equal(own.headers.get('x-content-type-options'), 'nosniff');
    assert.match(own.headers.get('content-disposition'), /^attachment; filename\*=UTF-8''Mon%20CV\.pdf$/);
    assert.deepEqual(Buffer.from(await own.arrayBuffer()), demo('side_bar_fr.pdf'));
    assert.equal((await get()).status, 401);
    assert.equal((await get((await new Client(stack.url).register()).token)).status, 404);
  });

  await step('files that cannot be read cost one clear message, in both languages', async () => {
    const broken = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(5000, 7)]);
    await user.uploadCV(broken, 'broken.pdf');
    const e = await parsed(3);
    assert.match(e.error, /damaged/);
    const { cvDocuments } = await user.gql('{ cvDocuments { state errorCode en: error fr: error(language: FR) } }');
    assert.equal(cvDocuments.length, 2, 'old versions are kept');
    assert.equal(cvDocuments[0].state, 'FAILED');
    assert.match(cvDocuments[0].fr, /illisible/);
    const odd = await user.uploadCV(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), 'x.pdf');
    assert.equal(odd.errors[0].extensions.code, 'BAD_USER_INPUT');
    const none = await user.send('mutation{ parseCV(cvUrl:"/cv/none") }');
    assert.equal(none.errors[0].extensions.code, 'NOT_FOUND');
  });

  await step('a scan is read by its letters, and says so', async () => {
    const other = await new Client(stack.url).register();
    const stream = await other.events();
    await other.uploadCV(demo('scan_fr.pdf'), 'scan.pdf');
    const found = await stream.until((x) => x.type === 'CV_PARSED', 240_000);
    stream.close();
    assert.equal(found.error, undefined, found.error);
    assert.equal(found.recognisedPages, 1);
    const { cvReview, cvDocuments: [doc] } = await other.gql('{ cvReview { section field value places { path page box } } cvDocuments { state errorCode pages } }');
    assert.deepEqual([doc.state, doc.errorCode, doc.pages], ['READ', null, 1]);
    const jobs = cvReview.filter((f) => f.section === 'EXPERIENCE');
    assert.deepEqual(jobs.map((f) => f.value.company), ['Aube Mobilité', 'Grain Logistique']);
    assert.equal(jobs[0].value.startDate, '2020-03');
    const place = jobs[0].places.find((p) => p.path === 'company');
    assert.equal(place.page, 1);
    assert.ok(place.box[0] > 200 && place.box[2] > place.box[0], JSON.stringify(place));
  });

  await step('stopped while it recognises letters: it ends, and the scan is read by the next process', async () => {
    const other = await new Client(stack.url).register();
    const victim = stack.processes[topology === 'one' ? 'jobmate' : 'profile'];
    await other.uploadCV(demo('scan_fr.pdf'), 'scan.pdf');
    let child;
    while (!child) {
      child = readdirSync('/proc').filter((p) => /^\d+$/.test(p)).find((p) => {
        try { return readFileSync(`/proc/${p}/cmdline`).includes('recognise-document') && Number(readFileSync(`/proc/${p}/stat`).toString().split(') ')[1].split(' ')[1]) === victim.pid; } catch { return false; }
      });
      await sleep(5);
    }
    process.kill(Number(child), 'SIGSTOP');              // it would never end by itself
    const ended = await Promise.race([victim.kill('SIGTERM'), sleep(60_000)]);
    assert.deepEqual(ended, { code: 0, signal: null });
    assert.ok(!existsSync(`/proc/${child}`), 'the child is gone');
    await victim.restart();
    if (topology === 'one') stack.urls[0] = victim.match[1];
    const back = other.at(stack.urls[0]);
    const stream = await back.events({ lastEventId: '0' });
    const found = await stream.until((e) => e.type === 'CV_PARSED', 240_000);
    assert.equal(found.recognisedPages, 1, JSON.stringify(found));
    stream.close();
  });

  await step('killed while it reads: one reading in the end, one event', async () => {
    const other = await new Client(stack.url).register();
    await other.uploadCV(demo('single_en.pdf'));
    const victim = stack.processes[topology === 'one' ? 'jobmate' : 'profile'];
    await victim.kill('SIGKILL');
    await victim.restart();
    if (victim.match) stack.urls[0] = topology === 'one' ? victim.match[1] : stack.urls[0];
    const back = other.at(stack.urls[0]);
    const stream = await back.events({ lastEventId: '0' });
    await stream.until((e) => e.type === 'CV_PARSED', 60_000);
    await sleep(1500);
    assert.equal(stream.list.filter((e) => e.type === 'CV_PARSED').length, 1);
    const { cvReview } = await back.gql('{ cvReview { section value } }');
    assert.equal(cvReview.filter((f) => f.section === 'EXPERIENCE').length, 2);
    stream.close();
  });
  events.close();
} catch (e) {
  failed++;
  console.log(`FAIL ${e.stack}`);
} finally {
  await stack.stop();
}
process.exit(failed ? 1 : 0);
