// The saved searches, and the editor of one.
import { useEffect, useState } from 'react';
import { Scan, type Search } from '../../gen/operations';
import { toast } from '../../shared/announce';
import { request } from '../../shared/api';
import { explain } from '../../shared/errors';
import { salary, useT } from '../../shared/i18n';
import { usePreferences } from '../../shared/preferences';
import { navigate, usePath } from '../../shared/router';
import { visible } from '../../shared/text';
import { Button, Empty, Icon, Skeleton } from '../../shared/ui';
import { loadMySources, useMySources } from '../sources/watch_store';
import { ExceptionList } from './ExceptionList';
import { Preview } from './Preview';
import { draftOf, inputOf, SearchForm } from './SearchForm';
import { loadSearches, removeSearch, saveSearch, useLeaving, useSearches, useSearchesFailed } from './searches_store';

export default function SearchesScreen() {
  const t = useT();
  const path = usePath();
  const open = path.startsWith('/searches/') ? path.slice('/searches/'.length) : undefined;
  const all = useSearches();
  const failed = useSearchesFailed();
  const leaving = useLeaving();
  const { language } = usePreferences();
  useEffect(() => { void loadSearches(); }, []);
  useEffect(() => { void loadMySources(); }, [language]);
  const list = all?.filter((s) => !leaving.has(s.id));
  const edited = open && open !== 'new' ? all?.find((s) => s.id === open) : undefined;

  if (open && (open === 'new' || edited)) return <Editor key={open} {...(edited && { search: edited })} />;
  return (
    <div className="page">
      <header className="page-head">
        <h1 className="screen-title">{t('nav.searches')}</h1>
        <a className="button button-main" href="/searches/new"><Icon name="plus" /><span>{t('search.new')}</span></a>
      </header>
      {failed && !list ? <Empty icon="alert" title={t('error.could_not_load')}><Button look="main" onClick={() => void loadSearches()}>{t('action.retry')}</Button></Empty>
        : !list ? <Skeleton lines={6} />
          : list.length === 0 ? <Empty icon="searches" title={t('search.none')}><p>{t('search.none_text')}</p></Empty>
            : <ul className="cards">{list.map((s) => <li key={s.id}><SearchCard search={s} /></li>)}</ul>}
      {list && list.length > 0 && <Rescan />}
      <ExceptionList />
    </div>
  );
}

function Rescan() {
  const t = useT();
  const { language } = usePreferences();
  const [busy, setBusy] = useState(false);
  const scan = async () => {
    setBusy(true);
    try { toast((await request(Scan, { language: language === 'fr' ? 'FR' : 'EN' })).triggerScan.message); } catch (e) { toast(explain(e), { kind: 'error' }); } finally { setBusy(false); }
  };
  return <p className="note"><Button look="quiet" icon="searches" disabled={busy} onClick={() => void scan()}>{t('search.scan')}</Button> {t('search.scan_hint')}</p>;
}

function SearchCard({ search: s }: { search: Search }) {
  const t = useT();
  const pay = salary({ min: s.salaryMin, max: s.salaryMax, currency: 'EUR' });
  return (
    <article className="card" aria-label={s.jobTitles.join(', ')}>
      <header className="card-head">
        <h2><a href={`/searches/${s.id}`}>{s.jobTitles.join(', ')}</a></h2>
        <span className="actions">
          <a className="button button-quiet button-icon" href={`/searches/${s.id}`} aria-label={t('search.edit', { title: s.jobTitles[0] ?? '' })}><Icon name="edit" /></a>
          <Button look="quiet" icon="trash" aria-label={t('search.delete', { title: s.jobTitles[0] ?? '' })} onClick={() => removeSearch(s)} />
        </span>
      </header>
      <p className="tags">
        {s.locations.map((l) => <span className="tag" key={l}>{l}</span>)}
        <span className="tag">{t(`remote.${s.remotePolicy}`)}</span>
        {pay && <span className="tag tag-strong">{s.salaryMax === null ? t('search.pay_from', { pay }) : pay}</span>}
      </p>
      {s.keywords.length > 0 && <p className="row-sub">{t('search.with', { words: s.keywords.join(', ') })}</p>}
      {s.redFlags.length > 0 && <p className="flags"><Icon name="shield" /><span className="hidden">{t('search.flags')}</span>{s.redFlags.map((f) => <span key={f}>{f}</span>)}</p>}
      <SearchSources id={s.id} />
    </article>
  );
}

// How the sources do that this search is read from: those that are asked for it, and those that serve all searches.
function SearchSources({ id }: { id: string }) {
  const t = useT();
  const { sources } = useMySources();
  const mine = sources?.filter((s) => s.searchIds.length === 0 || s.searchIds.includes(id));
  if (!mine?.length) return null;
  const troubled = mine.filter((s) => s.state === 'BROKEN' || s.state === 'PAUSED'), off = mine.filter((s) => s.state === 'OFF');
  const listed = [...troubled, ...off, ...mine.filter((s) => s.searchIds.length > 0 && s.state !== 'BROKEN' && s.state !== 'PAUSED' && s.state !== 'OFF')];
  const words = <><Icon name={troubled.length > 0 ? 'alert' : 'sources'} /><span>{t('search.sources', { n: mine.length })}{troubled.length > 0 && ` · ${t('search.sources_bad', { n: troubled.length })}`}{off.length > 0 && ` · ${t('search.sources_off', { n: off.length })}`}</span></>;
  if (listed.length === 0) return <p className="search-sources"><a href="/sources">{words}</a></p>;
  return (
    <details className="section search-sources">
      <summary className={troubled.length > 0 ? 'bad' : ''}>{words}</summary>
      <ul className="plain">{listed.map((s) => <li key={s.id}><b>{s.label}</b>{s.listing && <> · {visible(s.listing)}</>}<small>{visible(s.text)}</small></li>)}</ul>
      <p className="note"><a href="/sources">{t('search.sources_all')}</a></p>
    </details>
  );
}

function Editor({ search }: { search?: Search }) {
  const t = useT();
  return (
    <div className="page narrow">
      <a className="button button-quiet back" href="/searches"><Icon name="back" /><span>{t('nav.searches')}</span></a>
      <h1 className="screen-title">{search ? search.jobTitles.join(', ') : t('search.new')}</h1>
      <section className="card">
        <SearchForm initial={draftOf(search)} submit={t('search.save')} onSave={async (draft) => {
          await saveSearch(search?.id, inputOf(draft));
          toast(t('search.saved'));
          navigate('/searches');
        }}>{(draft) => <Preview draft={draft} {...(search && { id: search.id })} />}</SearchForm>
      </section>
    </div>
  );
}
