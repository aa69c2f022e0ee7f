// Who is signed in, and what only the password allows.
import { useState, type FormEvent, type ReactNode } from 'react';
import { announce, toast } from '../../shared/announce';
import { ApiError } from '../../shared/api';
import { explain } from '../../shared/errors';
import { date, useT } from '../../shared/i18n';
import { changeEmail, changePassword, logout, logoutElsewhere, logoutEverywhere, useSession } from '../../shared/session';
import { Button, Field, Icon } from '../../shared/ui';

export function AccountSection() {
  const t = useT();
  const { user } = useSession();
  const [email, setEmail] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const run = (work: () => Promise<unknown>, said?: string) => { work().then(() => { if (said) toast(said); }).catch((e) => toast(explain(e), { kind: 'error' })); };
  return (
    <section className="card" aria-labelledby="settings-account">
      <h2 id="settings-account">{t('settings.account')}</h2>
      <p><b>{user?.email}</b></p>
      {user && <p className="hint">{t('settings.since', { date: date(user.createdAt) })}</p>}
      <details className="section"><summary><h3>{t('account.change_email')}</h3></summary>
        <PasswordForm name="email" submit={t('account.change_email_do')} done={t('account.email_changed')} send={async (password) => { await changeEmail(password, email); setEmail(''); }}>
          <Field label={t('account.new_email')}>{(ids) => <input {...ids} type="email" autoComplete="email" required maxLength={254} value={email} onChange={(e) => setEmail(e.target.value)} />}</Field>
        </PasswordForm>
      </details>
      <details className="section"><summary><h3>{t('account.change_password')}</h3></summary>
        <PasswordForm name="password" user={user?.email} submit={t('account.change_password_do')} done={t('account.password_changed')} send={async (password) => { await changePassword(password, newPassword); setNewPassword(''); }}>
          <Field label={t('account.new_password')} hint={t('auth.password_hint', { n: 8 })}>{(ids) => <input {...ids} type="password" autoComplete="new-password" required minLength={8} value={newPassword} onChange={(e) => setNewPassword(e.target.value)} />}</Field>
        </PasswordForm>
      </details>
      <p className="hint">{t('settings.device_text')}</p>
      <div className="actions">
        <Button icon="out" onClick={() => run(logout)}>{t('account.logout')}</Button>
        <Button onClick={() => run(logoutElsewhere, t('account.elsewhere_done'))}>{t('account.logout_elsewhere')}</Button>
        <Button onClick={() => run(logoutEverywhere)}>{t('account.logout_everywhere')}</Button>
      </div>
    </section>
  );
}

// A change that the password allows: what is wrong is said at the form, and the password is never kept.
export function PasswordForm({ name, user, submit, done, danger = false, disabled = false, send, children }: { name: string; user?: string | undefined; submit: string; done: string; danger?: boolean; disabled?: boolean; send: (password: string) => Promise<unknown>; children?: ReactNode }) {
  const t = useT();
  const [password, setPassword] = useState('');
  const [error, setError] = useState<{ text: string; ofPassword: boolean }>();
  const [busy, setBusy] = useState(false);
  const onSubmit = async (e: FormEvent) => {
    e.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await send(password);
      setPassword('');
      toast(done);
    } catch (failure) {
      const text = explain(failure);
      const ofPassword = failure instanceof ApiError && failure.reason === 'WRONG_PASSWORD';
      setError({ text, ofPassword });
      announce(text);
      if (ofPassword) setPassword('');
    }
    setBusy(false);
  };
  return (
    <form className="form" noValidate onSubmit={(e) => { void onSubmit(e); }} aria-label={submit}>
      {user && <input type="text" name="username" autoComplete="username" value={user} readOnly hidden />}
      {children}
      <Field label={t('account.current_password')} error={error?.ofPassword ? error.text : undefined}>{(ids) => <input {...ids} name={`${name}-current`} type="password" autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.target.value)} />}</Field>
      {error && !error.ofPassword && <p className="form-error"><Icon name="alert" /><span>{error.text}</span></p>}
      <div className="actions"><Button type="submit" look={danger ? 'danger' : 'main'} disabled={busy || disabled}>{submit}</Button></div>
    </form>
  );
}
