// The door: sign in, or make an account.
import { useEffect, useState, type FormEvent } from 'react';
import { explain } from '../../shared/errors';
import { useT } from '../../shared/i18n';
import { choose, usePreferences } from '../../shared/preferences';
import { navigate, usePath } from '../../shared/router';
import { login, register } from '../../shared/session';
import { Button, Field, Icon } from '../../shared/ui';

const passwordMin = 8;

export function Welcome() {
  const t = useT();
  const isNew = usePath() === '/register';
  const { language } = usePreferences();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  useEffect(() => setTried(false), [isNew]);
  useEffect(() => { document.title = `${t(isNew ? 'auth.register' : 'auth.login')} · JobMate`; }, [t, isNew]);

  // Said in our words: the browser's own would be in its language.
  const isWrong = { email: !/.@./.test(email), password: password.length < (isNew ? passwordMin : 1) };
  const submit = async (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const first = isWrong.email ? 'email' as const : isWrong.password ? 'password' as const : undefined;
    setTried(first !== undefined);
    if (first) { (e.currentTarget.elements.namedItem(first) as HTMLInputElement).focus(); return; }
    setBusy(true);
    setError(undefined);
    try {
      if (isNew) { await register(email, password); navigate('/welcome', { replace: true }); }
      else { await login(email, password); if (location.pathname === '/login') navigate('/', { replace: true }); }
    } catch (failure) { setError(explain(failure)); setBusy(false); }
  };
  return (
    <main className="door">
      <header className="door-head">
        <span className="brand"><img src="/icon.svg" alt="" width="28" height="28" /><span>JobMate</span></span>
        <Button look="quiet" lang={language === 'fr' ? 'en' : 'fr'} onClick={() => choose({ language: language === 'fr' ? 'en' : 'fr' })}>{t('palette.other_language')}</Button>
      </header>
      <div className="door-body">
        <section className="pitch">
          <h1>{t('auth.pitch')}</h1>
          <ul>
            <li><Icon name="shield" /><span>{t('auth.pitch_filter')}</span></li>
            <li><Icon name="inbox" /><span>{t('auth.pitch_triage')}</span></li>
            <li><Icon name="board" /><span>{t('auth.pitch_board')}</span></li>
          </ul>
        </section>
        <form className="card door-form" noValidate onSubmit={(e) => { void submit(e); }} aria-labelledby="door-title">
          <h2 id="door-title">{t(isNew ? 'auth.register' : 'auth.login')}</h2>
          <Field label={t('auth.email')} error={tried && isWrong.email ? t('error.reason.BAD_EMAIL') : undefined}>{(ids) => <input {...ids} type="email" name="email" autoComplete="username" aria-required value={email} onChange={(e) => setEmail(e.target.value)} />}</Field>
          <Field label={t('auth.password')} hint={isNew ? t('auth.password_hint', { n: passwordMin }) : undefined} error={tried && isWrong.password ? t(isNew ? 'error.reason.BAD_PASSWORD' : 'auth.needs_password') : undefined}>
            {(ids) => <input {...ids} type="password" name="password" autoComplete={isNew ? 'new-password' : 'current-password'} aria-required value={password} onChange={(e) => setPassword(e.target.value)} />}
          </Field>
          {error && <p className="form-error" role="alert"><Icon name="alert" />{error}</p>}
          <Button look="main" type="submit" disabled={busy}>{t(isNew ? 'auth.register_do' : 'auth.login_do')}</Button>
          <p className="door-other">{t(isNew ? 'auth.have_account' : 'auth.no_account')} <a href={isNew ? '/login' : '/register'}>{t(isNew ? 'auth.login' : 'auth.register')}</a></p>
        </form>
      </div>
    </main>
  );
}
