// The app without a connection: its own files, kept under the version they were built as. Data is none of its business: what
// was read lies in IndexedDB (shared/kept.ts), what was decided in the outbox.
//
//   jobmate-app-<version>     every file of one build; a new build is fetched beside it and takes over when the person says so
//
// A window that still runs the build before finds that one's files for as long as the next build lasts.
declare const self: ServiceWorkerGlobalScope;
export {};                                     // a module of its own: these names are nobody else's
declare const VERSION: string;                 // of this build, and its files: put in by vite.config.ts
declare const FILES: readonly string[];

const prefix = 'jobmate-app-';
const own = prefix + VERSION;
const forAnyEncoding = { ignoreVary: true };   // stored as text, whatever it came compressed with

// A name below /assets changes with the content, so what an earlier build left under it is the same.
async function fetched(file: string): Promise<Response> {
  const known = file.startsWith('/assets/') ? await caches.match(file, forAnyEncoding) : undefined;
  if (known) return known;
  const response = await fetch(file, { cache: 'no-cache', credentials: 'omit' });
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return response;
}

self.addEventListener('install', (e) => e.waitUntil((async () => {
  const cache = await caches.open(own);
  await Promise.all(FILES.map(async (file) => cache.put(file, await fetched(file))));
})()));

self.addEventListener('activate', (e) => e.waitUntil((async () => {
  const builds = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== own);
  await Promise.all(builds.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

self.addEventListener('message', (e) => { if (e.data === 'take-over') void self.skipWaiting(); });

// The app's pages have no ending and none of the server's own beginnings.
const isPage = (path: string) => !/^\/(graphql|events|cv|documents|export|health|ready|metrics)(\/|$)/.test(path) && !/\.[^/]*$/.test(path);

self.addEventListener('fetch', (e) => {
  const { request } = e;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  const file = request.mode === 'navigate' ? (isPage(url.pathname) ? '/' : undefined) : url.pathname.startsWith('/assets/') || FILES.includes(url.pathname) ? url.pathname : undefined;
  if (file) e.respondWith(kept(file, request));
});

async function kept(file: string, request: Request): Promise<Response> {
  return await (await caches.open(own)).match(file, forAnyEncoding) ?? (file === '/' ? undefined : await caches.match(file, forAnyEncoding)) ?? fetch(request);
}
