const entities: readonly [RegExp, string][] = [
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/&quot;/g, '"'],
  [/&#39;/g, "'"],
  [/&amp;/g, '&'],
];

/**
 * Whether a text that a platform shows is the one that it was given. Platforms shorten links, add one for media, write entities
 * and trim: links are compared by their presence only, white space by its presence.
 */
export function isSameText(shown: string, meant: string): boolean {
  return fingerprint(shown) === fingerprint(meant);
}

function fingerprint(text: string): string {
  return entities
    .reduce((rest, [entity, sign]) => rest.replace(entity, sign), text)
    .normalize('NFC')
    .replace(/https?:\/\/\S+/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
