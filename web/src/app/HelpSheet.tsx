// Every shortcut of the screen that is shown, and of everywhere.
import { useT, type MessageKey } from '../shared/i18n';
import { usePreferences } from '../shared/preferences';
import { Dialog } from '../shared/ui';
import { screens, type ScreenId } from './screens';

const own: Partial<Record<ScreenId, readonly [string, MessageKey][]>> = {
  inbox: [['J / K', 'keys.next_previous'], ['A', 'keys.approve'], ['R', 'keys.reject'], ['1–9', 'keys.reject_reason'], ['S', 'keys.snooze'], ['X', 'keys.select'], ['Z', 'keys.undo'], ['O', 'keys.open'], ['/', 'keys.search'], ['Escape', 'keys.clear']],
  profile: [['J / K', 'keys.next_fact'], ['A', 'keys.accept_fact'], ['E', 'keys.edit_fact'], ['S', 'keys.skip_fact']],
  write: [['J / K', 'keys.next_sentence'], ['Enter', 'keys.open_sentence'], ['E', 'keys.edit_sentence'], ['N', 'keys.next_unsupported'], ['Z', 'keys.undo_document'], ['Escape', 'keys.close_sentence']],
  board: [['← → ↑ ↓', 'keys.board_move'], ['Space', 'keys.board_lift'], ['M', 'keys.board_menu'], ['Enter', 'keys.board_open'], ['Z', 'keys.undo']],
};

export function HelpSheet({ screen, onClose }: { screen: ScreenId; onClose: () => void }) {
  const t = useT();
  const { shortcuts } = usePreferences();
  const list = (rows: readonly (readonly [string, string])[]) => (
    <dl className="keys">{rows.map(([key, what]) => <div key={key}><dt>{key.split(' ').map((k, i) => (key.length === 1 || k !== '/' ? <kbd key={i}>{k}</kbd> : <span key={i}> {k} </span>))}</dt><dd>{what}</dd></div>)}</dl>
  );
  return (
    <Dialog title={t('help.title')} onClose={onClose}>
      {!shortcuts && <p className="note">{t('help.shortcuts_off')}</p>}
      {own[screen] && <><h3>{t(`nav.${screen}` as MessageKey)}</h3>{list(own[screen].map(([k, m]) => [k, t(m)] as const))}</>}
      <h3>{t('help.everywhere')}</h3>
      {list([['Ctrl K', t('palette.title')], ['?', t('help.title')], ...screens.map((s) => [`G ${s.key.toUpperCase()}`, t(`nav.${s.id}` as MessageKey)] as const)])}
    </Dialog>
  );
}
