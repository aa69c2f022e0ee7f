// A company's own web site: pages by path, and what was asked of it.
//   const site = await startSite();
//   site.page('/jobs', '<h1>…')      site.posting('/jobs/1', { title: 'Cooper' })      site.say('/jobs/2', { status: 503 })
//   OUTBOUND_TEST_ROUTES: `acme.example.org=${site.at}`
// It answers If-None-Match, and refuses what its robots.txt refuses by writing it down: site.violations.
import { createServer } from 'node:http';
import { createHash } from 'node:crypto';

export async function startSite() {
  const pages = new Map();
  const site = { pages, requests: [], violations: [], closed: [] };
  const server = createServer(async (req, res) => {
    site.requests.push({ path: req.url, headers: req.headers, at: Date.now() });
    if (site.closed.some((p) => req.url.startsWith(p))) site.violations.push(`${req.url} is closed to programs`);
    const page = pages.get(req.url) ?? { status: 404, body: 'nothing' };
    const body = Buffer.from(page.body ?? '');
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`, status = page.status ?? 200;
    if (status === 200 && page.etag !== false && req.headers['if-none-match'] === etag) { res.writeHead(304, { etag }).end(); return; }
    res.writeHead(status, { 'content-type': page.type ?? 'text/html; charset=utf-8', 'content-length': body.length, ...(status === 200 && page.etag !== false && { etag }), ...page.headers });
    res.end(body);
  });
  await new Promise((r) => server.listen(0, '127.0.0.1', r));
  site.at = `127.0.0.1:${server.address().port}`;
  site.say = (path, page) => pages.set(path, page);
  site.page = (path, body) => site.say(path, { body });
  site.posting = (path, { title, id = path, company = 'Acme Barrels', place = 'Lyon', ...more }) => site.page(path, `<!doctype html><title>x</title><script type="application/ld+json">${JSON.stringify({ '@context': 'https://schema.org', '@type': 'JobPosting', title, identifier: id, hiringOrganization: { '@type': 'Organization', name: company }, jobLocation: { address: { addressLocality: place, addressCountry: 'FR' } }, description: `<p>${title}, at ${path}.</p>`, ...more })}</script>`);
  site.sitemap = (path, entries) => site.say(path, { type: 'application/xml', body: `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${entries.map(([loc, date]) => `<url><loc>${loc}</loc>${date ? `<lastmod>${date}</lastmod>` : ''}</url>`).join('')}</urlset>` });
  site.stop = () => new Promise((r) => { server.closeAllConnections(); server.close(r); });
  return site;
}
