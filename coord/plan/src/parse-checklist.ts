import { sectionsAround } from './outline-of.ts';
import { parseThreshold } from './parse-threshold.ts';
import type { Milestone, QualityGate } from './plan.ts';
import { hold, type Reading, range, report } from './reading.ts';
import { firstSession } from './session-mentions.ts';
import { type TakenIds, uniqueId } from './unique-id.ts';
import { slugOf, wordsOf } from './words-of.ts';

export type Checklist = { milestones: Milestone[]; qualityGates: QualityGate[] };

type Box = {
  section: number;
  start: number;
  end: number;
  at: number;
  isChecked: boolean;
  name: string;
  text: string;
};

const boxForm = /^\[([ xX])\](?:[ \t]+|$)/;
const namedForm =
  /^(?:\*\*|__)?([^*_:\n]{1,80}?)(?:\s*:\s*(?:\*\*|__)|(?:\*\*|__)\s*(?::|[–—-]\s)|:(?=\s))\s*/;
const dayForm = /^days?\s+(\d{1,5})(?:\s*(?:-|–|—|to\b|and\b)\s*(?:days?\s*)?(\d{1,5}))?\b\s*[:.,–—-]*\s*/i;

/** Checkboxes with a day are milestones, named ones without are quality gates. */
export function parseChecklist(
  reading: Reading,
  offsets: ReadonlyMap<string, number>,
  master: number,
): Checklist {
  const checklist: Checklist = { milestones: [], qualityGates: [] };
  const milestoneIds: TakenIds = new Map();
  const gateIds: TakenIds = new Map();
  for (const box of boxesOf(reading)) {
    const headings = sectionsAround(reading.outline, box.section).map(
      (at) => reading.outline.sections[at]!.words,
    );
    const day = dayOf(box, headings);
    const common = {
      isChecked: box.isChecked,
      box: range(reading, box.at, box.at + 1),
      range: range(reading, box.start, box.end),
    };
    const isGateSection = /\b(?:gates?|quality)\b/i.test(headings[0] ?? '');
    if (day !== undefined && (box.name === '' || !isGateSection)) {
      const text = dayForm.test(box.name) ? box.text : [box.name, box.text].filter(Boolean).join(': ');
      const plain = `day-${day + offsetOf(headings, offsets)}`;
      const id = milestoneIds.has(plain)
        ? uniqueId(milestoneIds, `${plain}-${slugOf(text)}`)
        : uniqueId(milestoneIds, plain);
      checklist.milestones.push({ id, day: day + offsetOf(headings, offsets), text, ...common });
      hold(reading, box.section, 'milestones');
    } else if (box.name || isGateSection) {
      const name = box.name || box.text;
      const threshold = parseThreshold(box.text);
      checklist.qualityGates.push({
        id: uniqueId(gateIds, slugOf(name) || 'gate'),
        name,
        text: box.name ? box.text : '',
        ...(threshold ? { threshold } : {}),
        validator: headings.map(firstSession).find((session) => session !== undefined) ?? master,
        ...common,
      });
      hold(reading, box.section, 'qualityGates');
    } else
      report(
        reading,
        'warning',
        'unread-checkbox',
        box.start,
        'a checkbox without a day and without a name is neither a milestone nor a quality gate',
        {
          fix: 'begin it with `**Day N**:` or with a name such as `**System Reliability**:`',
        },
      );
  }
  return checklist;
}

function* boxesOf(reading: Reading): Generator<Box> {
  for (const piece of reading.outline.pieces) {
    if (piece.kind !== 'item') continue;
    const match = boxForm.exec(piece.line.text);
    if (!match) continue;
    const rest = piece.line.text.slice(match[0].length);
    const named = namedForm.exec(rest);
    const day = dayForm.exec(wordsOf(rest));
    const name = named ? wordsOf(named[1]!) : day ? day[0].replace(/[\s:.,–—-]+$/, '') : '';
    const text = named
      ? wordsOf(rest.slice(named[0].length))
      : day
        ? wordsOf(rest).slice(day[0].length)
        : wordsOf(rest);
    yield {
      section: piece.section,
      start: piece.start,
      end: piece.end,
      at: piece.line.start + 1,
      isChecked: match[1] !== ' ',
      name,
      text,
    };
  }
}

/** The day the item begins with, else the last day of the week in its heading. */
function dayOf(box: Box, headings: readonly string[]): number | undefined {
  const named = dayForm.exec(box.name);
  if (named) return Number(named[2] ?? named[1]);
  const week = /^week\s+#?(\d{1,3})\b/i.exec(headings[0] ?? '');
  if (week) return Number(week[1]) * 7;
  const day = dayForm.exec(headings[0] ?? '');
  return day ? Number(day[2] ?? day[1]) : undefined;
}

function offsetOf(headings: readonly string[], offsets: ReadonlyMap<string, number>): number {
  if (offsets.size === 0) return 0;
  const phase = headings.map((heading) => /\bphase\s+(\d{1,3})\b/i.exec(heading)?.[1]).find(Boolean);
  return (phase && offsets.get(`p${phase}`)) || 0;
}
