import { findProgress, progressEnd, progressStart } from './find-progress.ts';
import { linesOf } from './lines-of.ts';
import type { Plan, QualityGate } from './plan.ts';
import { PlanError } from './plan-error.ts';
import { repair } from './repair.ts';
import { wordsOf } from './words-of.ts';

/**
 * What a run knows about a document, by the ids of its plan. What is absent stays as it stands in the document, and
 * an id that the document no longer has is passed over, since a person may have deleted its line.
 */
export type DocumentStatus = {
  /** New text of status lines, each one line of Markdown. */
  statusLines?: Readonly<Record<string, string>>;
  milestones?: Readonly<Record<string, boolean>>;
  qualityGates?: Readonly<Record<string, boolean>>;
  /** The Markdown lines of the progress region, without its markers. */
  progress?: readonly string[];
};

/** A replacement in a text: half open, in UTF-16 units. */
export type Edit = { start: number; end: number; text: string };

/**
 * Writes statuses, checkboxes and the one generated progress region into the text that `plan` was compiled from.
 * Every other byte stays. Throws `mis_decoded` for a text that has to be repaired first, and `stale_plan` when the
 * plan's ranges do not fit the text.
 */
export function writeBack(text: string, plan: Plan, status: DocumentStatus): string {
  refuseMisDecoded(text);
  return applyEdits(text, [
    ...statusEdits(text, plan, status.statusLines ?? {}),
    ...boxEdits(text, plan.milestones, status.milestones ?? {}),
    ...boxEdits(text, plan.qualityGates, status.qualityGates ?? {}),
    ...progressEdits(text, plan, status.progress),
  ]);
}

/** Nothing is written into a text whose characters are not what they were meant to be. */
export function refuseMisDecoded(text: string): void {
  if (repair(text).kind === 'clean') return;
  throw new PlanError(
    'mis_decoded',
    'expected a clean document, received UTF-8 that was read as Mac Roman; run `muster plan repair` first',
  );
}

/** Applies edits that do not overlap; the order in which they come does not matter. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let copied = 0;
  for (const { start, end, text: replacement } of edits.toSorted((a, b) => a.start - b.start)) {
    if (start < copied || end < start || end > text.length) {
      throw new PlanError(
        'stale_plan',
        `an edit of ${start} to ${end} does not fit a text of ${text.length} characters`,
      );
    }
    parts.push(text.slice(copied, start), replacement);
    copied = end;
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

function statusEdits(text: string, plan: Plan, wanted: Readonly<Record<string, string>>): Edit[] {
  return plan.statusLines.flatMap(({ id, value, text: said }) => {
    const line = wanted[id]?.replace(/\s*[\r\n]+\s*/g, ' ').trim();
    // An empty value would leave a label that the next reading does not take for a status line.
    if (!line) return [];
    const current = text.slice(value.start, value.end);
    if (current !== current.trim() || wordsOf(current) !== wordsOf(said))
      throw stale(`status line ${id}`, value.line);
    return current === line ? [] : [{ start: value.start, end: value.end, text: line }];
  });
}

function boxEdits(
  text: string,
  items: readonly Pick<QualityGate, 'id' | 'box' | 'isChecked'>[],
  wanted: Readonly<Record<string, boolean>>,
): Edit[] {
  return items.flatMap(({ id, box, isChecked }) => {
    const isWanted = wanted[id];
    if (isWanted === undefined) return [];
    const around = text.slice(box.start - 1, box.end + 1);
    if (!/^\[[ xX]\]$/.test(around)) throw stale(`the checkbox of ${id}`, box.line);
    return isWanted === isChecked ? [] : [{ start: box.start, end: box.end, text: isWanted ? 'x' : ' ' }];
  });
}

function stale(what: string, line: number): PlanError {
  return new PlanError(
    'stale_plan',
    `expected ${what} on line ${line}, but the text has something else there; compile the text again before writing`,
  );
}

function progressEdits(text: string, plan: Plan, progress: readonly string[] | undefined): Edit[] {
  if (!progress) return [];
  const { region, strays } = findProgress(text);
  if (region) {
    const { start, end } = region.range;
    return [{ start, end, text: regionText(progress, lineEndAt(text, start)) }];
  }
  if (progress.length === 0) return [];
  // A start whose end was deleted is taken over; what stood below it can no longer be told from people's own words.
  const orphan = strays.find((line) => line.text.trim() === progressStart);
  if (orphan)
    return [
      { start: orphan.start, end: orphan.end, text: regionText(progress, lineEndAt(text, orphan.start)) },
    ];
  const at = progressPlace(text, plan);
  const lineEnd = lineEndAt(text, at);
  const gap = at === 0 ? '' : lineEnd + lineEnd;
  return [{ start: at, end: at, text: gap + regionText(progress, lineEnd) }];
}

function regionText(progress: readonly string[], lineEnd: string): string {
  // An opening comment in somebody's words could pose as a marker; `&lt;` shows the same and ends nothing.
  const lines = progress.flatMap((line) => line.replaceAll('<!--', '&lt;!--').split(/\r\n|\r|\n/));
  const inside = lines.length > 0 ? ['', ...lines, ''] : [];
  return [progressStart, ...inside, progressEnd].join(lineEnd);
}

/** A blank line, or a heading, rule, fence or HTML block, which need no blank line before them. */
const endsItem = /^\s*$|^ {0,3}(#{1,6}(\s|$)|([-*_])( *\3){2,} *$|`{3}|~{3}|<)/;

/** Below the last milestone or quality gate and whatever belongs to it; else below the last line of the document. */
function progressPlace(text: string, plan: Plan): number {
  const boxes = [...plan.milestones, ...plan.qualityGates];
  const last = boxes.reduce((furthest, { range }) => Math.max(furthest, range.start), -1);
  const lines = linesOf(text);
  if (last < 0) return lines.findLast((line) => line.text.trim() !== '')?.end ?? 0;
  const first = lines.findIndex((line) => line.end >= last);
  const after = lines.findIndex((line, index) => index > first && endsItem.test(line.text));
  return (after < 0 ? lines.at(-1) : lines[after - 1])!.end;
}

/** The line end in use where something is put: that of the line, else of the document's first line. */
function lineEndAt(text: string, offset: number): string {
  const here = /\r?\n/g;
  here.lastIndex = offset;
  return here.exec(text)?.[0] ?? /\r?\n/.exec(text)?.[0] ?? '\n';
}
