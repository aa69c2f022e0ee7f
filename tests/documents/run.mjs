// Letters and CVs of an application: composed, checked, worked on, exported, fetched by their owner alone.   node run.mjs one|many
import assert from 'node:assert/strict';
import { start, run } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';

const stack = await start(process.argv[2] || 'one');
let failed = 0;
const step = async (name, f) => { try { await f(); console.log(`ok   ${name}`); } catch (e) { failed++; console.log(`FAIL ${name}: ${e.stack}`); } };
const DOC = 'id kind language tone adaptationLevel version latestVersion madeBy exportable unsupported words text notes facts { id text role } leftOut { id } paragraphs { id role section title(language:FR) sentences { id part text state why facts { id } claims { kind text } edited } }';
const sentences = (d) => d.paragraphs.flatMap((p) => p.sentences);
const find = (d, words) => sentences(d).find((s) => s.text.includes(words));
try {
  const id = Date.now().toString(36);
  const user = await new Client(stack.url).register(), other = await new Client(stack.url).register();
  const events = await user.events();
  await user.gql('mutation($e:JSON,$s:JSON,$d:JSON){ updateProfile(input:{fullName:"Noémie Exemple", status:MID, experience:$e, skills:$s, education:$d}){ id } }', {
    e: [{ title: 'Développeuse C++', company: 'Orbis Rail', startDate: '2020-03', bullets: ['Encadrement de trois stagiaires', 'Conception du moteur en C++ pour 240 rames', 'Réduction de 35 % du temps de démarrage sous Linux'] }, { title: 'Vendeuse', company: 'Petit Marché', startDate: '2017-09', endDate: '2020-02', bullets: ['Tenue de la caisse'] }],
    s: ['Photographie', 'C++', 'Linux', 'PostgreSQL'], d: [{ degree: 'Master informatique', school: 'Université Grenoble Alpes', endDate: '2017' }],
  });
  const { createSearchConfig: search } = await user.gql('mutation($t:[String!]!){ createSearchConfig(input:{jobTitles:$t, locations:[], letterTone:WARM}){ id letterTone letterLanguage coverLetterTemplate } }', { t: [`Développeur C++ ${id}`] });
  const company = { 1: 'Aube Mobilité', 2: 'Brise Énergie', 3: 'Cap Santé' };
  const about = { 1: 'Nos trains roulent dans toute la région, et leur supervision est écrite ici.', 2: 'Nous exploitons des éoliennes en mer et préparons leur maintenance depuis Nantes.', 3: 'Nos hôpitaux partagent un dossier de soins que votre équipe fait vivre à Lille.' };
  const job = (n) => ({ id: 8000 + n + Math.floor(Math.random() * 1e9), title: `Développeur C++ ${id}`, absolute_url: `https://boards.example.org/doc/${id}/${n}`, company_name: company[n], location: { name: ['', 'Lyon', 'Nantes', 'Lille'][n] }, updated_at: '2026-11-01T10:00:00Z', content: `Nous cherchons un développeur C++ pour notre équipe. Vous maîtrisez C++ et Linux. PostgreSQL est un plus. ${about[n]}` });
  const approve = async (n) => {
    const had = events.list.filter((e) => e.type === 'ANALYSIS_DONE').length;
    const ingested = await run(['ingest', 'greenhouse', '-'], stack.env, JSON.stringify({ jobs: [job(n)], meta: { total: 1 } }));
    assert.equal(ingested.code, 0, ingested.stderr);
    const { jobFeed } = await user.gql('{ jobFeed(status:PENDING) { id company } }');
    const { approveJob } = await user.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: jobFeed.find((j) => j.company === company[n]).id });
    await events.until(() => events.list.filter((e) => e.type === 'ANALYSIS_DONE').length > had);
    return approveJob.id;
  };
  const compose = async (a, kind, more = '') => (await user.gql(`mutation($a:ID!){ composeDocument(applicationId:$a, kind:${kind}${more}){ ${DOC} } }`, { a })).composeDocument;
  const change = async (call, d) => user.send(`mutation($d:ID!){ ${call.replace('(', '(documentId:$d, ')}{ ${DOC} } }`, { d });
  const changed = async (call, d) => { const r = await change(call, d); assert.equal(r.errors, undefined, JSON.stringify(r.errors)); return Object.values(r.data)[0]; };
  const get = (who, url) => fetch(`${stack.url}${url}`, { headers: who ? { authorization: `Bearer ${who.token}` } : {} });
  const app = await approve(1);
  let letter, cv;

  await step('tone and language are settings of a search, and the letter of the analysis has them', async () => {
    assert.equal(search.letterTone, 'WARM');
    assert.equal(search.letterLanguage, null);
    const { application } = await user.gql('query($a:ID!){ application(id:$a){ generatedCoverLetter } }', { a: app });
    assert.match(application.generatedCoverLetter, /C’est avec plaisir que j’ai découvert/);
    const { updateSearchConfig: s } = await user.gql('mutation($s:ID!){ updateSearchConfig(id:$s, input:{letterTone:DIRECT, letterLanguage:EN}){ letterTone letterLanguage } }', { s: search.id });
    assert.deepEqual(s, { letterTone: 'DIRECT', letterLanguage: 'EN' });
    const { application: second } = await user.gql('query($a:ID!){ application(id:$a){ generatedCoverLetter } }', { a: await approve(2) });
    assert.match(second.generatedCoverLetter, /I am applying for your opening/);
    const { updateSearchConfig: back } = await user.gql('mutation($s:ID!){ updateSearchConfig(id:$s, input:{letterTone:null, letterLanguage:null}){ letterTone letterLanguage } }', { s: search.id });
    assert.deepEqual(back, { letterTone: 'FORMAL', letterLanguage: null });
  });

  await step('what is composed rests on facts and may be exported', async () => {
    letter = await compose(app, 'LETTER');
    cv = await compose(app, 'CV');
    for (const d of [letter, cv]) {
      assert.equal(d.version, 1);
      assert.equal(d.language, 'FR');
      assert.ok(d.exportable, JSON.stringify(sentences(d).filter((s) => s.state === 'UNSUPPORTED')));
    }
    assert.match(letter.text, /- Conception du moteur en C\+\+ pour 240 rames/);
    assert.ok(letter.words <= 300);
    assert.deepEqual(find(cv, '240 rames').facts.map((f) => f.id), ['experience[0].bullets[1]']);
    assert.ok(cv.facts.some((f) => f.id === 'experience[0].company' && f.role === 'EMPLOYER'));
    assert.equal((await compose(app, 'LETTER')).id, letter.id, 'composed once');
    const { documents } = await user.gql('query($a:ID!){ documents(applicationId:$a){ kind version } }', { a: app });
    assert.deepEqual(documents, [{ kind: 'LETTER', version: 1 }, { kind: 'CV', version: 1 }]);
    await events.until((e) => e.type === 'DOCUMENT_CHANGED' && e.kind === 'CV' && e.version === 1);
  });

  await step('an unsupported claim is shown and blocks the export until it is edited, tied or owned', async () => {
    const s = find(cv, '240 rames');
    let d = await changed(`editSentence(sentenceId:"${s.id}", text:"Direction de 50 personnes chez Google", version:1)`, cv.id);
    assert.equal(d.version, 2);
    assert.equal(d.exportable, false);
    assert.deepEqual(find(d, 'Google').claims.map((c) => c.text), ['50', 'Google']);
    const refused = await user.send('mutation($d:ID!){ exportDocument(documentId:$d){ url } }', { d: cv.id });
    assert.equal(refused.errors[0].extensions.code, 'BAD_USER_INPUT');
    assert.match(refused.errors[0].message, /^Not exported: .*(Google|50)/);
    const french = await user.send('mutation($d:ID!){ exportDocument(documentId:$d, language:FR){ url } }', { d: cv.id });
    assert.match(french.errors[0].message, /^Non exporté\u00a0: rien dans votre profil ne montre «\u00a050\u00a0» dans «\u00a0Direction de 50 personnes chez Google\u00a0»/);
    d = await changed(`tieSentence(sentenceId:"${s.id}", factIds:["experience[0].bullets[0]"])`, cv.id);
    assert.equal(d.exportable, false, 'a fact that does not bear it changes nothing');
    d = await changed(`ownSentence(sentenceId:"${s.id}")`, cv.id);
    assert.equal(find(d, 'Google').state, 'OWNED');
    assert.equal(d.exportable, true);
    d = await changed(`ownSentence(sentenceId:"${s.id}", owned:false)`, cv.id);
    assert.equal(d.exportable, false);
    const stale = await change(`editSentence(sentenceId:"${s.id}", text:"x", version:1)`, cv.id);
    assert.equal(stale.errors[0].extensions.code, 'CONFLICT');
    d = await changed('restoreDocumentVersion(version:1)', cv.id);
    assert.equal(d.madeBy, 'RESTORED');
    assert.ok(find(d, '240 rames') && d.exportable);
    const { documentVersions: v, documentDifferences: diff } = await user.gql('query($d:ID!){ documentVersions(documentId:$d){ number madeBy fromVersion } documentDifferences(documentId:$d, from:1, to:2){ kind before after } }', { d: cv.id });
    assert.deepEqual(v.map((x) => x.madeBy), ['RESTORED', 'OWNED', 'OWNED', 'TIED', 'EDITED', 'COMPOSED']);
    assert.equal(v[0].fromVersion, 1);
    assert.deepEqual(diff, [{ kind: 'CHANGED', before: 'Conception du moteur en C++ pour 240 rames', after: 'Direction de 50 personnes chez Google' }]);
  });

  await step('levels, another wording, sentences of one\'s own', async () => {
    const four = await compose(app, 'CV', ', adaptationLevel:4');
    assert.equal(four.adaptationLevel, 4);
    assert.ok(find(four, 'Vendeuse') && find(four, 'Petit Marché'), 'no experience is dropped');
    assert.ok(!find(four, 'Tenue de la caisse') && four.leftOut.some((f) => f.id === 'experience[1].bullets[0]'));
    const { documentDifferences: base } = await user.gql('query($d:ID!){ documentDifferences(documentId:$d, base:true){ kind before after } }', { d: cv.id });
    assert.ok(base.some((c) => c.kind === 'REMOVED' && c.before === 'Tenue de la caisse'), JSON.stringify(base));
    cv = await compose(app, 'CV', ', adaptationLevel:2');
    const opening = letter.paragraphs.find((p) => p.id === 'opening').sentences[0].text;
    let d = await changed('regenerateParagraph(paragraphId:"opening")', letter.id);
    assert.notEqual(d.paragraphs.find((p) => p.id === 'opening').sentences[0].text, opening);
    assert.ok(d.exportable);
    d = await changed('addSentence(paragraphId:"closing", text:"J’ai encadré trois stagiaires.")', letter.id);
    assert.equal(find(d, 'encadré').state, 'SUPPORTED', JSON.stringify(find(d, 'encadré')));
  });

  await step('PDF and DOCX in both templates, each for its owner alone while its link is good', async () => {
    for (const d of [letter.id, cv.id])
      for (const format of ['PDF', 'DOCX'])
        for (const template of ['ATS', 'DESIGNED']) {
          const r = await user.send(`mutation($d:ID!){ exportDocument(documentId:$d, format:${format}, template:${template}){ id url fileName bytes pages expiresAt } }`, { d });
          assert.equal(r.errors, undefined, JSON.stringify(r.errors));
          const e = r.data.exportDocument;
          const got = await get(user, e.url);
          assert.equal(got.status, 200);
          assert.match(got.headers.get('content-disposition'), /^attachment; filename\*=UTF-8''No%C3%A9mie/);
          const bytes = Buffer.from(await got.arrayBuffer());
          assert.equal(bytes.length, e.bytes);
          assert.equal(bytes.subarray(0, format === 'PDF' ? 5 : 2).toString(), format === 'PDF' ? '%PDF-' : 'PK');
          assert.equal((await get(other, e.url)).status, 404, 'a signed link is for its owner');
          assert.equal((await get(null, e.url)).status, 401);
          assert.equal((await get(user, e.url.replace(/expires=\d+/, 'expires=9999999999'))).status, 404, 'the signature covers the time');
          assert.equal((await get(user, e.url.split('?')[0])).status, 404);
          const again = (await user.gql(`mutation($d:ID!){ exportDocument(documentId:$d, format:${format}, template:${template}){ id } }`, { d })).exportDocument;
          assert.equal(again.id, e.id, 'the same again is the same file');
        }
  });

  await step('a profile that changes is seen at once', async () => {
    await user.gql('mutation($s:JSON){ updateProfile(input:{skills:$s}){ id } }', { s: ['Photographie', 'C++', 'Linux'] });
    const { document } = await user.gql(`query($d:ID!){ document(documentId:$d){ ${DOC} } }`, { d: cv.id });
    assert.equal(find(document, 'PostgreSQL').state, 'UNSUPPORTED');
    const refused = await user.send('mutation($d:ID!){ exportDocument(documentId:$d, format:PDF, template:ATS){ url } }', { d: cv.id });
    assert.match(refused.errors[0].message, /PostgreSQL/, 'also when the file had been made before');
    const fresh = await compose(app, 'CV', ', again:true');
    assert.ok(fresh.exportable);
  });

  await step('hostile words stay words', async () => {
    const greeting = letter.paragraphs.find((p) => p.role === 'GREETING').sentences[0].id;
    const huge = await user.send('mutation($d:ID!,$t:String!){ editSentence(documentId:$d, sentenceId:"s1", text:$t){ id } }', { d: letter.id, t: 'x'.repeat(900_000) });
    assert.equal(huge.errors[0].extensions.code, 'BAD_USER_INPUT');
    for (const text of ['Bonjour\u0000\u0007\u202Emonde', '🚀 Bonjour', 'שלום עולם', '{{x}}', '<script>alert(1)</script>', '\uFEFF\u200B']) {
      const r = await user.send('mutation($d:ID!,$s:ID!,$t:String!){ editSentence(documentId:$d, sentenceId:$s, text:$t){ version } }', { d: letter.id, s: greeting, t: text });
      assert.ok(!r.errors || ['BAD_USER_INPUT', 'NOT_FOUND'].includes(r.errors[0].extensions.code), `${JSON.stringify(text)}: ${JSON.stringify(r)}`);
    }
    await user.gql('mutation($s:ID!,$t:String){ updateSearchConfig(id:$s, input:{coverLetterTemplate:$t}){ id } }', { s: search.id, t: '{{{{company}}}} {{' + 'a'.repeat(15_000) + '}} ' + '{{company}}'.repeat(300) + '\n\nJ’ai dirigé 50 personnes chez Google. {{inconnu}}' });
    const d = await compose(await approve(3), 'LETTER');
    assert.equal(d.exportable, false);
    assert.ok(sentences(d).some((s) => s.claims.some((c) => c.kind === 'PLACEHOLDER')));
    const hole = sentences(d).find((s) => s.text.includes('inconnu'));
    const owned = await change(`ownSentence(sentenceId:"${hole.id}")`, d.id);
    assert.equal(owned.errors[0].extensions.code, 'BAD_USER_INPUT', 'a hole is nobody\'s claim');
  });
  await step('composed in the moment in which the analysis is written', async () => {
    const jobs = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({ ...job(1), id: 9_000_000 + n + Math.floor(Math.random() * 1e8), absolute_url: `https://boards.example.org/doc/${id}/delta${n}`, company_name: `Delta ${n}`, content: `Notre équipe ${n} cherche un développeur C++ sous Linux pour le projet numéro ${n}, à ${['Brest', 'Pau', 'Metz', 'Dijon', 'Nice', 'Tours', 'Caen', 'Reims'][n - 1]}.` }));
    const had = events.list.filter((e) => e.type === 'ANALYSIS_DONE').length;
    assert.equal((await run(['ingest', 'greenhouse', '-'], stack.env, JSON.stringify({ jobs, meta: { total: jobs.length } }))).code, 0);
    const { jobFeed } = await user.gql('{ jobFeed(status:PENDING) { id company } }');
    const there = jobFeed.filter((j) => j.company.startsWith('Delta'));
    assert.equal(there.length, jobs.length);
    for (const j of there) {
      const { approveJob } = await user.gql('mutation($j:ID!){ approveJob(jobFeedId:$j){ id } }', { j: j.id });
      await Promise.all([compose(approveJob.id, 'LETTER'), compose(approveJob.id, 'CV')]);
    }
    await events.until(() => events.list.filter((e) => e.type === 'ANALYSIS_DONE').length >= had + there.length);
  });
  await step('a link dies with its session', async () => {
    const { exportDocument: file } = await user.gql('mutation($d:ID!){ exportDocument(documentId:$d, format:DOCX){ url } }', { d: (await compose(app, 'CV')).id });
    assert.equal((await get(user, file.url)).status, 200);
    await user.gql('mutation{ logout }');
    assert.equal((await get(user, file.url)).status, 401);
  });
  events.close();
} catch (e) {
  failed++;
  console.log(`FAIL ${e.stack}`);
} finally {
  await stack.stop();
}
process.exit(failed ? 1 : 0);
