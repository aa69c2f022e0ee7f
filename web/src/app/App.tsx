import { Component, lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { Welcome } from '../features/auth/Welcome';
import { useSession } from '../shared/session';
import { useT, type MessageKey } from '../shared/i18n';
import { isTyping, useHotkeys } from '../shared/hotkeys';
import { preferences } from '../shared/preferences';
import { navigate, usePath } from '../shared/router';
import { Button, Skeleton } from '../shared/ui';
import { Notices } from './Notices';
import { Navigation } from './Navigation';
import { HelpSheet } from './HelpSheet';
import { screens, screenOf } from './screens';

const Palette = lazy(() => import('./Palette').then((m) => ({ default: m.Palette })));

class Boundary extends Component<{ children: ReactNode; fallback: (retry: () => void) => ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() { return { failed: true }; }
  override render() { return this.state.failed ? this.props.fallback(() => this.setState({ failed: false })) : this.props.children; }
}

export function App() {
  const { state } = useSession();
  return (
    <>
      {state === 'unknown' ? <div className="boot" aria-hidden="true"><span className="boot-mark">JobMate</span></div> : state === 'out' ? <Welcome /> : <Shell />}
      <Notices />
    </>
  );
}

function Shell() {
  const t = useT();
  const path = usePath();
  const [sheet, setSheet] = useState<'help' | 'palette' | undefined>();
  const main = useRef<HTMLElement>(null);
  const screen = screenOf(path);
  const title = t(`nav.${screen.id}` as MessageKey);

  useEffect(() => { document.title = `${title} · JobMate`; }, [title]);
  // A new screen begins at its heading, for the keyboard and for screen readers.
  const first = useRef(true);
  useEffect(() => {
    if (first.current) { first.current = false; return; }
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [screen.id]);

  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === 'k') { e.preventDefault(); setSheet((s) => (s === 'palette' ? undefined : 'palette')); }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  // g, then the screen's letter: heard before the screen's own keys.
  useEffect(() => {
    let since = 0;
    const onKey = (e: KeyboardEvent) => {
      const to = Date.now() - since < 1500 ? screens.find((s) => s.key === e.key.toLowerCase()) : undefined;
      since = 0;
      if (e.ctrlKey || e.metaKey || e.altKey || isTyping(e.target) || !preferences.get().shortcuts || document.querySelector('dialog[open]')) return;
      if (to) { e.preventDefault(); e.stopPropagation(); navigate(to.path); } else if (e.key.toLowerCase() === 'g') since = Date.now();
    };
    addEventListener('keydown', onKey, true);
    return () => removeEventListener('keydown', onKey, true);
  }, []);
  useHotkeys({ '?': () => setSheet('help') });

  const Screen = screen.component;
  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={(e) => { e.preventDefault(); main.current?.focus(); }}>{t('shell.skip')}</a>
      <Navigation current={screen.id} onPalette={() => setSheet('palette')} onHelp={() => setSheet('help')} />
      <main id="main" ref={main} tabIndex={-1} aria-label={title}>
        <Boundary key={screen.id} fallback={(retry) => (
          <div className="empty" role="alert">
            <h2>{t('error.screen_title')}</h2><p>{t('error.screen_text')}</p>
            <Button look="main" onClick={retry}>{t('action.retry')}</Button>
          </div>
        )}>
          <Suspense fallback={<div className="page"><Skeleton lines={6} /></div>}><Screen /></Suspense>
        </Boundary>
      </main>
      {sheet === 'help' && <HelpSheet screen={screen.id} onClose={() => setSheet(undefined)} />}
      {sheet === 'palette' && <Suspense fallback={null}><Palette onClose={() => setSheet(undefined)} onHelp={() => setSheet('help')} /></Suspense>}
    </div>
  );
}
