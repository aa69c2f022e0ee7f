// The server's refusals in the reader's language: by its machine word where we have a text for it, else its own words.
import { ApiError } from './api';
import { isMessageKey, t } from './i18n';

export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.unexpected');
  for (const key of [`error.reason.${error.reason}`, `error.code.${error.code}`]) if (isMessageKey(key)) return t(key);
  return error.message;
}
