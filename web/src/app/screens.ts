// The screens: where they are, the letter after `g` that goes there, their code (loaded when first shown).
import { lazy, type ComponentType } from 'react';
import type { IconName } from '../shared/ui';

export type ScreenId = 'today' | 'inbox' | 'board' | 'searches' | 'profile' | 'sources' | 'settings' | 'insights' | 'welcome' | 'add' | 'write';
export interface Screen { id: ScreenId; path: string; key: string; icon: IconName; component: ComponentType }

const screen = (id: ScreenId, path: string, key: string, load: () => Promise<{ default: ComponentType }>): Screen => ({ id, path, key, icon: id === 'welcome' ? 'today' : id === 'add' ? 'plus' : id === 'write' ? 'edit' : id, component: lazy(load) });

export const screens: readonly Screen[] = [
  screen('today', '/', 't', () => import('../features/today/TodayScreen')),
  screen('inbox', '/inbox', 'i', () => import('../features/inbox/InboxScreen')),
  screen('board', '/board', 'b', () => import('../features/board/BoardScreen')),
  screen('searches', '/searches', 's', () => import('../features/searches/SearchesScreen')),
  screen('profile', '/profile', 'p', () => import('../features/profile/ProfileScreen')),
  screen('insights', '/insights', 'n', () => import('../features/insights/InsightsScreen')),
  screen('sources', '/sources', 'o', () => import('../features/sources/SourcesScreen')),
  screen('settings', '/settings', ',', () => import('../features/settings/SettingsScreen')),
];
const welcome = screen('welcome', '/welcome', '', () => import('../features/onboarding/WelcomeScreen'));
const add = screen('add', '/add', '', () => import('../features/add/AddScreen'));
const write = screen('write', '/write', '', () => import('../features/documents/WriteScreen'));
export const screenOf = (path: string): Screen => [...screens, welcome, add, write].find((s) => path === s.path || (s.path !== '/' && path.startsWith(`${s.path}/`))) ?? screens[0]!;
