import { bookmarklet } from '../add/shared';
import { toast } from '../../shared/announce';
import { useT } from '../../shared/i18n';
import { choose, usePreferences, type Theme } from '../../shared/preferences';
import { install, useInstalled } from '../../shared/installed';
import { Button, Icon } from '../../shared/ui';
import { AccountSection } from './AccountSection';
import { DataSection } from './DataSection';
import { ModelSection } from './ModelSection';

export default function SettingsScreen() {
  const t = useT();
  const { language, theme, shortcuts } = usePreferences();
  const { canInstall } = useInstalled();
  const themes: [Theme, string][] = [['system', t('settings.theme_system')], ['light', t('settings.theme_light')], ['dark', t('settings.theme_dark')]];
  return (
    <div className="page">
      <h1 className="screen-title">{t('nav.settings')}</h1>
      <section className="card" aria-labelledby="settings-display">
        <h2 id="settings-display">{t('settings.display')}</h2>
        <fieldset className="choice"><legend>{t('settings.language')}</legend>
          {([['fr', 'Français'], ['en', 'English']] as const).map(([id, name]) => <label key={id} lang={id}><input type="radio" name="language" checked={language === id} onChange={() => choose({ language: id })} />{name}</label>)}
        </fieldset>
        <fieldset className="choice"><legend>{t('settings.theme')}</legend>
          {themes.map(([id, name]) => <label key={id}><input type="radio" name="theme" checked={theme === id} onChange={() => choose({ theme: id })} />{name}</label>)}
        </fieldset>
        <label className="switch"><input type="checkbox" role="switch" checked={shortcuts} onChange={(e) => choose({ shortcuts: e.target.checked })} aria-describedby="shortcuts-hint" />{t('settings.shortcuts')}</label>
        <p className="hint" id="shortcuts-hint">{t('settings.shortcuts_hint')}</p>
      </section>
      <section className="card" aria-labelledby="settings-here">
        <h2 id="settings-here">{t('settings.here')}</h2>
        {matchMedia('(display-mode: standalone)').matches ? <p>{t('settings.installed')}</p> : (
          <>
            {canInstall && <p><Button look="main" icon="plus" onClick={() => { void install(); }}>{t('settings.install')}</Button></p>}
            <p className="hint">{t('settings.install_hint')}{!canInstall && ` ${t('settings.install_by_menu')}`}</p>
          </>
        )}
        <p className="bookmarklet"><a ref={(a) => a?.setAttribute('href', bookmarklet(location.origin))} className="button button-plain" onClick={(e) => { e.preventDefault(); toast(t('settings.bookmarklet_click')); }}><Icon name="plus" /><span>{t('settings.bookmarklet')}</span></a></p>
        <p className="hint">{t('settings.bookmarklet_hint')}</p>
      </section>
      <ModelSection />
      <AccountSection />
      <DataSection />
    </div>
  );
}
