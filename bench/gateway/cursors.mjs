// Ten cursors of each user of seed.sql, one a line: after 40, 80, … 400 items of the pending inbox (best rank first).
for (let u = 1; u <= 100; u++) {
  const items = [];
  for (let n = 0; n < 1000; n++) if (n % 10 < 7) { const i = u + 100 * n; items.push({ rank: (i * 37) % 101, id: `00000005-0000-7000-8000-${i.toString(16).padStart(12, '0')}` }); }
  items.sort((a, b) => b.rank - a.rank || (a.id < b.id ? 1 : -1));
  for (let k = 40; k <= 400; k += 40) console.log(`${items[k - 1].rank}.${items[k - 1].id}`);
}
