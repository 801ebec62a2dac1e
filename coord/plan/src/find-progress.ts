import { type Line, linesOf } from './lines-of.ts';
import type { ProgressRegion } from './plan.ts';

export const progressStart = '<!-- muster:progress -->';
export const progressEnd = '<!-- /muster:progress -->';

/** `strays` are markers that belong to no region: a start whose end was deleted, a copy, an end alone. */
export type ProgressMarkers = { region?: ProgressRegion; strays: Line[] };

/**
 * The generated region: the first start marker that has its end before any further start. A marker counts wherever
 * it stands on a line of its own, in fenced code too: a fence that somebody leaves open must not make every
 * write-back add one more region.
 */
export function findProgress(text: string): ProgressMarkers {
  // Most documents that are read have no marker, and the compiler asks this of each of them.
  if (!text.includes('muster:progress')) return { strays: [] };
  const markers = linesOf(text).filter((line) => [progressStart, progressEnd].includes(line.text.trim()));
  const at = markers.findIndex((line, index) => {
    const next = markers[index + 1];
    return line.text.trim() === progressStart && next?.text.trim() === progressEnd;
  });
  if (at < 0) return { strays: markers };
  return { region: regionFrom(markers[at]!, markers[at + 1]!), strays: markers.toSpliced(at, 2) };
}

/** The text with the region's inside blanked at the same length and line ends, for a reader that must not see it. */
export function withoutProgress(text: string): string {
  const range = findProgress(text).region?.range;
  if (!range) return text;
  return (
    text.slice(0, range.start) +
    text.slice(range.start, range.end).replace(/[^\r\n]/g, ' ') +
    text.slice(range.end)
  );
}

function regionFrom(first: Line, last: Line): ProgressRegion {
  const column = first.text.indexOf(progressStart);
  const end = last.start + last.text.indexOf(progressEnd) + progressEnd.length;
  return { range: { start: first.start + column, end, line: first.number, column: column + 1 } };
}
