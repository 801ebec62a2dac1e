import type { OutlineSection } from './outline-of.ts';
import type { Block, Phase, Week } from './plan.ts';
import { hold, type Reading, range, report } from './reading.ts';
import { type TakenIds, uniqueId } from './unique-id.ts';
import { slugOf } from './words-of.ts';

export type Schedule = {
  phases: Phase[];
  weeks: Week[];
  blocks: Block[];
  /** By section that holds tasks or oversight: the block that they belong to. */
  blockBySection: Map<number, Block>;
  /** By phase id: the days of the plan before its day 1, where its days begin anew. */
  offsets: Map<string, number>;
  /** By block id: the words of its heading. */
  headings: Map<string, string>;
};

/** What the schedule has to know of the YAML blocks: the sections with tasks or oversight, and an `id` given there. */
export type TaskSections = ReadonlyMap<number, { id?: string }>;

const numberedPhase = /^(?:phase|stage|sprint|iteration)\s+#?(\d{1,3})\b\s*[:.,–—-]*\s*(.*)$/i;
const weekHeading = /^week\s+#?(\d{1,3})\b\s*[:.,–—-]*\s*(.*)$/i;
const dayHeading =
  /^days?\s+(\d{1,5})(?:\s*(?:-|–|—|to\b|through\b|and\b|&)\s*(?:days?\s*)?(\d{1,5}))?\b\s*[:.,–—-]*\s*(.*)$/i;

/** A heading that is a phase or a week as soon as a block stands below it. */
type Pending = { section: number; depth: number; number?: number; title: string };

type State = Schedule & {
  reading: Reading;
  taskSections: TaskSections;
  boxed: ReadonlySet<number>;
  phase?: Pending | undefined;
  lastPhase?: Pending | undefined;
  week?: Pending | undefined;
  block?: { block: Block; depth: number } | undefined;
  phaseByHeading: Map<Pending | undefined, Phase>;
  weekByHeading: Map<Pending, Week>;
  weekById: Map<string, Week>;
  latestDay: number;
  taken: TakenIds;
};

/** Phases, weeks and blocks, from headings in reading order: their depths may differ from document to document. */
export function parseSchedule(reading: Reading, taskSections: TaskSections): Schedule {
  const state: State = {
    reading,
    taskSections,
    boxed: sectionsWithBoxes(reading),
    phases: [],
    weeks: [],
    blocks: [],
    blockBySection: new Map(),
    offsets: new Map(),
    headings: new Map(),
    phaseByHeading: new Map(),
    weekByHeading: new Map(),
    weekById: new Map(),
    latestDay: 0,
    taken: new Map(),
  };
  reading.outline.sections.forEach((section, index) => {
    readHeading(state, section, index);
    if (!taskSections.has(index)) return;
    state.block ??= { block: blockWithoutDays(state, section, index), depth: section.depth };
    state.blockBySection.set(index, state.block.block);
  });
  return state;
}

function readHeading(state: State, section: OutlineSection, index: number): void {
  const { words, depth } = section;
  if (depth === 0) return;
  const day = dayHeading.exec(words);
  const week = weekHeading.exec(words);
  const phase = phaseOf(words);
  // Checkboxes below `Day 2` or `Week 1 Targets` are milestones; only tasks make such a heading part of the schedule.
  const isBlock = day && (state.taskSections.has(index) || !state.boxed.has(index));
  if (isBlock) {
    const block = addBlock(state, index, Number(day[1]), Number(day[2] ?? day[1]), day[3] ?? '');
    state.block = { block, depth };
    return;
  }
  if (state.block && depth > state.block.depth && !phase && !week) return;
  state.block = undefined;
  if (phase) {
    state.phase = { section: index, depth, ...phase };
    state.lastPhase = state.phase;
    state.week = undefined;
  } else if (week) state.week = { section: index, depth, number: Number(week[1]), title: week[2] || words };
  else {
    if (state.week && depth <= state.week.depth) state.week = undefined;
    if (state.phase && depth <= state.phase.depth) {
      state.phase = undefined;
      state.week = undefined;
    }
  }
}

function phaseOf(words: string): { number?: number; title: string } | undefined {
  const numbered = numberedPhase.exec(words);
  if (numbered) return { number: Number(numbered[1]), title: numbered[2] || words };
  if (!/\bphase\b/i.test(words) || /^next\b/i.test(words)) return undefined;
  return { title: words.replace(/\s*\bphase\b\s*[:.,–—-]*\s*/i, ' ').trim() || words };
}

function addBlock(state: State, section: number, first: number, last: number, title: string): Block {
  const days = first === last ? `d${first}` : `d${first}-${last}`;
  const phase = usePhase(state, section, first);
  const offset = state.offsets.get(phase.id) ?? 0;
  return pushBlock(state, section, phase, days, first + offset, last + offset, first, title);
}

/** Tasks whose headings name no day get their week's days, and without a week the day after everything before. */
function blockWithoutDays(state: State, section: OutlineSection, index: number): Block {
  const week = state.week?.number;
  report(
    state.reading,
    'warning',
    'block-without-days',
    section.start,
    `expected a heading such as \`Day 1-2\` above these tasks; ${week ? `the days of week ${week} are taken` : 'the day after the blocks before is taken'}`,
    { fix: 'put the tasks under a heading with their days' },
  );
  if (week) return addBlock(state, index, week * 7 - 6, week * 7, '');
  const day = state.latestDay + 1;
  const phase = usePhase(state, index, undefined);
  return pushBlock(state, index, phase, slugOf(section.words) || `d${day}`, day, day, day, section.words);
}

function pushBlock(
  state: State,
  section: number,
  phase: Phase,
  days: string,
  firstDay: number,
  lastDay: number,
  writtenDay: number,
  title: string,
): Block {
  const { reading } = state;
  const { start, end, words } = reading.outline.sections[section]!;
  const wanted = state.taskSections.get(section)?.id ?? `${phase.id}.${days}`;
  const id = uniqueId(state.taken, wanted);
  if (id !== wanted)
    report(
      reading,
      'error',
      'duplicate-id',
      start,
      `two blocks have the id ${wanted}; this one is read as ${id}`,
      {
        fix: 'join the two blocks, or give one an `id:` of its own',
      },
    );
  const block: Block = {
    id,
    label: `b${state.blocks.length + 1}`,
    phase: phase.id,
    week: useWeek(state, section, phase, writtenDay).id,
    title: title || words,
    firstDay,
    lastDay,
    range: range(reading, start, end),
  };
  state.blocks.push(block);
  state.headings.set(id, words);
  state.latestDay = Math.max(state.latestDay, firstDay, lastDay);
  hold(reading, section, 'blocks');
  return block;
}

/** The phase around a block: the heading above it, else the last one before it, else the one phase `p1`. */
function usePhase(state: State, section: number, firstDay: number | undefined): Phase {
  const heading = state.phase ?? state.lastPhase;
  const known = state.phaseByHeading.get(heading);
  if (known) return known;
  const at = state.reading.outline.sections[heading?.section ?? section]!;
  const wanted = heading
    ? heading.number === undefined
      ? slugOf(heading.title)
      : `p${heading.number}`
    : 'p1';
  const id = uniqueId(state.taken, wanted);
  const title = heading?.title ?? (state.reading.outline.sections[1]?.words || 'Plan');
  const phase = { id, title, range: range(state.reading, at.start, at.end) };
  state.phaseByHeading.set(heading, phase);
  state.phases.push(phase);
  if (heading) hold(state.reading, heading.section, 'phases');
  if (id !== wanted)
    report(
      state.reading,
      'error',
      'duplicate-id',
      at.start,
      `two phases have the id ${wanted}; this one is read as ${id}`,
      {
        fix: 'give each phase its own number or title',
      },
    );
  const before = state.latestDay;
  if (firstDay === 1 && before > 0) {
    state.offsets.set(id, before);
    report(
      state.reading,
      'info',
      'days-begin-anew',
      at.start,
      `the days of this phase begin at 1 again: its day 1 is day ${before + 1} of the plan`,
    );
  }
  return phase;
}

/** The week around a block: the heading above it, else the week of seven days in which its first day falls. */
function useWeek(state: State, section: number, phase: Phase, writtenDay: number): Week {
  const heading = state.week;
  const known = heading && state.weekByHeading.get(heading);
  if (known) return known;
  const number = heading?.number ?? Math.max(1, Math.ceil(writtenDay / 7));
  const wanted = `${phase.id}.w${number}`;
  const existing = state.weekById.get(wanted);
  if (existing && !heading) return existing;
  const at = state.reading.outline.sections[heading?.section ?? section]!;
  const id = uniqueId(state.taken, wanted);
  const week = {
    id,
    phase: phase.id,
    number,
    title: heading?.title ?? `Week ${number}`,
    range: range(state.reading, at.start, at.end),
  };
  state.weeks.push(week);
  state.weekById.set(id, week);
  if (heading) {
    state.weekByHeading.set(heading, week);
    hold(state.reading, heading.section, 'weeks');
  }
  return week;
}

function sectionsWithBoxes(reading: Reading): Set<number> {
  return new Set(
    reading.outline.pieces.flatMap((piece) =>
      piece.kind === 'item' && /^\[[ xX]\]/.test(piece.line.text) ? [piece.section] : [],
    ),
  );
}
