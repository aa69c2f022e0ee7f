// Who is signed in. The session itself is a cookie that this page cannot read; a mark on the device only says whether asking
// the server is worth while before the first screen.
import { ChangeEmail, ChangePassword, Login, Logout, LogoutEverywhere, Me, Register, type MeResult } from '../gen/operations';
import { request, whenSignedOut } from './api';
import { onEvent } from './live';
import { createStore, useStore } from './store';

type User = MeResult['me'];
interface Session { state: 'unknown' | 'in' | 'out'; user: User | undefined }

const mark = 'jobmate.user';
const remembered = (): User | undefined => {
  try { return JSON.parse(localStorage.getItem(mark) ?? 'null') as User ?? undefined; } catch { return undefined; }
};
const remember = (user: User | undefined) => {
  try { if (user) localStorage.setItem(mark, JSON.stringify(user)); else localStorage.removeItem(mark); } catch { /* private mode */ }
};

export const session = createStore<Session>({ state: 'unknown', user: undefined });
export const useSession = () => useStore(session, (s) => s);

function enter(user: User) { remember(user); session.set({ state: 'in', user }); }
const leavers: (() => void)[] = [];
// What an account leaves on this device goes with it.
export const whenLeaving = (f: () => void) => { leavers.push(f); };
function leave() {
  if (session.get().state === 'out') return;
  remember(undefined);
  session.set({ state: 'out', user: undefined });
}

// A device that knows who was here shows the app at once, offline too; the server's answer corrects it.
export async function startSession() {
  whenSignedOut(leave);
  addEventListener('storage', (e) => { if (e.key === mark && !e.newValue) { leave(); } else if (e.key === mark) location.reload(); });
  const user = remembered();
  if (user) session.set({ state: 'in', user });
  try { enter((await request(Me)).me); } catch { if (!user) session.set({ state: 'out' }); }
}

// Some session of this account has ended, perhaps this one; or the stream is refused, perhaps for that reason. The server knows.
const lookAgain = () => { if (session.get().state === 'in') request(Me).then((r) => enter(r.me)).catch(() => { /* signed out by now, or no answer */ }); };
onEvent('SESSION_ENDED', lookAgain);
onEvent('refused', lookAgain);

export const register = async (email: string, password: string) => enter((await request(Register, { email, password })).register.user);
export const login = async (email: string, password: string) => enter((await request(Login, { email, password })).login.user);
function forget() {
  for (const f of leavers) f();
  leave();
}
export async function logout() {
  await request(Logout);
  forget();
}
export async function logoutEverywhere() {
  await request(LogoutEverywhere, { exceptHere: false });
  forget();
}
export const accountGone = forget;
export const logoutElsewhere = () => request(LogoutEverywhere, { exceptHere: true });
export const changePassword = (currentPassword: string, newPassword: string) => request(ChangePassword, { currentPassword, newPassword });
export const changeEmail = async (password: string, email: string) => enter((await request(ChangeEmail, { password, email })).changeEmail);
