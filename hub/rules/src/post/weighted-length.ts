import { factOf } from '../facts/platform-facts.ts';
import { findUrls } from './find-urls.ts';

/** How X counts a text (twitter-text configuration): the weights are divided by `scale`. */
export type Counting = {
  limit: number;
  scale: number;
  defaultWeight: number;
  urlCharacters: number;
  /** An emoji is one sign, however many code points it is joined of. */
  hasEmojiAsOne: boolean;
  ranges: readonly { from: number; to: number; weight: number }[];
};

export const xCounting: Counting = {
  limit: factOf('x.text_weight'),
  scale: factOf('x.weight_scale'),
  defaultWeight: factOf('x.weight_default'),
  urlCharacters: factOf('x.url_characters'),
  hasEmojiAsOne: true,
  ranges: factOf('x.weight_ranges'),
};

export type WeightedText = {
  /** In characters as X counts them, of which `limit` are allowed. */
  length: number;
  limit: number;
  isValid: boolean;
  permillage: number;
  /** The last UTF-16 unit of the text, and the last one that still fits. */
  lastIndex: number;
  lastValidIndex: number;
};

const noCharacters = /[\ufffe\ufeff\uffff]/;
const pictograph =
  '(?:\\p{Emoji_Modifier_Base}\\p{Emoji_Modifier}|(?![\\u00a9\\u00ae](?!\\ufe0f))[\\p{Extended_Pictographic}\\p{Emoji_Presentation}]\\ufe0f?)';
const emoji = new RegExp(
  [
    '[\\u{1f1e6}-\\u{1f1ff}]{2}',
    '[0-9#*]\\ufe0f?\\u20e3',
    '\\u{1f3f4}[\\u{e0020}-\\u{e007e}]+\\u{e007f}',
    `${pictograph}(?:\\u200d${pictograph})*`,
  ].join('|'),
  'gu',
);

/**
 * What a text counts on X: composed to NFC, links at their fixed length, any joined emoji as two, other code points by their
 * range. Agrees with every vector of twitter-text's conformance file.
 */
export function weightedLength(text: string, counting: Counting = xCounting): WeightedText {
  const composed = text.normalize('NFC');
  const fixed = fixedWeights(composed, counting);
  let weight = 0;
  let lastValidIndex = 0;
  let isValid = true;
  for (let at = 0; at < composed.length; ) {
    const code = composed.codePointAt(at) ?? 0;
    const part = fixed.get(at) ?? { end: at + (code > 0xffff ? 2 : 1), weight: weightOf(code, counting) };
    weight += part.weight;
    isValid &&= !noCharacters.test(composed.slice(at, part.end));
    at = part.end;
    if (isValid && weight <= counting.limit * counting.scale) lastValidIndex = at - 1;
  }
  const length = weight / counting.scale;
  return {
    length,
    limit: counting.limit,
    isValid: isValid && length > 0 && length <= counting.limit,
    permillage: Math.floor((length / counting.limit) * 1000),
    lastIndex: Math.max(0, text.length - 1),
    lastValidIndex: lastValidIndex + text.length - composed.length,
  };
}

type Part = { end: number; weight: number };

function fixedWeights(text: string, counting: Counting): Map<number, Part> {
  const parts = new Map<number, Part>();
  if (counting.hasEmojiAsOne) {
    for (const { index, 0: sign } of text.matchAll(emoji)) {
      parts.set(index, { end: index + sign.length, weight: counting.defaultWeight });
    }
  }
  for (const { start, end } of findUrls(text)) {
    parts.set(start, { end, weight: counting.urlCharacters * counting.scale });
  }
  return parts;
}

function weightOf(code: number, { ranges, defaultWeight }: Counting): number {
  return ranges.find(({ from, to }) => code >= from && code <= to)?.weight ?? defaultWeight;
}
