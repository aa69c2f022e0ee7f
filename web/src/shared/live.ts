// The server's events, by the session's cookie, from where this page left off. One stream a tab; the browser resumes it by
// itself with the last id, and where it gives up (the server was down for long, the computer slept) we open a new one there.
import { eventsUrl } from './api';
import { createStore, useStore } from './store';

export interface LiveEvent { readonly type: string; readonly mutationId?: string; readonly [key: string]: unknown }
type Handler = (event: LiveEvent) => void;

const handlers = new Map<string, Handler[]>();
// `away`: there has been no stream for so long that it is worth saying.
const store = createStore<{ connected: boolean; online: boolean; away: boolean }>({ connected: false, away: false, online: typeof navigator === 'undefined' || navigator.onLine });
export const useLive = () => useStore(store, (s) => s);
export const isOnline = () => store.get().online;

// `refused`: an answer that is no stream; it is tried again all the same.
// `resync`: events were missed that cannot be replayed; read what you show again.
export const onEvent = (type: string, handler: Handler) => { handlers.set(type, [...(handlers.get(type) ?? []), handler]); };
const tell = (event: LiveEvent) => { for (const h of handlers.get(event.type) ?? []) h(event); };

const retry_ms_max = 15_000;
let source: EventSource | undefined;
let lastId: string | undefined;
let retry_ms = 500;
let timer: ReturnType<typeof setTimeout> | undefined;
const away_ms = 6000;
let leaving: ReturnType<typeof setTimeout> | undefined;
const lost = () => { store.set({ connected: false }); leaving ??= setTimeout(() => store.set({ away: true }), away_ms); };
const found = () => { clearTimeout(leaving); leaving = undefined; store.set({ connected: true, online: true, away: false }); };

function open() {
  clearTimeout(timer);
  source?.close();
  source = new EventSource(eventsUrl(lastId), { withCredentials: true });
  source.onopen = () => { retry_ms = 500; found(); tell({ type: 'reconnected' }); };
  source.onmessage = (message) => {
    if (message.lastEventId) lastId = message.lastEventId;
    tell(JSON.parse(message.data as string) as LiveEvent);
  };
  source.onerror = () => {
    lost();
    if (source?.readyState !== EventSource.CLOSED) return;
    tell({ type: 'refused' });
    timer = setTimeout(open, retry_ms);
    retry_ms = Math.min(retry_ms * 2, retry_ms_max);
  };
}

const onOnline = () => { store.set({ online: true }); retry_ms = 500; open(); };
const onOffline = () => store.set({ online: false, connected: false });
export function startLive() {
  addEventListener('online', onOnline);
  addEventListener('offline', onOffline);
  open();
}
export function stopLive() {
  removeEventListener('online', onOnline);
  removeEventListener('offline', onOffline);
  clearTimeout(timer);
  clearTimeout(leaving);
  leaving = undefined;
  source?.close();
  source = undefined;
  lastId = undefined;
  store.set({ connected: false, away: false });
}
