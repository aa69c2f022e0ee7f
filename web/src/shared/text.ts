// Comparing what people type: without case, accents and ligatures.
export const fold = (s: string) => s.normalize('NFKD').replace(/\p{M}+/gu, '').replace(/œ/gi, 'oe').replace(/æ/gi, 'ae').toLowerCase().replace(/[\s\u00a0\u202f]+/g, ' ').trim();

// Invisible characters that can turn or hide the text around them (bidi controls, zero width, tags): never shown.
export const visible = (s: string) => s.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu, '');

// What the server gives around some words is cut by length: the cut ends show, and no word is shown in part.
const cut_bytes = 57;                        // of the 60 it gives; a character may have been in the way
export function around({ before, after, utf16Offset }: { before: string; after: string; utf16Offset: number }): { before: string; after: string } {
  const isCut = new TextEncoder().encode(after).length >= cut_bytes;
  return { before: utf16Offset > before.length ? `… ${before.replace(/^\S*\s+/, '')}` : before, after: isCut ? `${after.replace(/\s+\S*$/, '')} …` : after };
}

// Only what leads to the web: never javascript:, data: or a path of our own.
export function webUrl(url: string | null | undefined): string | undefined {
  if (!url) return undefined;
  try { const u = new URL(url); return u.protocol === 'https:' || u.protocol === 'http:' ? u.href : undefined; } catch { return undefined; }
}
