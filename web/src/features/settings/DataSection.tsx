// One's own data: taken along as one file, or deleted for good.
import { useState } from 'react';
import { DeleteAccount } from '../../gen/operations';
import { request } from '../../shared/api';
import { useT } from '../../shared/i18n';
import { accountGone, useSession } from '../../shared/session';
import { Field, Icon } from '../../shared/ui';
import { PasswordForm } from './AccountSection';

const origin = import.meta.env['VITE_API'] ?? '';

export function DataSection() {
  const t = useT();
  const { user } = useSession();
  const [typed, setTyped] = useState('');
  const same = typed.trim().toLowerCase() === user?.email;
  return (
    <section className="card" aria-labelledby="settings-data">
      <h2 id="settings-data">{t('data.title')}</h2>
      <p>{t('data.export_text')}</p>
      <div className="actions"><a className="button button-plain" href={`${origin}/export`} download><Icon name="external" /><span>{t('data.export')}</span></a></div>
      <details className="section"><summary><h3>{t('data.delete')}</h3></summary>
        <div>
          <p>{t('data.delete_text')}</p>
          <PasswordForm name="delete" user={user?.email} submit={t('data.delete_do')} done={t('data.deleted')} danger disabled={!same}
            send={async (password) => { await request(DeleteAccount, { password, email: typed.trim() }); accountGone(); }}>
            <Field label={t('data.type_email', { email: user?.email ?? '' })}>{(ids) => <input {...ids} type="text" autoComplete="off" spellCheck={false} value={typed} onChange={(e) => setTyped(e.target.value)} />}</Field>
          </PasswordForm>
        </div>
      </details>
    </section>
  );
}
