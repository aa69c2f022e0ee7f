// What approving would cost, asked when an offer is looked at; deciding never waits for it.
import { useEffect } from 'react';
import { Quote, type QuoteResult } from '../../gen/operations';
import { request } from '../../shared/api';
import { preferences } from '../../shared/preferences';
import { createStore, useStore } from '../../shared/store';

export type Cost = QuoteResult['quoteAnalysis'];
const store = createStore<{ of: ReadonlyMap<string, { cost: Cost; at: number }> }>({ of: new Map() });
const asking = new Set<string>();
const kept = 300, fresh_ms = 60_000;           // settings and profile may change

async function ask(id: string) {
  const known = store.get().of.get(id);
  if (asking.has(id) || (known && Date.now() - known.at < fresh_ms)) return;
  asking.add(id);
  try {
    const { quoteAnalysis } = await request(Quote, { id });
    store.set((s) => ({ of: new Map([...s.of].slice(-kept)).set(id, { cost: quoteAnalysis, at: Date.now() }) }));
  } catch { /* then nothing is said about it */ } finally { asking.delete(id); }
}
const pause_ms = 250;                        // those that are only passed by are not asked about
export function useQuote(id: string, wanted: boolean): Cost | undefined {
  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => { void ask(id); }, pause_ms);
    return () => clearTimeout(timer);
  }, [id, wanted]);
  return useStore(store, (s) => s.of.get(id)?.cost);
}
export const forgetQuotes = () => store.set({ of: new Map() });

export const price = (amount: number, currency: string) => new Intl.NumberFormat(preferences.get().language, { style: 'currency', currency, maximumSignificantDigits: 2 }).format(amount);
