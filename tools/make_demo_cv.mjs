// Makes the demo CVs of data/cv: invented people, PDF drawn from text with the standard fonts, and one as a scanner would give it
// (needs pdftoppm, of poppler-utils).   node tools/make_demo_cv.mjs
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

const winAnsi = (s) => Buffer.from([...s].map((c) => ({ '–': 0x96, '—': 0x97, '•': 0x95, '’': 0x92, 'œ': 0x9c, '€': 0x80 })[c] ?? c.charCodeAt(0)));
const escaped = (s) => winAnsi(s).toString('latin1').replace(/[\\()]/g, '\\$&');

// lines: [x, y from the top, size, bold, text]; boxes: [x, y, width, height, gray]
function pdf(lines, boxes = []) {
  const content = boxes.map(([x, y, w, h, g]) => `${g} g ${x} ${842 - y - h} ${w} ${h} re f 0 g`)
    .concat(lines.map(([x, y, size, bold, text]) => `BT /F${bold ? 2 : 1} ${size} Tf ${x} ${842 - y} Td (${escaped(text)}) Tj ET`)).join('\n');
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>',
    `<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`,
    ...['Helvetica', 'Helvetica-Bold'].map((f) => `<< /Type /Font /Subtype /Type1 /BaseFont /${f} /Encoding /WinAnsiEncoding >>`)];
  let out = '%PDF-1.4\n';
  const at = objects.map((o, i) => { const from = Buffer.byteLength(out, 'latin1'); out += `${i + 1} 0 obj\n${o}\nendobj\n`; return from; });
  const xref = Buffer.byteLength(out, 'latin1');
  out += `xref\n0 ${at.length + 1}\n0000000000 65535 f \n${at.map((n) => `${String(n).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<< /Size ${at.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(out, 'latin1');
}

const column = (x, y, items) => { const out = []; for (const [size, bold, text, gap = 0] of items) { y += gap; out.push([x, y, size, bold, text]); y += size * 1.35; } return out; };

writeFileSync('data/cv/side_bar_fr.pdf', pdf([
  ...column(40, 60, [[11, 1, 'CONTACT'], [9, 0, 'nora.exemple@example.org'], [9, 0, '06 55 50 12 34'], [9, 0, 'Lyon'],
    [11, 1, 'COMPÉTENCES', 14], [9, 0, '• C++'], [9, 0, '• Rust'], [9, 0, '• PostgreSQL'], [9, 0, '• Docker'], [9, 0, '• Kafka'],
    [11, 1, 'LANGUES', 14], [9, 0, 'Français : langue maternelle'], [9, 0, 'Anglais : C1']]),
  ...column(230, 62, [[20, 1, 'Nora Exemple'], [10, 0, 'Développeuse C++ senior'],
    [11, 1, 'PROFIL', 14], [9, 0, 'Dix ans de services temps réel, du capteur à la base de données.'],
    [11, 1, 'EXPÉRIENCE PROFESSIONNELLE', 14], [10, 1, 'Développeuse C++ senior'], [9, 0, 'Aube Mobilité, Lyon'], [9, 0, 'mars 2020 – présent'], [9, 0, '• Moteur de routage en C++20, 4 ms par requête'], [9, 0, '• Passage de l’équipe aux revues de code'],
    [10, 1, 'Développeuse backend', 8], [9, 0, 'Grain Logistique, Grenoble'], [9, 0, 'septembre 2015 – février 2020'], [9, 0, '• Suivi de colis sur PostgreSQL et Kafka'],
    [11, 1, 'FORMATION', 14], [10, 1, 'Diplôme d’ingénieur'], [9, 0, 'INSA Lyon'], [9, 0, '2015']]),
], [[30, 45, 170, 330, 0.93]]));

writeFileSync('data/cv/single_en.pdf', pdf(column(50, 60, [[20, 1, 'Sam Sample'], [10, 0, 'Data engineer'], [9, 0, 'Manchester | +44 7700 900123 | sam.sample@example.org'],
  [12, 1, 'Summary', 12], [9, 0, 'Builds pipelines that say what they dropped, and why.'],
  [12, 1, 'Experience', 12], [10, 1, 'Data engineer — Quarry Analytics, Leeds'], [9, 0, 'Jan 2021 - Present'], [9, 0, '- Moved nightly batches to streams'],
  [10, 1, 'Analyst — Harbour Retail, Manchester', 6], [9, 0, 'Jun 2017 - Dec 2020'], [9, 0, '- Forecasts for 40 shops'],
  [12, 1, 'Education', 12], [9, 0, 'BSc Mathematics, University of Leeds'], [9, 0, '2017'],
  [12, 1, 'Skills', 12], [9, 0, 'Python, SQL, Spark, Airflow'],
  [12, 1, 'Languages', 12], [9, 0, 'English (native)'], [9, 0, 'German (B1)']])));

// The page as a picture without text: 200 dpi, black or white, a little askew, with specks.
function scan(file) {
  const pgm = execFileSync('pdftoppm', ['-gray', '-r', '200', file], { maxBuffer: 1e8 });
  const [head, w, h] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(pgm.subarray(0, 40).toString('latin1')).map((x, i) => (i ? Number(x) : x.length));
  const row = (w + 7) >> 3, bits = Buffer.alloc(row * h, 0xff), angle = 0.006;
  for (let y = 0, n = 1; y < h; y++)
    for (let x = 0; x < w; x++) {
      const sx = Math.round(x + (y - h / 2) * angle), sy = Math.round(y - (x - w / 2) * angle);
      n = (n * 1103515245 + 12345) & 0x7fffffff;
      const dark = sx >= 0 && sy >= 0 && sx < w && sy < h && pgm[head + sy * w + sx] < 150;
      if (dark !== (n % 6007 === 0)) bits[y * row + (x >> 3)] &= ~(0x80 >> (x & 7));
    }
  const image = deflateSync(bits, { level: 9 });
  const content = 'q 595 0 0 842 0 0 cm /I Do Q';
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    Buffer.concat([Buffer.from(`<< /Type /XObject /Subtype /Image /Width ${w} /Height ${h} /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode /Length ${image.length} >>\nstream\n`), image, Buffer.from('\nendstream')])];
  const parts = [Buffer.from('%PDF-1.4\n')];
  objects.forEach((o, i) => parts.push(Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(o), Buffer.from('\nendobj\n')));
  parts.push(Buffer.from(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\n%%EOF\n`));
  return Buffer.concat(parts);
}
writeFileSync('data/cv/scan_fr.pdf', scan('data/cv/side_bar_fr.pdf'));
