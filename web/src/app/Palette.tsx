// Ctrl/Cmd-K: every screen and command by name, with its shortcut; offers and cards by title.
import { useId, useMemo, useState } from 'react';
import { fold } from '../shared/text';
import { useT, type MessageKey } from '../shared/i18n';
import { choose, usePreferences } from '../shared/preferences';
import { navigate } from '../shared/router';
import { logout } from '../shared/session';
import { explain } from '../shared/errors';
import { toast } from '../shared/announce';
import { useLoadedOffers } from '../features/inbox/inbox_store';
import { Dialog, Icon, type IconName } from '../shared/ui';
import { screens } from './screens';

interface Entry { id: string; label: string; detail?: string | undefined; icon: IconName; shortcut?: string; run: () => void }
const shown_max = 40;

export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const t = useT();
  const { theme, language } = usePreferences();
  const offers = useLoadedOffers();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();

  const entries = useMemo<Entry[]>(() => [
    ...screens.map((s) => ({ id: s.id, label: t(`nav.${s.id}` as MessageKey), icon: s.icon, shortcut: `G ${s.key.toUpperCase()}`, run: () => navigate(s.path) })),
    { id: 'theme', label: t(theme === 'dark' ? 'palette.light' : 'palette.dark'), icon: 'settings', run: () => choose({ theme: theme === 'dark' ? 'light' : 'dark' }) },
    { id: 'language', label: t('palette.language'), icon: 'settings', run: () => choose({ language: language === 'fr' ? 'en' : 'fr' }) },
    { id: 'help', label: t('help.title'), icon: 'help', shortcut: '?', run: onHelp },
    { id: 'logout', label: t('account.logout'), icon: 'out', run: () => { logout().catch((e) => toast(explain(e), { kind: 'error' })); } },
    ...offers.map((o) => ({ id: o.id, label: o.title ?? '', detail: [o.company, o.location].filter(Boolean).join(' · '), icon: 'inbox' as const, run: () => navigate(`/inbox/${o.id}`) })),
  ], [t, theme, language, offers, onHelp]);
  const words = fold(text).split(' ').filter(Boolean);
  const found = entries.filter((e) => { const f = fold(`${e.label} ${e.detail ?? ''}`); return words.every((w) => f.includes(w)); }).slice(0, words.length ? shown_max : screens.length + 4);
  const active = Math.min(at, found.length - 1);
  const run = (e: Entry | undefined) => { if (e) { onClose(); e.run(); } };

  return (
    <Dialog title={t('palette.title')} onClose={onClose} className="palette">
      <input className="palette-input" type="text" role="combobox" aria-label={t('palette.hint')} placeholder={t('palette.hint')} aria-expanded="true" aria-controls={list} aria-autocomplete="list"
        aria-activedescendant={found[active] ? `${list}-${active}` : undefined} data-autofocus value={text} onChange={(e) => { setText(e.target.value); setAt(0); }}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown') { e.preventDefault(); setAt(Math.min(active + 1, found.length - 1)); }
          else if (e.key === 'ArrowUp') { e.preventDefault(); setAt(Math.max(active - 1, 0)); }
          else if (e.key === 'Enter') { e.preventDefault(); run(found[active]); }
        }} />
      <ul role="listbox" id={list} aria-label={t('palette.title')} className="palette-list">
        {found.map((e, i) => (
          <li key={e.id} id={`${list}-${i}`} role="option" aria-selected={i === active} ref={i === active ? (el) => el?.scrollIntoView({ block: 'nearest' }) : undefined} onClick={() => run(e)} onPointerMove={() => setAt(i)}>
            <Icon name={e.icon} /><span>{e.label}{e.detail && <small>{e.detail}</small>}</span>{e.shortcut && <kbd>{e.shortcut}</kbd>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="note" role="status">{t('palette.nothing')}</p>}
    </Dialog>
  );
}
