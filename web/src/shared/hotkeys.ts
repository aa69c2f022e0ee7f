// One letter per action, in the screen that is shown. Never while typing, never with a dialog open, and off altogether when
// the person switched single letters off (WCAG 2.1.4). Ctrl/Cmd-K always works.
import { useEffect, useRef } from 'react';
import { preferences } from './preferences';

export type Keys = Readonly<Record<string, ((e: KeyboardEvent) => void) | undefined>>;

export const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|button|submit)$/.test((target as HTMLInputElement).type)));

export function useHotkeys(keys: Keys) {
  const current = useRef(keys);
  useEffect(() => { current.current = keys; });
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || isTyping(e.target) || !preferences.get().shortcuts) return;
      if (document.querySelector('dialog[open], [role="menu"]')) return;
      const run = current.current[e.key.length === 1 ? e.key.toLowerCase() : e.key];
      if (!run) return;
      e.preventDefault();
      run(e);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
