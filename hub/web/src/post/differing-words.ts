import type { Mark } from './mark-text.ts';

type Word = { start: number; end: number; text: string };

/** Beyond so many comparisons nobody would see the difference before it was found: the longest captions are far below. */
const mostCells = 4_000_000;

/** Where two texts differ, by words: the stretches of each that the other has not, in the order of the text. */
export function differingWords(one: string, other: string): [Mark[], Mark[]] {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  if (a.length * b.length > mostCells) return [[], []];
  const common = longestCommon(a, b);
  return [
    joined(
      a.filter((_, index) => !common.some(([at]) => at === index)),
      one,
    ),
    joined(
      b.filter((_, index) => !common.some(([, at]) => at === index)),
      other,
    ),
  ];
}

const wordsOf = (text: string): Word[] =>
  [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
    text: word,
  }));

/** Pairs of places of the longest sequence of words that both have. */
function longestCommon(a: readonly Word[], b: readonly Word[]): [number, number][] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        a[i]!.text === b[j]!.text
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i]!.text === b[j]!.text) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i += 1;
    else j += 1;
  }
  return pairs;
}

/** Neighbours are one stretch, the white space between them with it. */
function joined(words: readonly Word[], text: string): Mark[] {
  const marks: Mark[] = [];
  for (const { start, end } of words) {
    const last = marks.at(-1);
    if (last !== undefined && text.slice(last.end, start).trim() === '') last.end = end;
    else marks.push({ start, end, kind: 'other' });
  }
  return marks;
}
