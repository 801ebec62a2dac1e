import type { QualityGate } from './plan.ts';

type Threshold = NonNullable<QualityGate['threshold']>;

const number = String.raw`(\d{1,12}(?:\.\d{1,6})?)\s*(%|percent\b|ms\b|milliseconds?\b|s\b|seconds?\b)?`;
const forms: readonly [RegExp, Threshold['comparison']][] = [
  [new RegExp(`(?:<=|≤|\\bat most\\b|\\bno more than\\b|\\bup to\\b|\\bwithin\\b)\\s*${number}`, 'i'), '<='],
  [new RegExp(`(?:>=|≥|\\bat least\\b|\\bno less than\\b|\\bminimum(?: of)?\\b)\\s*${number}`, 'i'), '>='],
  [new RegExp(`(?:<|\\bunder\\b|\\bbelow\\b|\\bless than\\b|\\bfewer than\\b)\\s*${number}`, 'i'), '<'],
  [new RegExp(`(?:>|\\bover\\b|\\babove\\b|\\bmore than\\b)\\s*${number}`, 'i'), '>'],
  [new RegExp(`${number}\\s*\\+`, 'i'), '>='],
];

/** The first figure with a comparison: `<200ms`, `99%+`, `at least 95 %`. A bare number compares nothing. */
export function parseThreshold(text: string): Threshold | undefined {
  const found = forms.flatMap(([form, comparison]) => {
    const match = form.exec(text);
    return match ? [{ at: match.index, comparison, value: Number(match[1]), unit: unitOf(match[2]) }] : [];
  });
  const first = found.reduce<(typeof found)[number] | undefined>(
    (least, next) => (least && least.at <= next.at ? least : next),
    undefined,
  );
  return first && { comparison: first.comparison, value: first.value, unit: first.unit };
}

function unitOf(written: string | undefined): Threshold['unit'] {
  const unit = written?.toLowerCase() ?? '';
  if (unit === '%' || unit === 'percent') return '%';
  if (unit === 'ms' || unit.startsWith('milli')) return 'ms';
  return unit === 's' || unit.startsWith('second') ? 's' : '';
}
