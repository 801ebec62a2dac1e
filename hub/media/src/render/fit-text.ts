import { MediaError } from '../media-error.ts';
import { drawable, type Lettering, type Weight, widthOf } from './typeface.ts';

export type TextBlock = {
  lines: string[];
  lettering: Lettering;
  lineHeight: number;
  width: number;
  height: number;
};

export type TextRoom = {
  width: number;
  height: number;
  weight: Weight;
  /** In pixels: the size that is wanted, and the one below which it is not read on a telephone. */
  largest: number;
  smallest: number;
  mostLines?: number;
  leading?: number;
  tracking?: number;
};

const steps = 24;

/** The largest setting of a text that fits its room, its lines of about the same length. */
export function fitText(text: string, room: TextRoom): TextBlock {
  const words = drawable(text).split(' ').filter(Boolean);
  for (let step = 0; step <= steps; step++) {
    const size = room.largest * (room.smallest / room.largest) ** (step / steps);
    const block = setText(words, room, size);
    if (block) return block;
  }
  throw new MediaError(
    'text_too_long',
    `"${drawable(text).slice(0, 60)}" has no room in ${Math.round(room.width)} by ${Math.round(room.height)} pixels at the smallest size: shorten it`,
  );
}

function setText(words: readonly string[], room: TextRoom, size: number): TextBlock | undefined {
  const { weight, mostLines = 12, leading = 1.2, tracking = tracked(size) } = room;
  const lettering = { size, weight, tracking };
  const measure = (text: string) => widthOf(text, lettering);
  // Words are broken only at the smallest size; before that the text gets smaller.
  const isLast = size <= room.smallest * 1.0001;
  const pieces = isLast ? words.flatMap((word) => broken(word, room.width, measure)) : words;
  if (pieces.some((word) => measure(word) > room.width)) return undefined;
  const lines = wrapped(pieces, room.width, measure);
  const lineHeight = size * leading;
  const height = lineHeight * (lines.length - 1) + size;
  if (lines.length > mostLines || height > room.height) return undefined;
  const balanced = balance(pieces, lines, room.width, measure);
  return { lines: balanced, lettering, lineHeight, width: Math.max(0, ...balanced.map(measure)), height };
}

/** Large letters stand closer. */
const tracked = (size: number): number => (size > 60 ? -0.022 : size > 36 ? -0.014 : -0.006);

function wrapped(words: readonly string[], width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && measure(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** As many lines as before, in the narrowest column that holds them: no word is left alone on the last one. */
function balance(
  words: readonly string[],
  lines: string[],
  width: number,
  measure: (text: string) => number,
): string[] {
  let [narrow, wide] = [width * 0.4, width];
  let best = lines;
  for (let halving = 0; halving < 8; halving++) {
    const middle = (narrow + wide) / 2;
    const tried = wrapped(words, middle, measure);
    if (tried.length > lines.length || tried.some((line) => measure(line) > middle)) narrow = middle;
    else {
      best = tried;
      wide = middle;
    }
  }
  return best;
}

/** A word that is wider than its room, in pieces that are not. */
function broken(word: string, width: number, measure: (text: string) => number): string[] {
  const pieces = [''];
  for (const character of word) {
    const longer = pieces.at(-1) + character;
    if (measure(longer) <= width || pieces.at(-1) === '') pieces[pieces.length - 1] = longer;
    else pieces.push(character);
  }
  return pieces;
}
