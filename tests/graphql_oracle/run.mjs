// node run.mjs TOOL [--documents N] [--seed S] [--write]
//
// Compares our parser, printer and validation with graphql-js: on the corpus, whose expectations both must meet, and on
// N generated and mutated documents. --write puts graphql-js' answers (ours for [spec] cases) into the corpus: review them.
import { check, schemaOf, time, value } from './oracle.mjs';
import { ask } from './tool.mjs';
import { difference } from './compare.mjs';
import { expectation, readCorpus, writeCorpus } from './corpus.mjs';
import { generate } from './generate.mjs';
import { typical } from './typical.mjs';

const [tool, ...options] = process.argv.slice(2);
const option = (name, fallback) => options.includes(name) ? Number(options[options.indexOf(name) + 1]) : fallback;
const seed = option('--seed', 1), documents = option('--documents', 4000);
const commands = { document: 'check', value: 'value', schema: 'schema' };
const asked = { document: (s) => check(s, false), value, schema: schemaOf };
let failures = 0;
function failed(what, source, why) {
  if (++failures <= 10) console.error(`\nDIFFERS ${what}\n${source}\n${why}`);
}

// ---- the corpus ----
const files = readCorpus();
const cases = files.flatMap((f) => f.cases.map((c) => ({ ...c, at: c, file: f.name, kind: f.kind })));
const ours = await ask(tool, cases.map((c) => ({ command: commands[c.kind], source: c.source })));
cases.forEach((c, i) => {
  const theirs = c.spec ? ours[i] : asked[c.kind](c.source.toString());
  const why = difference(c.kind, c.source, ours[i], theirs);
  if (why) failed(`${c.file}: ${c.title}`, c.source, why);
  if (options.includes('--write')) c.at.expected = expectation(c.kind, c.kind === 'schema' ? ours[i] : theirs);
  else if (c.kind !== 'schema' && expectation(c.kind, theirs).join('\n') !== c.at.expected.join('\n'))
    failed(`${c.file}: ${c.title}`, c.source, `stored expectation\n${c.at.expected.join('\n')}\nbut graphql-js says\n${expectation(c.kind, theirs).join('\n')}`);
});
if (options.includes('--write')) writeCorpus(files);
console.log(`corpus: ${cases.length} cases`);

// ---- generated documents ----
const generated = generate(seed, documents, cases.filter((c) => c.kind === 'document' && !c.spec).map((c) => c.source.toString()));
const answers = await ask(tool, generated.map((text, i) => ({ command: 'check', source: Buffer.from(text), suggest: i % 2 === 1 })));
let valid = 0, broken = 0;
generated.forEach((text, i) => {
  let theirs;
  try {
    theirs = check(text, i % 2 === 1);
  } catch (e) {
    if (!/@skip|@include/.test(text)) throw e;         // graphql-js 16 trips over conditions at the root of a subscription
    return;
  }
  if (theirs.errors.length === 0) ++valid;
  if (theirs.printed === undefined) ++broken;
  const why = difference('document', Buffer.from(text), answers[i], theirs);
  if (why) failed(`generated document ${i} of seed ${seed}`, text, why);
});
console.log(`generated: ${generated.length} documents (${valid} valid, ${broken} not parseable), seed ${seed}`);

// ---- speed, for information ----
for (const [name, text] of Object.entries(typical)) {
  const [{ ns, errors }] = await ask(tool, [{ command: 'time', source: Buffer.from(text) }]);
  if (errors > 0) failed(`typical document ${name}`, text, 'is not valid');
  const theirs = time(text);
  console.log(`parse + validate ${name}: ${(ns / 1000).toFixed(1)} us, graphql-js ${(theirs / 1000).toFixed(1)} us (${(theirs / ns).toFixed(1)} times)`);
}

if (failures > 0) {
  console.error(`\n${failures} differences`);
  process.exit(1);
}
