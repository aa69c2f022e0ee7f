// A rail beside the page; on a phone a bar at its foot, with what does not fit behind "More".
import { useT, type MessageKey } from '../shared/i18n';
import { navigate } from '../shared/router';
import { Button, Icon, Menu } from '../shared/ui';
import { useInboxCount } from '../features/inbox/inbox_store';
import { screens, type ScreenId } from './screens';

const onBar = 4;

export function Navigation({ current, onPalette, onHelp }: { current: ScreenId; onPalette: () => void; onHelp: () => void }) {
  const t = useT();
  const count = useInboxCount();
  const label = (id: ScreenId) => t(`nav.${id}` as MessageKey);
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      <a className="brand" href="/" aria-label={t('nav.home')}><img src="/icon.svg" alt="" width="28" height="28" /><span>JobMate</span></a>
      <ul>
        {screens.map((s, i) => (
          <li key={s.id} className={i < onBar ? '' : 'beyond-bar'}>
            <a href={s.path} aria-current={s.id === current ? 'page' : undefined} aria-keyshortcuts={`g ${s.key}`}>
              <Icon name={s.icon} /><span>{label(s.id)}</span>
              {s.id === 'inbox' && count ? <b className="count">{count.toLocaleString(document.documentElement.lang)}</b> : null}
            </a>
          </li>
        ))}
        <li className="bar-more">
          <Menu label={t('nav.more')} icon="more" look="quiet" items={[
            ...screens.slice(onBar).map((s) => ({ id: s.id, label: label(s.id), icon: s.icon, run: () => navigate(s.path) })),
            { id: 'palette', label: t('palette.title'), icon: 'searches', run: onPalette },
          ]} />
        </li>
      </ul>
      <div className="nav-foot">
        <Button look="quiet" icon="searches" onClick={onPalette} aria-keyshortcuts="Control+K Meta+K">{t('palette.open')}</Button>
        <Button look="quiet" icon="help" shortcut="?" onClick={onHelp}>{t('help.title')}</Button>
      </div>
    </nav>
  );
}
