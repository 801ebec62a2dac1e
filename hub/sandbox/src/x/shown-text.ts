import { createHash } from 'node:crypto';
import type { Fields } from '../incoming.ts';
import type { SandboxPost } from '../sandbox-post.ts';
import type { World } from '../world.ts';
import { findAddresses } from './weighted-length.ts';

/**
 * The text as X hands it out: addresses, bare domains included, are wrapped as t.co, a post with media ends in one more such
 * address, and the three signs of HTML are written as entities. A client that looks for its own words has to know that.
 */
export function shownText(world: World, post: SandboxPost): { text: string; urls: Fields[] } {
  if (!world.rules.x.wrapsLinks) return { text: post.text, urls: [] };
  const normal = post.text.normalize('NFC');
  const urls: Fields[] = [];
  let text = '';
  let from = 0;
  for (const { 0: found, index } of findAddresses(normal)) {
    text += normal.slice(from, index);
    text += addUrl(post, urls, text, /^https?:/i.test(found) ? found : `http://${found}`);
    from = index + found.length;
  }
  text += normal.slice(from);
  if (post.media.length > 0) {
    text += text === '' ? '' : ' ';
    text += addUrl(post, urls, text, `https://x.com/i/status/${post.id}/photo/1`);
  }
  return { text: text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'), urls };
}

/** Places are counted in characters of the text before it is written with entities. */
function addUrl(post: SandboxPost, urls: Fields[], before: string, expanded: string): string {
  const slug = createHash('sha256').update(`${post.id} ${urls.length}`).digest('base64url');
  const url = `https://t.co/${slug.replace(/[-_]/g, 'x').slice(0, 10)}`;
  const start = [...before].length;
  urls.push({
    start,
    end: start + url.length,
    url,
    expanded_url: expanded,
    display_url: expanded.replace(/^https?:\/\//i, ''),
  });
  return url;
}
