// The edge of the screen: no connection, decisions that wait, messages with their undo; and what screen readers are told.
import { dismiss, hold, release, useSpoken, useToasts } from '../shared/announce';
import { useHotkeys } from '../shared/hotkeys';
import { useT } from '../shared/i18n';
import { useLive } from '../shared/live';
import { useOps, useWaiting } from '../shared/outbox';
import { useSession } from '../shared/session';
import { Button, Icon } from '../shared/ui';
import { takeUpdate, useInstalled } from '../shared/installed';

export function Notices() {
  const t = useT();
  const toasts = useToasts();
  const { spoken, turn } = useSpoken();
  const { online, away } = useLive();
  const { update } = useInstalled();
  const signedIn = useSession().state === 'in';
  const waiting = useWaiting();
  const queued = useOps().length;
  const last = toasts.at(-1);
  useHotkeys({ Escape: last ? () => dismiss(last.id) : undefined });
  const banner = !signedIn ? undefined : !online ? t('shell.offline', { n: queued }) : waiting ? t('shell.waiting', { n: queued }) : away ? t('shell.away') : undefined;
  return (
    <>
      {banner && <div className="banner" role="status"><Icon name="alert" />{banner}</div>}
      <div className="toasts" role="region" aria-label={t('shell.messages')}>
        {update !== 'none' && (
          <div className="toast toast-done" role="status"><span>{t('shell.update')}</span><Button look="quiet" onClick={takeUpdate}>{t('shell.update_do')}</Button></div>
        )}
        {toasts.map((x) => (
          <div key={x.id} className={`toast toast-${x.kind}`} role={x.kind === 'error' ? 'alert' : 'status'} onPointerEnter={() => hold(x.id)} onPointerLeave={() => release(x.id)} onFocus={() => hold(x.id)} onBlur={() => release(x.id)}>
            <span>{x.text}</span>
            {x.action && <Button look="quiet" icon={x.kind === 'error' ? undefined : 'undo'} onClick={() => { x.action!.run(); dismiss(x.id); }}>{x.action.label}</Button>}
            <Button look="quiet" icon="x" aria-label={t('action.close')} onClick={() => dismiss(x.id)} />
          </div>
        ))}
      </div>
      <div className="hidden" aria-live="polite">{turn % 2 ? spoken : ''}</div>
      <div className="hidden" aria-live="polite">{turn % 2 ? '' : spoken}</div>
    </>
  );
}
