// What a person chose on this device: language, theme, single-letter shortcuts. Applied at once, without a reload.
import { createStore, useStore } from './store';

export type Language = 'en' | 'fr';
export type Theme = 'system' | 'light' | 'dark';
export interface Preferences { language: Language; theme: Theme; shortcuts: boolean }

const key = 'jobmate.preferences';
const browserLanguage = (): Language => (navigator.languages.find((l) => /^(fr|en)\b/i.test(l))?.slice(0, 2).toLowerCase() === 'fr' ? 'fr' : 'en');

function load(): Preferences {
  const preferences: Preferences = { language: browserLanguage(), theme: 'system', shortcuts: true };
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>;
    if (kept.language === 'fr' || kept.language === 'en') preferences.language = kept.language;
    if (kept.theme === 'light' || kept.theme === 'dark') preferences.theme = kept.theme;
    if (kept.shortcuts === false) preferences.shortcuts = false;
  } catch { /* unreadable: as if nothing had been chosen */ }
  return preferences;
}

export const preferences = createStore<Preferences>(typeof localStorage === 'undefined' ? { language: 'en', theme: 'system', shortcuts: true } : load());

function apply() {
  const { language, theme } = preferences.get();
  document.documentElement.lang = language;
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function startPreferences() {
  apply();
  preferences.subscribe(apply);
  // The other tabs of this browser follow.
  addEventListener('storage', (e) => { if (e.key === key) preferences.set(load()); });
}

export function choose(change: Partial<Preferences>) {
  preferences.set(change);
  try { localStorage.setItem(key, JSON.stringify(preferences.get())); } catch { /* private mode: for this visit only */ }
}

export const usePreferences = () => useStore(preferences, (p) => p);
