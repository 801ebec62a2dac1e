import { sectionsAround } from './outline-of.ts';
import { type Label, parseLabel } from './parse-label.ts';
import type { StatusLine } from './plan.ts';
import { hold, type Reading, range } from './reading.ts';
import { firstSession } from './session-mentions.ts';
import { type TakenIds, uniqueId } from './unique-id.ts';
import { slugOf, wordsOf } from './words-of.ts';

const statusLabel = /\bstatus\b|\bstate\b|^coordination\b|^next (?:phase|steps?)$/i;

/** Lines whose label speaks of a status. The label alone decides, so that a line stays one whatever is written into it. */
export function parseStatusLines(
  reading: Reading,
  sessionBySection: ReadonlyMap<number, number>,
): StatusLine[] {
  const lines: StatusLine[] = [];
  const taken: TakenIds = new Map();
  const closed = new Set<number>();
  for (const piece of reading.outline.pieces) {
    if (piece.kind === 'rule') closed.add(piece.section);
    if (piece.kind !== 'line' && piece.kind !== 'item') continue;
    const label = parseLabel(piece.line);
    if (!label || label.value === '' || label.value.includes('\n')) continue;
    if (!(piece.kind === 'line' ? statusLabel : /\bstatus\b/i).test(label.label)) continue;
    const around = sectionsAround(reading.outline, piece.section).find((at) => sessionBySection.has(at));
    const isOutside = around === undefined || closed.has(around);
    const { subject, id } = subjectOf(label, isOutside ? undefined : sessionBySection.get(around));
    lines.push({
      id: uniqueId(taken, id),
      label: label.label,
      subject,
      text: wordsOf(label.value),
      value: range(reading, label.start, label.end),
    });
    hold(reading, piece.section, 'statusLines');
  }
  return lines;
}

function subjectOf({ label }: Label, session: number | undefined): Pick<StatusLine, 'subject' | 'id'> {
  const named = firstSession(label) ?? session;
  const rest = slugOf(label.replace(/\bsession[\s_#-]*\d+\b/i, '')) || 'status';
  if (named !== undefined) return { subject: { kind: 'session', session: named }, id: `s${named}.${rest}` };
  if (/\bframework\b/i.test(label)) return { subject: { kind: 'framework' }, id: rest };
  if (/^next\b/i.test(label)) return { subject: { kind: 'next_phase' }, id: rest };
  return { subject: { kind: 'plan' }, id: `plan.${rest}` };
}
