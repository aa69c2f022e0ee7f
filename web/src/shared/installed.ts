// The service worker's life as the page sees it, and the browser's offer to install the app.
import { onEvent } from './live';
import { createStore, useStore } from './store';

interface InstallPrompt extends Event { prompt(): Promise<void>; readonly userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }> }
interface Installed { readonly update: 'none' | 'waiting' | 'taken'; readonly canInstall: boolean }

const store = createStore<Installed>({ update: 'none', canInstall: false });
export const useInstalled = () => useStore(store, (s) => s);

let registration: ServiceWorkerRegistration | undefined;
let offered: InstallPrompt | undefined;
const lookEvery_ms = 3_600_000;

// The page allows script from one address of ours only (the policy of its Content-Security-Policy).
interface Policies { createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string } }
const worker = () => {
  const policies = (globalThis as unknown as { trustedTypes?: Policies }).trustedTypes;
  return policies?.createPolicy('jobmate', { createScriptURL: (url) => { if (url !== '/sw.js') throw new TypeError(url); return url; } }).createScriptURL('/sw.js') ?? '/sw.js';
};

const settled_ms = 6000;

export function startInstalled() {
  addEventListener('beforeinstallprompt', (e) => { e.preventDefault(); offered = e as InstallPrompt; store.set({ canInstall: true }); });
  addEventListener('appinstalled', () => { offered = undefined; store.set({ canInstall: false }); });
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // Well after the first screen: what is fetched for later (all the app's files) must not make it wait.
  const later = () => { setTimeout(() => { void register(); }, settled_ms); };
  if (document.readyState === 'complete') later(); else addEventListener('load', later);
}

async function register() {
  const had = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener('controllerchange', () => { if (asked) location.reload(); else if (had) store.set({ update: 'taken' }); });
  try {
    registration = await navigator.serviceWorker.register(worker() as string, { updateViaCache: 'none' });
  } catch { return; }                          // forbidden, or no connection: the next visit tries again
  const look = () => { if (registration?.waiting && navigator.serviceWorker.controller) store.set({ update: 'waiting' }); };
  look();
  registration.addEventListener('updatefound', () => { registration?.installing?.addEventListener('statechange', look); });
  setInterval(checkForUpdate, lookEvery_ms);
  onEvent('reconnected', checkForUpdate);      // a server that came back may be a new one
}
const checkForUpdate = () => { registration?.update().catch(() => {}); };

// The new version replaces the page's; in other windows of this browser it says that it is there.
let asked = false;
export function takeUpdate() {
  asked = true;
  if (registration?.waiting) registration.waiting.postMessage('take-over'); else location.reload();
}

export async function install(): Promise<boolean> {
  const prompt = offered;
  if (!prompt) return false;
  offered = undefined;
  store.set({ canInstall: false });
  await prompt.prompt();
  return (await prompt.userChoice).outcome === 'accepted';
}
