import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/index.css';
// Their kinds of operations, for those that wait from an earlier visit.
import './features/add/add_store';
import './features/inbox/regroup';
import { App } from './app/App';
import { startInstalled } from './shared/installed';
import { clearDrafts } from './features/documents/drafts';
import { stopDocuments } from './features/documents/documents_store';
import { stopWordings } from './features/documents/wording';
import { stopBoard } from './features/board/board_store';
import { stopSearches } from './features/searches/searches_store';
import { stopQuarantine } from './features/inbox/quarantine_store';
import { startInbox, stopInbox } from './features/inbox/inbox_store';
import { forgetQuotes } from './features/inbox/quote';
import { stopExceptions } from './features/searches/exceptions_store';
import { stopMySources } from './features/sources/watch_store';
import { forgetBoardNames } from './features/sources/board_names';
import { forgetKept } from './shared/kept';
import { startLive, stopLive } from './shared/live';
import { emptyOutbox, startOutbox } from './shared/outbox';
import { startPreferences } from './shared/preferences';
import { startRouter } from './shared/router';
import { session, startSession, whenLeaving } from './shared/session';

startPreferences();
startRouter();
whenLeaving(emptyOutbox);
whenLeaving(clearDrafts);

// What runs while somebody is signed in.
let running: string | undefined;
session.subscribe(() => {
  const user = session.get().state === 'in' ? session.get().user?.id : undefined;
  if (user === running) return;
  if (running) { forgetKept(); stopLive(); stopInbox(); stopBoard(); stopDocuments(); stopWordings(); stopSearches(); stopQuarantine(); forgetQuotes(); forgetBoardNames(); stopExceptions(); stopMySources(); }
  running = user;
  if (user) { startLive(); startInbox(); void startOutbox(); }
});
void startSession();
startInstalled();
createRoot(document.getElementById('root')!).render(<StrictMode><App /></StrictMode>);
