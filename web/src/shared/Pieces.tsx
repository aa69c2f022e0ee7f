// Two wordings in one: what went struck out, what came marked, both named for those who hear the page.
import { useT } from './i18n';
import { visible } from './text';
import type { Piece } from './text_diff';

export function Pieces({ of }: { of: readonly Piece[] }) {
  const t = useT();
  return of.map((p, i) => {
    if (p.kind === 'same') return <span key={i}>{visible(p.text)}</span>;
    const said = <><span className="hidden" lang={document.documentElement.lang}>{t(p.kind === 'out' ? 'versions.removed' : 'versions.added')} </span>{visible(p.text)}</>;
    return p.kind === 'out' ? <del key={i}>{said}</del> : <ins key={i}>{said}</ins>;
  });
}
