import { domainToASCII } from 'node:url';

/**
 * X's weighted length, read independently of the hub's own count (facts 5.3, counting): NFC; an address counts 23; an emoji,
 * joined ones included, counts 2; the light ranges count 1, all else 2. Addresses without a scheme are recognised under the
 * most used top-level domains only.
 */
export function weightedLength(text: string): number {
  const normal = text.normalize('NFC');
  let length = 0;
  let from = 0;
  for (const match of findAddresses(normal)) {
    length += weigh(normal.slice(from, match.index)) + 23;
    from = match.index + match[0].length;
  }
  return length + weigh(normal.slice(from));
}

const bareDomains =
  'com|org|net|io|co|app|dev|ai|me|info|biz|edu|gov|tv|shop|store|blog|de|fr|uk|eu|us|ch|nl|es|it|jp|br|in|ca|au|link|page|xyz|online|site|tech';
const address = new RegExp(
  `https?://[^\\s<>"'）)]*[^\\s<>"'）).,!?;:]|(?<![\\p{L}\\p{N}@#$_./-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:${bareDomains})(?![\\p{L}\\p{N}@-])(?:/[^\\s<>"')]*[^\\s<>"').,!?;:])?`,
  'giu',
);
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const emoji =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\u{FE0F}|\p{Extended_Pictographic}\p{Emoji_Modifier}|\p{Regional_Indicator}{2}|[0-9#*]\u{FE0F}?\u{20E3})/u;

function weigh(text: string): number {
  let length = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (emoji.test(segment)) length += 2;
    else for (const character of segment) length += isLight(character.codePointAt(0)!) ? 1 : 2;
  }
  return length;
}

function isLight(point: number): boolean {
  return (
    point <= 4351 ||
    (point >= 8192 && point <= 8205) ||
    (point >= 8208 && point <= 8223) ||
    (point >= 8242 && point <= 8247)
  );
}

/** Whether X charges the price of a post with a link. */
export function hasLink(text: string): boolean {
  return findAddresses(text.normalize('NFC')).length > 0;
}

/** A label of a host has 63 characters at most, in the form that the network uses. */
export function findAddresses(text: string): RegExpExecArray[] {
  return [...text.matchAll(address)].filter(([found]) => {
    const [host = ''] = found.replace(/^https?:\/\//i, '').split(/[/?#:]/);
    return domainToASCII(host)
      .split('.')
      .every((label) => label.length > 0 && label.length < 64);
  });
}
