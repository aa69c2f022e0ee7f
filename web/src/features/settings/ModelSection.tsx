// The language model: whose, how much it may cost, every question it was asked, and everything that left the machine.
import { useCallback, useEffect, useState, type FormEvent } from 'react';
import { Egress, Ledger, ModelSettingsOf, SaveModelSettings, TestModel, type EgressResult, type LedgerResult, type ModelSettingsInput, type ModelSettingsOfResult } from '../../gen/operations';
import { toast } from '../../shared/announce';
import { request } from '../../shared/api';
import { explain } from '../../shared/errors';
import { ago, dateTime, useT } from '../../shared/i18n';
import { usePreferences } from '../../shared/preferences';
import { visible } from '../../shared/text';
import { Button, Field, Icon, Skeleton } from '../../shared/ui';

type Settings = ModelSettingsOfResult['modelSettings'];
const pageRows = 20, days = 30;

export function ModelSection() {
  const t = useT();
  const { language: shown } = usePreferences();
  const language = shown === 'fr' ? 'FR' : 'EN';
  const [settings, setSettings] = useState<Settings>();
  const [error, setError] = useState<string>();
  useEffect(() => { request(ModelSettingsOf, { language }).then((r) => { setSettings(r.modelSettings); setError(undefined); }).catch((e) => setError(explain(e))); }, [language]);
  const money = new Intl.NumberFormat(shown, { style: 'currency', currency: settings?.currency ?? 'EUR', maximumFractionDigits: 4 });
  const save = async (input: ModelSettingsInput) => {
    try { setSettings((await request(SaveModelSettings, { input, language })).updateModelSettings); toast(t('model.saved')); } catch (e) { toast(explain(e), { kind: 'error' }); }
  };
  return (
    <section className="card" aria-labelledby="settings-model">
      <h2 id="settings-model">{t('model.title')}</h2>
      {!settings ? error ? <p className="note">{error}</p> : <Skeleton lines={4} /> : (
        <>
          <p>{t('model.lead')}</p>
          <p className={`state state-line ${settings.ready ? 'state-approved' : ''}`}><Icon name={settings.ready ? 'check' : 'leaf'} /><span>{settings.ready ? t(settings.payer === 'USER' ? 'model.ready_user' : 'model.ready_operator', { model: settings.usedModel ?? '', host: settings.host ?? '' }) : t('model.without', { why: settings.problem ?? '' })}</span></p>
          {settings.ready && <p className="hint">{t(settings.leavesMachine ? 'model.leaves' : 'model.stays')}</p>}
          <label className="switch"><input type="checkbox" role="switch" checked={settings.enabled} onChange={(e) => { void save({ enabled: e.target.checked }); }} />{t('model.enabled')}</label>
          <label className="switch"><input type="checkbox" role="switch" checked={settings.nothingLeaves || settings.operatorNothingLeaves} disabled={settings.operatorNothingLeaves} onChange={(e) => { void save({ nothingLeaves: e.target.checked }); }} aria-describedby="model-nothing" />{t('model.nothing_leaves')}</label>
          <p className="hint" id="model-nothing">{t(settings.operatorNothingLeaves ? 'model.nothing_by_operator' : 'model.nothing_hint')}</p>
          <Meter label={t('model.month')} text={t('model.spent', { spent: money.format(settings.spent), cap: money.format(settings.cap) })} part={settings.cap > 0 ? (settings.spent + settings.reserved) / settings.cap : 0} />
          <Endpoint key={`${settings.baseUrl}${settings.model}${settings.keyHint}`} settings={settings} save={save} language={language} />
        </>
      )}
      <Calls language={language} />
      <Left language={language} />
    </section>
  );
}

const Meter = ({ label, text, part }: { label: string; text: string; part: number }) => (
  <div className="field"><span>{label}</span><progress aria-label={label} max={1} value={Math.min(1, part)} /><span className="hint">{text}</span></div>
);

function Endpoint({ settings, save, language }: { settings: Settings; save: (input: ModelSettingsInput) => Promise<void>; language: 'FR' | 'EN' }) {
  const t = useT();
  const text = (v: string | number | null) => (v === null ? '' : String(v));
  const [form, setForm] = useState({ baseUrl: text(settings.baseUrl), model: text(settings.model), key: '', priceIn: text(settings.priceIn), priceOut: text(settings.priceOut), monthlyCap: text(settings.monthlyCap) });
  const [busy, setBusy] = useState(false);
  const set = (name: keyof typeof form) => (e: { target: { value: string } }) => setForm({ ...form, [name]: e.target.value });
  const number = (s: string) => (s.trim() === '' ? null : Number(s.replace(',', '.')));
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setBusy(true);
    // What was emptied is cleared; the key, which is never shown, stays unless a new one is typed.
    await save({ baseUrl: form.baseUrl.trim() || null, model: form.model.trim() || null, priceIn: number(form.priceIn), priceOut: number(form.priceOut), monthlyCap: number(form.monthlyCap), ...(form.key && { key: form.key }) } as ModelSettingsInput);
    setBusy(false);
  };
  const test = async () => {
    setBusy(true);
    try {
      const { testModel: r } = await request(TestModel, { language });
      toast(r.ok ? t('model.test_ok', { model: r.model ?? '', ms: r.tookMs }) : r.problem ?? t('error.unexpected'), r.ok ? {} : { kind: 'error' });
    } catch (e) { toast(explain(e), { kind: 'error' }); }
    setBusy(false);
  };
  const input = (name: keyof typeof form, label: string, more: { type?: string; hint?: string; placeholder?: string; inputMode?: 'decimal' | 'url' } = {}) => (
    <Field label={label} {...(more.hint && { hint: more.hint })}>{(ids) => <input {...ids} type={more.type ?? 'text'} inputMode={more.inputMode} autoComplete="off" spellCheck={false} placeholder={more.placeholder} value={form[name]} onChange={set(name)} />}</Field>
  );
  return (
    <details className="section"><summary><h3>{t('model.own')}</h3></summary>
      <form className="form" onSubmit={(e) => { void submit(e); }} aria-label={t('model.own')}>
        {input('baseUrl', t('model.base_url'), { inputMode: 'url', hint: t('model.base_url_hint') })}
        {input('model', t('model.model'))}
        {input('key', t('model.key'), { type: 'password', hint: settings.hasKey ? t('model.key_kept', { hint: settings.keyHint ?? '' }) : t('model.key_hint') })}
        {input('priceIn', t('model.price_in', { currency: settings.currency }), { inputMode: 'decimal' })}
        {input('priceOut', t('model.price_out', { currency: settings.currency }), { inputMode: 'decimal' })}
        {input('monthlyCap', t('model.cap', { currency: settings.currency }), { inputMode: 'decimal', hint: t('model.cap_hint') })}
        <div className="actions">
          <Button type="submit" look="main" disabled={busy}>{t('model.save')}</Button>
          <Button disabled={busy || !settings.ready} onClick={() => { void test(); }}>{t('model.test')}</Button>
        </div>
      </form>
    </details>
  );
}

function Calls({ language }: { language: 'FR' | 'EN' }) {
  const t = useT();
  const { language: shown } = usePreferences();
  const [open, setOpen] = useState(false);
  const [calls, setCalls] = useState<LedgerResult['modelCalls']>();
  const [more, setMore] = useState(false);
  const load = useCallback((after: string | undefined, before: LedgerResult['modelCalls']) => {
    request(Ledger, { first: pageRows, after, language }).then((r) => { setCalls([...before, ...r.modelCalls]); setMore(r.modelCalls.length === pageRows); }).catch((e) => toast(explain(e), { kind: 'error' }));
  }, [language]);
  useEffect(() => { if (open) load(undefined, []); }, [open, load]);
  const money = (c: number, currency: string) => new Intl.NumberFormat(shown, { style: 'currency', currency, maximumFractionDigits: 4 }).format(c);
  return (
    <details className="section" onToggle={(e) => setOpen(e.currentTarget.open)}><summary><h3>{t('model.ledger')}</h3></summary>
      <div>
        <p className="hint">{t('model.ledger_hint')}</p>
        {open && (!calls ? <Skeleton lines={3} /> : calls.length === 0 ? <p>{t('model.ledger_none')}</p> : (
          <>
            <div className="table-scroll" tabIndex={0} role="region" aria-label={t('model.ledger')}>
              <table>
                <thead><tr>{(['at', 'what', 'model', 'tokens', 'cost', 'state'] as const).map((h) => <th key={h} scope="col">{t(`model.th_${h}`)}</th>)}</tr></thead>
                <tbody>{calls.map((c) => (
                  <tr key={c.id}>
                    <td>{dateTime(c.at)}</td>
                    <th scope="row">{c.applicationId ? <a href={`/board/${c.applicationId}`}>{c.purposeText}</a> : c.purposeText}</th>
                    <td>{visible(c.model)}<small> {visible(c.host)}</small></td>
                    <td>{t('model.tokens', { in: c.tokensIn, out: c.tokensOut })}</td>
                    <td>{c.state === 'RESERVED' ? `≤ ${money(c.reserved, c.currency)}` : money(c.cost, c.currency)}</td>
                    <td>{t(`model.state_${c.state}`)}{c.error && <small> {c.error}</small>}</td>
                  </tr>
                ))}</tbody>
              </table>
            </div>
            {more && <Button onClick={() => load(calls.at(-1)!.id, calls)}>{t('action.more')}</Button>}
          </>
        ))}
      </div>
    </details>
  );
}

function Left({ language }: { language: 'FR' | 'EN' }) {
  const t = useT();
  const { language: shown } = usePreferences();
  const [open, setOpen] = useState(false);
  const [report, setReport] = useState<EgressResult['egress']>();
  useEffect(() => { if (open) request(Egress, { days, language }).then((r) => setReport(r.egress)).catch((e) => toast(explain(e), { kind: 'error' })); }, [open, language]);
  const bytes = (n: number) => new Intl.NumberFormat(shown, { style: 'unit', unit: n < 1e6 ? 'kilobyte' : 'megabyte', maximumFractionDigits: n < 1e4 ? 1 : 0 }).format(n / (n < 1e6 ? 1e3 : 1e6));
  return (
    <details className="section" onToggle={(e) => setOpen(e.currentTarget.open)}><summary><h3>{t('egress.title')}</h3></summary>
      <div>
        <p className="hint">{t('egress.hint', { days })}</p>
        {open && (!report ? <Skeleton lines={3} /> : report.entries.length === 0 ? <p>{t('egress.none')}</p> : (
          <div className="table-scroll" tabIndex={0} role="region" aria-label={t('egress.title')}>
            <table>
              <thead><tr>{(['host', 'what', 'requests', 'out', 'in', 'last'] as const).map((h) => <th key={h} scope="col">{t(`egress.th_${h}`)}</th>)}</tr></thead>
              <tbody>{report.entries.map((e) => (
                <tr key={`${e.kind}${e.host}${e.text}`}>
                  <th scope="row">{visible(e.host)}</th>
                  <td>{e.text}{e.shared && <small> {t('egress.shared')}</small>}</td>
                  <td>{e.requests}{e.refused > 0 && <small> {t('egress.refused', { n: e.refused })}</small>}</td>
                  <td>{bytes(e.bytesOut)}</td><td>{bytes(e.bytesIn)}</td><td>{ago(e.lastAt)}</td>
                </tr>
              ))}</tbody>
            </table>
          </div>
        ))}
      </div>
    </details>
  );
}
