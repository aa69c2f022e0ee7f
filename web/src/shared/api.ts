// GraphQL over POST, as the session of the cookie. The header says that our own page asks (the server's CSRF guard).
import type { Operation } from '../gen/operations';

// `code` and `reason` are the server's machine words; `code` NETWORK: no answer, so it is not known whether it happened.
export class ApiError extends Error {
  constructor(readonly code: string, readonly reason: string | undefined, message: string) { super(message); }
  get isTransient() { return ['NETWORK', 'TIMEOUT', 'SERVICE_UNAVAILABLE', 'RATE_LIMITED', 'CONFLICT', 'INTERNAL_SERVER_ERROR'].includes(this.code); }
}

let onSignedOut = () => {};
export const whenSignedOut = (f: () => void) => { onSignedOut = f; };
const base = import.meta.env['VITE_API'] ?? '';   // another origin, for a page on a CDN (CORS_ORIGIN)
const headers = { accept: 'application/json', 'x-jobmate-web': '1' };
const deadline_ms = 20_000;
const upload_ms = 180_000;                   // ten megabytes over a slow line

interface Answer { data?: unknown; errors?: { message: string; extensions?: { code?: string; reason?: string } }[] }

async function post(init: RequestInit, signal?: AbortSignal, patience_ms = deadline_ms): Promise<unknown> {
  let response: Response;
  let answer: Answer;
  try {
    const timeout = AbortSignal.timeout(patience_ms);
    response = await fetch(`${base}/graphql`, { method: 'POST', credentials: base ? 'include' : 'same-origin', signal: signal ? AbortSignal.any([signal, timeout]) : timeout, ...init });
    answer = await response.json() as Answer;
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new ApiError('NETWORK', undefined, 'No answer from the server.');
  }
  const error = answer.errors?.[0];
  if (!error) return answer.data;
  const code = error.extensions?.code ?? (response.status >= 500 ? 'SERVICE_UNAVAILABLE' : 'BAD_USER_INPUT');
  if (code === 'UNAUTHENTICATED' && error.extensions?.reason !== 'BAD_CREDENTIALS') onSignedOut();
  throw new ApiError(code, error.extensions?.reason, error.message);
}

// GraphQL's null and absent are the same to the app's inputs: `undefined` members are left out.
export function request<R, V>(operation: Operation<R, V>, ...[variables, signal]: Record<string, never> extends V ? [V?, AbortSignal?] : [V, AbortSignal?]): Promise<R> {
  const body = JSON.stringify({ query: operation.text, operationName: operation.name, variables });
  return post({ headers: { ...headers, 'content-type': 'application/json' }, body }, signal) as Promise<R>;
}

// The GraphQL multipart request of one file: `variables[name]` is the file.
export function upload<R, V>(operation: Operation<R, V>, variables: V, name: string, file: File): Promise<R> {
  const form = new FormData();
  form.set('operations', JSON.stringify({ query: operation.text, operationName: operation.name, variables: { ...variables, [name]: null } }));
  form.set('map', JSON.stringify({ 0: [`variables.${name}`] }));
  form.set('0', file);
  return post({ headers: { ...headers, 'apollo-require-preflight': 'true' }, body: form }, undefined, upload_ms) as Promise<R>;
}

// What the server keeps for its owner, by the session's cookie.
export const fileUrl = (path: string) => `${base}${path}`;
export const eventsUrl = (lastEventId: string | undefined) => `${base}/events${lastEventId ? `?lastEventId=${encodeURIComponent(lastEventId)}` : ''}`;
