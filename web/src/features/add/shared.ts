// What a phone's "share" or the bookmarklet hands over: the address may stand in any of the three, with words around it.
import { webUrl } from '../../shared/text';

export function sharedAddress(query: URLSearchParams): string {
  for (const name of ['url', 'text', 'title']) {
    for (const [found] of (query.get(name) ?? '').matchAll(/https?:\/\/[^\s<>"']+/gi)) {
      const url = webUrl(found.replace(/[).,;:!?»”’]+$/, ''));
      if (url) return url;
    }
  }
  return '';
}

// Kept in the browser's bar; on a posting's page it opens ours with that page's address. It reads nothing else there.
export const bookmarklet = (origin: string) => `javascript:(()=>{window.open(${JSON.stringify(`${origin}/add?url=`)}+encodeURIComponent(location.href),'_blank')})()`;
