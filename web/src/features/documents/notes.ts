// What the server notes about a letter ("EMPTY: {{startDate}}"), in words.
import { isMessageKey, type Translate } from '../../shared/i18n';

export function noteText(note: string, t: Translate): string {
  const code = note.slice(0, Math.max(0, note.indexOf(':')));
  const key = `letter_note.${code}`;
  return isMessageKey(key) ? t(key, { what: note.slice(code.length + 1).trim() }) : note;
}
