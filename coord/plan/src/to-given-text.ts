import { lineIndex, placeOf } from './line-index.ts';
import type { Compilation, SourceRange } from './plan.ts';
import type { Repair } from './repair.ts';

type Mojibake = Extract<Repair, { kind: 'mojibake' }>;

/** Takes what was found in a repaired text back to the text as it was given, and says that it was broken. */
export function toGivenText(
  given: string,
  { plan, diagnostics }: Compilation,
  { text, toOriginal }: Mojibake,
): Compilation {
  const index = lineIndex(given);
  const repairedIndex = lineIndex(text);
  const place = (line: number, column: number) =>
    placeOf(index, toOriginal((repairedIndex.starts[line - 1] ?? text.length) + column - 1));
  // An edit would mix clean words into the broken text, which then is neither and can no longer be repaired.
  const moved = diagnostics.map(({ edit: _, ...finding }) => ({
    ...finding,
    ...place(finding.line, finding.column),
  }));
  const finding = {
    rule: 'mis-decoded',
    severity: 'warning' as const,
    message:
      'this is UTF-8 that was read as Mac Roman; it is compiled as it was meant, with positions in the text as it is',
    line: 1,
    column: 1,
    fix: 'run `muster plan repair` to get the clean text back',
  };
  return { plan: withRanges(plan, toOriginal, index), diagnostics: [finding, ...moved] };
}

/** Lines stay what they are, since only characters within lines were broken. */
function withRanges<Value>(
  value: Value,
  toOriginal: (offset: number) => number,
  index: ReturnType<typeof lineIndex>,
): Value {
  if (Array.isArray(value)) return value.map((item) => withRanges(item, toOriginal, index)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  if (isRange(value)) {
    const start = toOriginal(value.start);
    return { ...value, start, end: toOriginal(value.end), ...placeOf(index, start) };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, withRanges(part, toOriginal, index)]),
  ) as Value;
}

function isRange(value: object): value is SourceRange {
  return ['start', 'end', 'line', 'column'].every(
    (key) => typeof (value as Record<string, unknown>)[key] === 'number',
  );
}
