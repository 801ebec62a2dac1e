import { findUrls } from '@musterhub/rules';

const entities: readonly [RegExp, string][] = [
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/&quot;/g, '"'],
  [/&#39;/g, "'"],
  [/&amp;/g, '&'],
];

/**
 * Whether a text that a platform shows is the one that it was given. Platforms shorten links, those without a protocol too, add one for
 * media, write entities and trim: links are left out, white space is compared by its presence.
 */
export function isSameText(shown: string, meant: string): boolean {
  return fingerprint(shown) === fingerprint(meant);
}

function fingerprint(text: string): string {
  const read = entities.reduce((rest, [entity, sign]) => rest.replace(entity, sign), text).normalize('NFC');
  return withoutUrls(read).replace(/\s+/g, ' ').trim();
}

function withoutUrls(text: string): string {
  const urls = findUrls(text);
  const ends = [0, ...urls.map(({ end }) => end)];
  return ends.map((from, index) => text.slice(from, urls[index]?.start)).join(' ');
}
