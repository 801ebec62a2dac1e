import type { Place } from './find-urls.ts';
import type { Platform } from './post.ts';

/** Marks that stand inside of a word in some scripts, and so inside of a hashtag. */
const joiners =
  '\\u200c\\u200d\\ua67e\\u05be\\u05f3\\u05f4\\uff5e\\u301c\\u309b\\u309c\\u30a0\\u30fb\\u3003\\u0f0b\\u0f0c\\u00b7';
const hashtag = new RegExp(
  `(?<![&\\p{L}\\p{M}\\p{Nd}_${joiners}])[#\\uff03]([\\p{L}\\p{M}\\p{Nd}_${joiners}]+)(?![#\\uff03]|://)`,
  'gu',
);
const cashtag = /(?<=^|\s)\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?=$|\s|[!'#%&()*+,\\\-./:;<=>?@[\]^_{|}~$])/gi;
const mentions = {
  /** With the list behind it, if one is named: `@name/list`. */
  x: /(?<![\w!@#$%&*\uff20])[@\uff20]\w{1,20}(?:\/[a-z][\w-]{0,24})?(?![\w@\uff20\u00c0-\u024f]|:\/\/)/gi,
  instagram: /(?<![\w.@])@\w(?:[\w.]{0,28}\w)?(?![\w@])/g,
  facebook: /(?<![\w.@])@[\w](?:[\w.]{0,48}\w)?(?![\w@])/g,
} as const satisfies Record<Platform, RegExp>;

/** Hashtags with their sign. One of digits alone is none. */
export function findHashtags(text: string): Place[] {
  return places(text, hashtag).filter((place) => /[\p{L}\p{M}]/u.test(place.text));
}

export function findMentions(text: string, platform: Platform): Place[] {
  return places(text, mentions[platform]);
}

/** Signs of shares and coins as X links them: `$MUST`, `$BRK.A`. */
export function findCashtags(text: string): Place[] {
  return places(text, cashtag);
}

function places(text: string, pattern: RegExp): Place[] {
  return [...text.matchAll(pattern)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}
