import type { LineIndex } from './line-index.ts';
import { placeOf, rangeOf } from './line-index.ts';
import type { Outline } from './outline-of.ts';
import type { Diagnostic, ExtraEntry, SectionHolding, SourceRange } from './plan.ts';

/** What the parsers of one compilation share: the text, its outline, and what they found wrong or could not place. */
export type Reading = {
  text: string;
  index: LineIndex;
  outline: Outline;
  diagnostics: Diagnostic[];
  extra: ExtraEntry[];
  /** What each section of the outline turned out to hold. */
  holdings: Map<number, Set<SectionHolding>>;
};

type More = Pick<Diagnostic, 'fix' | 'edit'>;

export function report(
  reading: Reading,
  severity: Diagnostic['severity'],
  rule: string,
  offset: number,
  message: string,
  more: More = {},
): void {
  reading.diagnostics.push({ rule, severity, message, ...placeOf(reading.index, offset), ...more });
}

export function keepExtra(reading: Reading, path: string, value: unknown, offset: number): void {
  reading.extra.push({ path, value, line: placeOf(reading.index, offset).line });
}

export function hold(reading: Reading, section: number, holding: SectionHolding): void {
  const held = reading.holdings.get(section) ?? new Set();
  reading.holdings.set(section, held.add(holding));
}

export function range(reading: Reading, start: number, end: number): SourceRange {
  return rangeOf(reading.index, start, end);
}

export function lineAt(reading: Reading, offset: number): number {
  return placeOf(reading.index, offset).line;
}
