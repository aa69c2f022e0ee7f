#include "graphql/explorer.h"

namespace jm::graphql {

std::string_view explorer_page() {
  return R"page(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>GraphQL explorer</title>
<style>
  :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 22%, transparent); --soft: color-mix(in srgb, currentColor 6%, transparent); --accent: #2563eb; }
  * { box-sizing: border-box; }
  body { margin: 0; height: 100vh; display: grid; grid-template: auto 1fr / minmax(0, 5fr) minmax(0, 5fr) minmax(0, 3fr); font: 14px/1.45 system-ui, sans-serif; }
  header { grid-column: 1 / -1; display: flex; gap: .6rem; align-items: center; padding: .5rem .8rem; border-bottom: 1px solid var(--line); }
  header strong { margin-right: auto; }
  button, select, input { font: inherit; padding: .25rem .7rem; border: 1px solid var(--line); border-radius: .4rem; background: transparent; color: inherit; }
  button.run { background: var(--accent); border-color: var(--accent); color: white; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
  section { display: flex; flex-direction: column; min-height: 0; border-right: 1px solid var(--line); }
  label { padding: .3rem .8rem; font-size: 12px; background: var(--soft); border-bottom: 1px solid var(--line); }
  textarea, pre { margin: 0; padding: .7rem .8rem; border: 0; resize: none; background: transparent; color: inherit; font: 13px/1.5 ui-monospace, monospace; tab-size: 2; overflow: auto; }
  #query { flex: 3; } #variables, #headers { flex: 1; border-top: 1px solid var(--line); }
  #answer { flex: 1; white-space: pre-wrap; overflow-wrap: anywhere; }
  #docs { padding: .6rem .8rem; overflow: auto; }
  #docs h2 { font-size: 15px; margin: .4rem 0; } #docs dl { margin: 0; } #docs dt { font-family: ui-monospace, monospace; font-size: 12.5px; margin-top: .6rem; } #docs dd { margin: 0 0 0 .8rem; opacity: .8; }
  #docs a { color: var(--accent); cursor: pointer; text-decoration: none; } #docs del { opacity: .6; }
  #status { font-size: 12px; opacity: .8; }
  @media (max-width: 800px) { body { height: auto; display: block; } section { min-height: 45vh; } header { flex-wrap: wrap; } header strong { width: 100%; } }
</style>
<header>
  <strong>GraphQL explorer</strong>
  <span id="status" role="status"></span>
  <select id="history" aria-label="History"><option value="">History</option></select>
  <button id="format" title="Lay out the variables and headers">Format</button>
  <button id="run" class="run" title="Ctrl+Enter">Run</button>
</header>
<section>
  <label for="query">Operation (Ctrl+Enter runs it; the cursor chooses among several)</label>
  <textarea id="query" spellcheck="false" autocapitalize="off"></textarea>
  <label for="variables">Variables (JSON)</label>
  <textarea id="variables" spellcheck="false" placeholder="{}"></textarea>
  <label for="headers">Headers (JSON; kept until this tab is closed)</label>
  <textarea id="headers" spellcheck="false" placeholder='{"Authorization": "Bearer …"}'></textarea>
</section>
<section><label for="answer">Answer</label><pre id="answer" tabindex="0" aria-live="polite"></pre></section>
<section><label for="find">Schema</label><input id="find" type="search" placeholder="Find a type or field" aria-label="Find a type or field"><div id="docs"></div></section>
<script>
'use strict';
const $ = (id) => document.getElementById(id);
const kHistoryMax = 30;
const stored = (store, key, fallback) => { try { return JSON.parse(store.getItem(key)) ?? fallback; } catch { return fallback; } };
let history = stored(localStorage, 'graphql-explorer', []);

$('query').value = history[0]?.query ?? '{\n  __typename\n}\n';
$('variables').value = history[0]?.variables ?? '';
$('headers').value = sessionStorage.getItem('graphql-explorer-headers') ?? '';

function json(id) {
  const text = $(id).value.trim();
  if (!text) return {};
  try { return JSON.parse(text); } catch (e) { throw new Error(`The ${id} are not JSON: ${e.message}`); }
}

async function post(body) {
  const response = await fetch(location.pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json;q=0.9', ...json('headers') },
    body: JSON.stringify(body),
  });
  return { response, text: await response.text() };
}

// The operation around the cursor, by name; undefined if there is only one.
function operationName() {
  const found = [...$('query').value.matchAll(/^\s*(?:query|mutation|subscription)\s+(\w+)/gm)];
  if (found.length < 2) return undefined;
  const at = $('query').selectionStart;
  return (found.filter((m) => m.index <= at).pop() ?? found[0])[1];
}

async function run() {
  $('status').textContent = 'running …';
  const started = performance.now();
  try {
    const { response, text } = await post({ query: $('query').value, variables: json('variables'), operationName: operationName() });
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* shown as it came */ }
    $('answer').textContent = shown;
    $('status').textContent = `${response.status} · ${Math.round(performance.now() - started)} ms · ${text.length} characters`;
    remember();
  } catch (e) {
    $('answer').textContent = e.message;
    $('status').textContent = 'not sent';
  }
}

function remember() {
  const entry = { query: $('query').value, variables: $('variables').value };
  history = [entry, ...history.filter((h) => h.query !== entry.query)].slice(0, kHistoryMax);
  localStorage.setItem('graphql-explorer', JSON.stringify(history));
  sessionStorage.setItem('graphql-explorer-headers', $('headers').value);
  showHistory();
}

function showHistory() {
  $('history').replaceChildren(new Option('History', ''), ...history.map((h, i) => new Option(h.query.replace(/\s+/g, ' ').slice(0, 60), String(i))));
}

$('run').onclick = run;
$('history').onchange = (e) => {
  const h = history[e.target.value];
  if (h) { $('query').value = h.query; $('variables').value = h.variables; }
  e.target.value = '';
};
$('format').onclick = () => {
  for (const id of ['variables', 'headers']) {
    try { if ($(id).value.trim()) $(id).value = JSON.stringify(json(id), null, 2); } catch (e) { $('status').textContent = e.message; }
  }
};
document.addEventListener('keydown', (e) => { if ((e.ctrlKey || e.metaKey) && e.key === 'Enter') { e.preventDefault(); run(); } });
$('query').addEventListener('keydown', (e) => {
  if (e.key !== 'Tab' || e.shiftKey || e.ctrlKey || e.altKey) return;
  e.preventDefault();
  e.target.setRangeText('  ', e.target.selectionStart, e.target.selectionEnd, 'end');
});

// ---- the schema ----
const kType = 'kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } }';
const kArguments = `args(includeDeprecated: true) { name description defaultValue type { ${kType} } }`;
const kIntrospection = `{ __schema { queryType { name } mutationType { name } types {
  kind name description isOneOf
  fields(includeDeprecated: true) { name description deprecationReason ${kArguments} type { ${kType} } }
  inputFields(includeDeprecated: true) { name description defaultValue type { ${kType} } }
  enumValues(includeDeprecated: true) { name description deprecationReason }
  interfaces { name } possibleTypes { name } } } }`;
let types = new Map(), roots = [];

const element = (tag, ...children) => { const e = document.createElement(tag); e.append(...children.filter((c) => c != null)); return e; };
function typeLink(type) {
  if (type.kind === 'NON_NULL') return element('span', typeLink(type.ofType), '!');
  if (type.kind === 'LIST') return element('span', '[', typeLink(type.ofType), ']');
  return link(type.name);
}
function link(name) {
  const a = element('a', name);
  a.tabIndex = 0;
  a.onclick = () => showType(name);
  a.onkeydown = (e) => { if (e.key === 'Enter') showType(name); };
  return a;
}
function signature(f) {
  const args = (f.args ?? []).flatMap((a, i) => [i ? ', ' : '', a.name, ': ', typeLink(a.type), a.defaultValue ? ` = ${a.defaultValue}` : '']);
  const name = f.deprecationReason ? element('del', f.name) : f.name;
  return element('dt', name, ...(args.length ? ['(', ...args, ')'] : []), ...(f.type ? [': ', typeLink(f.type)] : []), f.defaultValue ? ` = ${f.defaultValue}` : '');
}
function members(list) {
  return element('dl', ...list.flatMap((f) => [signature(f), f.description ? element('dd', f.description) : null, f.deprecationReason ? element('dd', `Deprecated: ${f.deprecationReason}`) : null]).filter(Boolean));
}
function showType(name) {
  const t = types.get(name);
  if (!t) return;
  const related = [...(t.interfaces ?? []), ...(t.possibleTypes ?? [])];
  const all = element('a', '‹ all types');
  all.onclick = showAll;
  $('docs').replaceChildren(element('p', all), element('h2', `${t.name}`, ` — ${t.kind.toLowerCase().replace('_', ' ')}${t.isOneOf ? ' (exactly one field)' : ''}`),
    ...(t.description ? [element('p', t.description)] : []), ...(related.length ? [element('p', ...related.flatMap((r) => [link(r.name), ' ']))] : []),
    members([...(t.fields ?? []), ...(t.inputFields ?? []), ...(t.enumValues ?? [])]));
}
function showAll() {
  const wanted = $('find').value.toLowerCase();
  const matches = (t) => t.name.toLowerCase().includes(wanted) || [...(t.fields ?? []), ...(t.inputFields ?? [])].some((f) => f.name.toLowerCase().includes(wanted));
  const shown = [...types.values()].filter((t) => !t.name.startsWith('__') && matches(t)).sort((a, b) => roots.includes(b.name) - roots.includes(a.name) || a.name.localeCompare(b.name));
  $('docs').replaceChildren(element('dl', ...shown.flatMap((t) => [element('dt', link(t.name)), t.description ? element('dd', t.description) : '']).filter(Boolean)));
}
$('find').oninput = showAll;

async function loadSchema() {
  try {
    const { data, errors } = JSON.parse((await post({ query: kIntrospection })).text);
    if (!data) throw new Error(errors?.[0]?.message ?? 'no answer');
    types = new Map(data.__schema.types.map((t) => [t.name, t]));
    roots = [data.__schema.queryType?.name, data.__schema.mutationType?.name];
    showAll();
  } catch (e) {
    $('docs').textContent = `The schema could not be read: ${e.message}`;
  }
}
showHistory();
loadSchema();
</script>
</html>
)page";
}

}  // namespace jm::graphql
