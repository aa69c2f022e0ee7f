// The words that a red flag met, among those around them.
import { around, visible } from '../../shared/text';

export function Matched({ of: m }: { of: { text: string; before: string; after: string; utf16Offset: number } }) {
  const { before, after } = around(m);
  return <>{visible(before)}<mark>{visible(m.text)}</mark>{visible(after)}</>;
}
