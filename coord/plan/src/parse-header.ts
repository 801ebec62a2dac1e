import { parseDate } from './parse-date.ts';
import { parseLabel } from './parse-label.ts';
import { hold, type Reading, report } from './reading.ts';

export type Header = { title: string; subtitle?: string; created?: string };

export function parseHeader(reading: Reading): Header {
  const { sections } = reading.outline;
  const first = sections.findIndex((section) => section.depth === 1);
  const at = first < 0 ? (sections.length > 1 ? 1 : 0) : first;
  const subtitle = subtitleOf(reading, at);
  const created = createdOf(reading);
  return {
    title: sections[at]!.words,
    ...(subtitle ? { subtitle } : {}),
    ...(created ? { created } : {}),
  };
}

/** The next heading, with no section of its own, on the next line or above the lines that speak of the whole plan. */
function subtitleOf(reading: Reading, titleAt: number): string | undefined {
  const { sections, pieces } = reading.outline;
  const title = sections[titleAt]!;
  const next = sections[titleAt + 1];
  if (!next || title.depth === 0 || next.depth <= title.depth) return undefined;
  const between = reading.text.slice(title.headingEnd, next.start);
  const hasSections = sections[titleAt + 2]?.parent === titleAt + 1;
  if (between.trim() !== '' || hasSections || /^(?:session|phase|week|day)s?\b/i.test(next.words))
    return undefined;
  const isOnNextLine = between.split('\n').length <= 2;
  const speaksOfPlan = () =>
    pieces.some(
      (piece) =>
        piece.section === titleAt + 1 &&
        piece.kind === 'line' &&
        /^(?:master|created|date|status)\b/i.test(parseLabel(piece.line)?.label ?? ''),
    );
  return isOnNextLine || speaksOfPlan() ? next.words : undefined;
}

function createdOf(reading: Reading): string | undefined {
  for (const piece of reading.outline.pieces) {
    if (piece.kind !== 'line' && piece.kind !== 'item') continue;
    const label = parseLabel(piece.line);
    if (!label || !/^(?:created|date|written|created on)$/i.test(label.label)) continue;
    const date = parseDate(label.value);
    if (date) {
      hold(reading, piece.section, 'header');
      return date;
    }
    report(
      reading,
      'warning',
      'unreadable-date',
      label.start,
      `expected a date such as 2025-07-27 or July 27, 2025, found "${label.value}"`,
      {
        fix: 'write the date as YYYY-MM-DD',
      },
    );
    return undefined;
  }
  return undefined;
}
