// Companies to follow: paste the address of a careers page; what is read from it, how that goes, and what to do where it does not.
import { useState, type FormEvent } from 'react';
import { explain } from '../../shared/errors';
import { toast } from '../../shared/announce';
import { ago, dateTime, useT } from '../../shared/i18n';
import { visible, webUrl } from '../../shared/text';
import { Button, Field, Icon, type IconName } from '../../shared/ui';
import { unwatch, useMySources, useUnwatching, watch, type Source } from './watch_store';

const looks: Record<Source['state'], [string, IconName]> = { OK: ['good', 'check'], WAITING: ['running', 'clock'], BROKEN: ['bad', 'alert'], PAUSED: ['bad', 'clock'], OFF: ['running', 'minus'] };

export function Watchlist() {
  const t = useT();
  const { watches } = useMySources();
  const leaving = useUnwatching();
  const [url, setUrl] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    if (!url.trim()) { setError(t('watch.needs_url')); return; }
    setBusy(true);
    setError(undefined);
    try { toast(t('watch.added', { name: await watch(url.trim()) })); setUrl(''); } catch (failure) { setError(explain(failure)); } finally { setBusy(false); }
  };
  const list = watches?.filter((w) => !leaving.has(w.id));
  return (
    <section className="card" aria-labelledby="watch-title">
      <h2 id="watch-title">{t('watch.title')}</h2>
      <form className="watch-form" onSubmit={(e) => { void submit(e); }} noValidate>
        <Field label={t('watch.url')} hint={t('watch.hint')} error={error}>{(ids) => <input {...ids} type="url" inputMode="url" value={url} maxLength={2000} autoComplete="off" placeholder={'https://'} onChange={(e) => setUrl(e.target.value)} />}</Field>
        <div className="actions"><Button type="submit" icon="plus" disabled={busy}>{t(busy ? 'watch.looking' : 'watch.do')}</Button></div>
      </form>
      {list && list.length > 0 && (
        <ul className="plain watches">{list.map((w) => {
          const address = webUrl(w.url);
          return (
            <li key={w.id} className="beside"><span><b>{address ? <a href={address} target="_blank" rel="noopener noreferrer">{visible(w.name)}</a> : visible(w.name)}</b><small>{w.label}{w.source && ` · ${w.source.text}`}</small>{w.source && <Times source={w.source} />}</span>
              <Button look="quiet" icon="trash" aria-label={t('watch.remove', { name: w.name })} onClick={() => unwatch(w)} /></li>
          );
        })}</ul>
      )}
    </section>
  );
}

function Times({ source: s }: { source: Pick<Source, 'lastGoodRunAt' | 'nextRunAt'> }) {
  const t = useT();
  const words = [s.lastGoodRunAt && t('mine.last_good', { when: ago(s.lastGoodRunAt) }), s.nextRunAt && t('mine.next', { when: dateTime(s.nextRunAt) })].filter(Boolean);
  return words.length ? <small>{words.join(' · ')}</small> : null;
}

// The state stands beside it: it is not said twice.
function Said({ text, state }: { text: string; state: string }) {
  const rest = text.startsWith(`${state}.`) ? text.slice(state.length + 1).trim() : text;
  return rest ? <small className="wraps">{visible(rest)}</small> : null;
}

// What the searches are read from, the troubled ones first.
export function MySources() {
  const t = useT();
  const { sources } = useMySources();
  if (!sources?.length) return null;
  const worst = ['BROKEN', 'PAUSED', 'OFF', 'WAITING', 'OK'];
  return (
    <section className="card" aria-labelledby="mine-title">
      <h2 id="mine-title">{t('mine.title')}</h2>
      <ul className="plain watches">{[...sources].sort((a, b) => worst.indexOf(a.state) - worst.indexOf(b.state) || a.label.localeCompare(b.label)).map((s) => {
        const [tone, icon] = looks[s.state];
        return (
          <li key={s.id} className="beside"><span><b>{s.label}</b>{s.listing && <small>{visible(s.listing)}</small>}<Said text={s.text} state={t(`mine.${s.state}`)} /><Times source={s} />
            {s.lastRun && <small>{t('mine.gave', { n: s.lastRun.fetched, created: s.lastRun.created })}</small>}</span>
            <span className={`state-pill state-${tone}`}><Icon name={icon} />{t(`mine.${s.state}`)}</span></li>
        );
      })}</ul>
    </section>
  );
}
