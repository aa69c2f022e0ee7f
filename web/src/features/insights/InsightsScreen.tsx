// The campaign in numbers: how far it came, who answers and how soon, what one's own offers ask and pay. Each number says what it
// counts and of how many; where they are too few to mean anything, that is said instead of a rate.
import { useEffect, useState } from 'react';
import { InsightsOf, type InsightsOfResult } from '../../gen/operations';
import { request } from '../../shared/api';
import { explain } from '../../shared/errors';
import { isMessageKey, useT, type Translate } from '../../shared/i18n';
import { onEvent } from '../../shared/live';
import { usePreferences } from '../../shared/preferences';
import { Button, Empty, Skeleton } from '../../shared/ui';
import { loadBoardNames, sourceName, useBoardNames } from '../sources/board_names';
import { Bars, Figure, Numbers, type Bar } from './Plot';

type Insights = InsightsOfResult['insights'];
const few = 10;                                // below, a rate says more about chance than about a source

// One look after a burst of moves.
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
for (const type of ['CARD_MOVED', 'JOB_TRIAGED', 'JOB_DISCOVERED', 'APPLICATION_CREATED', 'APPLICATION_DELETED', 'resync']) onEvent(type, () => { clearTimeout(timer); timer = setTimeout(() => { for (const l of listeners) l(); }, 1500); });

export default function InsightsScreen() {
  const t = useT();
  const { language } = usePreferences();
  const [data, setData] = useState<Insights>();
  const [error, setError] = useState<string>();
  const [turn, setTurn] = useState(0);
  useBoardNames();
  useEffect(() => { void loadBoardNames(); }, []);
  useEffect(() => { const again = () => setTurn((n) => n + 1); listeners.add(again); return () => { listeners.delete(again); }; }, []);
  useEffect(() => {
    const stop = new AbortController();
    request(InsightsOf, { language: language === 'fr' ? 'FR' : 'EN' }, stop.signal).then((r) => { setData(r.insights); setError(undefined); }).catch((e) => { if (!stop.signal.aborted) setError(explain(e)); });
    return () => stop.abort();
  }, [language, turn]);

  if (!data) return error ? <Empty icon="alert" title={error}><Button look="main" onClick={() => setTurn(turn + 1)}>{t('action.retry')}</Button></Empty> : <div className="page"><h1 className="screen-title">{t('nav.insights')}</h1><Skeleton lines={8} /></div>;
  const found = data.funnel[0]?.count ?? 0;
  return (
    <div className="page">
      <h1 className="screen-title">{t('nav.insights')}</h1>
      <p className="lead">{t('insights.lead')}</p>
      {found === 0 ? <Empty icon="insights" title={t('insights.none')}><p>{t('insights.none_text')}</p><a className="button button-main" href="/searches">{t('nav.searches')}</a></Empty> : (
        <>
          <Funnel t={t} funnel={data.funnel} />
          <Answers t={t} sources={data.sources} />
          <Time t={t} time={data.answerTime} />
          <Pay t={t} market={data.market} language={language} />
          <Skills t={t} market={data.market} />
        </>
      )}
    </div>
  );
}

const stageName = (t: Translate, stage: string) => { const key = `column.${stage}`; return isMessageKey(key) ? t(key) : t(stage === 'FOUND' ? 'insights.stage_found' : 'insights.stage_approved'); };

function Funnel({ t, funnel }: { t: Translate; funnel: Insights['funnel'] }) {
  const bars = funnel.map((s, i): Bar => {
    const before = funnel[i - 1]?.count ?? 0;
    return { id: s.stage, name: stageName(t, s.stage), value: s.count, text: i > 0 && before >= few ? t('insights.count_of', { n: s.count, percent: Math.round((s.count / before) * 100) }) : t('insights.count', { n: s.count }) };
  });
  // What was found is so much more than what was sent that it has a line of its own.
  return <Bars title={t('insights.funnel')} lead={t('insights.funnel_lead', { n: funnel[0]?.count ?? 0 })} bars={bars.slice(1)} head={[t('insights.th_stage'), t('insights.th_count')]} />;
}

function Answers({ t, sources }: { t: Translate; sources: Insights['sources'] }) {
  if (!sources.length) return <section className="card"><h2>{t('insights.answers')}</h2><p className="hint">{t('insights.answers_none')}</p></section>;
  const small = sources.some((s) => s.applied < few);
  return (
    <Bars title={t('insights.answers')} lead={t('insights.answers_lead')} head={[t('insights.th_source'), t('insights.th_answers')]}
      warning={small ? t('insights.few', { n: few }) : undefined}
      bars={sources.map((s) => ({ id: s.source, name: sourceName(s.source, t('offer.source_manual')), value: s.applied, part: s.answered, faint: s.applied < few,
        text: s.applied >= few ? t('insights.rate', { percent: Math.round((s.answered / s.applied) * 100), n: s.applied }) : t('insights.of', { k: s.answered, n: s.applied }) }))} />
  );
}

function Time({ t, time }: { t: Translate; time: Insights['answerTime'] }) {
  const days = (x: number | null) => (x === null ? '–' : x < 1 ? t('insights.under_a_day') : t('insights.days', { n: Math.round(x) }));
  if (!time.answered) return <section className="card"><h2>{t('insights.time')}</h2><p className="hint">{t('insights.time_none', { n: time.waiting })}</p></section>;
  return (
    <>
      <Bars title={t('insights.time')} lead={t('insights.time_lead', { n: time.answered, waiting: time.waiting })} head={[t('insights.th_days'), t('insights.th_count')]}
        warning={time.answered < few ? t('insights.few', { n: few }) : undefined}
        bars={time.days.map((b) => ({ id: String(b.from), name: b.to === null ? t('insights.days_over', { from: b.from }) : t('insights.days_range', { from: b.from, to: b.to }), value: b.count, text: t('insights.count', { n: b.count }) }))} />
      <Numbers>
        <Figure name={t('insights.median')} value={days(time.medianDays)} />
        <Figure name={t('insights.fastest')} value={days(time.fastestDays)} />
        <Figure name={t('insights.slowest')} value={days(time.slowestDays)} />
        {time.waiting > 0 && <Figure name={t('insights.longest_wait')} value={days(time.longestWaitDays)} />}
      </Numbers>
    </>
  );
}

function Pay({ t, market, language }: { t: Translate; market: Insights['market']; language: string }) {
  if (!market.withPay || !market.currency) return <section className="card"><h2>{t('insights.pay')}</h2><p className="hint">{t('insights.pay_none', { n: market.offers })}</p></section>;
  const money = new Intl.NumberFormat(language, { style: 'currency', currency: market.currency, maximumFractionDigits: 0, notation: 'compact' });
  return (
    <>
      <Bars title={t('insights.pay')} lead={t('insights.pay_lead', { n: market.withPay, of: market.offers })} head={[t('insights.th_pay'), t('insights.th_offers')]}
        warning={market.withPay < few ? t('insights.few', { n: few }) : undefined}
        bars={market.pay.map((b) => ({ id: String(b.from), name: `${money.format(b.from)} – ${money.format(b.to ?? b.from)}`, value: b.count, text: t('insights.count', { n: b.count }) }))} />
      {market.withPay >= 4 && (
        <Numbers>
          <Figure name={t('insights.pay_low')} value={money.format(market.payLow ?? 0)} />
          <Figure name={t('insights.pay_middle')} value={money.format(market.payMiddle ?? 0)} />
          <Figure name={t('insights.pay_high')} value={money.format(market.payHigh ?? 0)} />
        </Numbers>
      )}
    </>
  );
}

function Skills({ t, market }: { t: Translate; market: Insights['market'] }) {
  if (!market.skills.length) return <section className="card"><h2>{t('insights.skills')}</h2><p className="hint">{t('insights.skills_none')}</p></section>;
  return (
    <Bars title={t('insights.skills')} lead={t('insights.skills_lead', { n: market.withSkills })} head={[t('insights.th_skill'), t('insights.th_offers')]}
      warning={market.withSkills < few ? t('insights.few', { n: few }) : undefined}
      bars={market.skills.map((s) => ({ id: s.id, name: s.label, value: s.offers, part: s.required, text: t('insights.of', { k: s.offers, n: market.withSkills }) }))} />
  );
}
