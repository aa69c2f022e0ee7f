// CVs in other scripts as a browser prints them (fonts embedded as subsets, right-to-left text shaped and placed by its engine): uploaded,
// read, and every fact as it was written. The browser is the one the web tests use; without it this is skipped.   node scripts.mjs
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { start } from '../lib/stack.mjs';
import { Client } from '../lib/client.mjs';

if (spawnSync('chromium', ['--version']).status !== 0) { console.log('chromium is not installed: skipped'); process.exit(77); }

const people = [
  { lang: 'zh', name: '王小明', title: '高级软件工程师', company: '示例科技有限公司', bullets: ['负责设计实时监控平台', '带领 12 人团队迁移到 PostgreSQL'], degree: '计算机科学硕士', school: '示例大学', skills: ['数据库设计', 'Python'] },
  { lang: 'ja', name: '山田太郎', title: 'ソフトウェアエンジニア', company: '株式会社サンプル', bullets: ['リアルタイム監視システムを設計した'], degree: '情報工学修士', school: 'サンプル大学', skills: ['データベース設計', 'Rust'] },
  { lang: 'ar', rtl: true, name: 'ليلى المثال', title: 'مهندسة برمجيات أولى', company: 'شركة المثال للتقنية', bullets: ['صممت منصة مراقبة لعدد 240 قطارا', 'نقلت الخدمات إلى PostgreSQL 12 في ستة أشهر'], degree: 'ماجستير علوم الحاسوب', school: 'جامعة المثال', skills: ['تصميم قواعد البيانات', 'Kafka'] },
  { lang: 'he', rtl: true, name: 'נועה לדוגמה', title: 'מהנדסת תוכנה בכירה', company: 'חברת הדוגמה', bullets: ['תכננה מערכת ניטור עבור 240 רכבות', 'העבירה שירותים אל Kubernetes ללא השבתה'], degree: 'תואר שני במדעי המחשב', school: 'אוניברסיטת הדוגמה', skills: ['תכנון מסדי נתונים', 'Go'] },
  { lang: 'el', name: 'Νίκη Παράδειγμα', title: 'Μηχανικός λογισμικού', company: 'Εταιρεία Δείγμα ΑΕ', bullets: ['Σχεδίασε την πλατφόρμα παρακολούθησης'], degree: 'Μεταπτυχιακό στην πληροφορική', school: 'Πανεπιστήμιο Δείγματος', skills: ['Βάσεις δεδομένων', 'Java'] },
  { lang: 'ru', name: 'Анна Примерова', title: 'Ведущий инженер-программист', company: 'Пример и партнёры', bullets: ['Спроектировала систему наблюдения за поездами'], degree: 'Магистр информатики', school: 'Примерный университет', skills: ['Базы данных', 'Docker'] },
];
const page = (p) => `<!doctype html><html lang="${p.lang}" dir="${p.rtl ? 'rtl' : 'ltr'}"><meta charset="utf-8"><style>@page{size:A4;margin:18mm} body{font:11pt "DejaVu Sans","Droid Sans Fallback",sans-serif} h1{font-size:22pt;margin:0} h2{font-size:14pt} p{margin:2pt 0} ul{margin:2pt 0}</style>
<h1>${p.name}</h1><p>${p.title}</p><p dir="ltr">${p.lang}.someone@example.org | +33 6 12 34 56 78</p>
<h2>Experience</h2><p><b>${p.title}</b></p><p>${p.company}</p><p dir="ltr">03/2020 – 06/2025</p><ul>${p.bullets.map((b) => `<li>${b}</li>`).join('')}</ul>
<p><b>${p.title}</b></p><p>${p.school}</p><p dir="ltr">09/2017 – 02/2020</p><ul><li>${p.bullets[0]}</li></ul>
<h2>Education</h2><p><b>${p.degree}</b></p><p>${p.school}</p><p dir="ltr">2015 – 2017</p>
<h2>Skills</h2><ul>${p.skills.map((s) => `<li>${s}</li>`).join('')}</ul></html>`;

const dir = mkdtempSync(path.join(tmpdir(), 'jobmate-scripts-'));
const stack = await start('one');
let failed = 0;
try {
  for (const p of people) {
    try {
      const html = path.join(dir, `${p.lang}.html`), pdf = path.join(dir, `${p.lang}.pdf`);
      writeFileSync(html, page(p));
      execFileSync('chromium', ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${dir}/profile`, '--no-pdf-header-footer', `--print-to-pdf=${pdf}`, `file://${html}`], { stdio: 'ignore', timeout: 120_000 });
      const user = await new Client(stack.url).register();
      const events = await user.events();
      await user.uploadCV(readFileSync(pdf), `${p.lang}.pdf`);
      const e = await events.until((x) => x.type === 'CV_PARSED', 60_000);
      events.close();
      assert.equal(e.error, undefined, e.error);
      const { cvReview: facts } = await user.gql('{ cvReview { section field value } }');
      if (process.env.SHOW) console.log(JSON.stringify(facts, null, 1));
      const value = (field) => facts.find((f) => f.field === field)?.value;
      assert.equal(value('fullName') ?? value('name'), p.name);
      assert.equal(value('title'), p.title);
      assert.equal(value('email'), `${p.lang}.someone@example.org`);
      assert.equal(value('phone'), '+33 6 12 34 56 78');
      const jobs = facts.filter((f) => f.section === 'EXPERIENCE').map((f) => f.value);
      assert.deepEqual(jobs.map((j) => [j.title, j.company, j.startDate, j.endDate]), [[p.title, p.company, '2020-03', '2025-06'], [p.title, p.school, '2017-09', '2020-02']]);
      assert.deepEqual(jobs[0].bullets, p.bullets);
      const [school] = facts.filter((f) => f.section === 'EDUCATION').map((f) => f.value);
      assert.deepEqual([school.degree, school.school, school.endDate], [p.degree, p.school, '2017']);
      assert.deepEqual(facts.filter((f) => f.section === 'SKILLS').map((f) => f.value.name ?? f.value), p.skills);
      console.log(`ok   ${p.lang}`);
    } catch (e) {
      failed++;
      console.log(`FAIL ${p.lang}: ${e.stack}`);
    }
  }
} finally {
  await stack.stop();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
