import type { SourceRange } from './plan.ts';

/** Where the lines of a text begin, so that an offset becomes a place without reading the text again. */
export type LineIndex = { starts: number[]; length: number };

export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) starts.push(feed + 1);
  return { starts, length: text.length };
}

/** The 1-based line and column of an offset; an offset outside the text is moved to its nearer end. */
export function placeOf(index: LineIndex, offset: number): { line: number; column: number } {
  const at = Math.min(Math.max(offset, 0), index.length);
  let low = 0;
  let high = index.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (index.starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - index.starts[low]! + 1 };
}

export function rangeOf(index: LineIndex, start: number, end: number): SourceRange {
  return { start, end, ...placeOf(index, start) };
}
