import { addDependencies } from './dependencies-of.ts';
import { entriesOf, type PlacedEntry } from './entries-of.ts';
import { findProgress, withoutProgress } from './find-progress.ts';
import { lineIndex } from './line-index.ts';
import { outlineOf } from './outline-of.ts';
import { parseBranches } from './parse-branches.ts';
import { parseChecklist } from './parse-checklist.ts';
import { type HandoffDraft, parseHandoff } from './parse-handoffs.ts';
import { parseHeader } from './parse-header.ts';
import { parseOversight } from './parse-oversight.ts';
import { parseResource } from './parse-resources.ts';
import { parseRound } from './parse-rounds.ts';
import { parseSchedule, type TaskSections } from './parse-schedule.ts';
import { parseSessions } from './parse-sessions.ts';
import { parseStartCommands } from './parse-start-commands.ts';
import { parseStatusLines } from './parse-status-lines.ts';
import { parseTasks, type TaskDraft } from './parse-tasks.ts';
import { parseTokenStrategies } from './parse-token-strategies.ts';
import { placeTasks, type Team } from './place-tasks.ts';
import type { Block, Compilation, Oversight, Plan, Resource, Round, Section, TokenStrategy } from './plan.ts';
import { hold, keepExtra, type Reading, range, report } from './reading.ts';
import { repair } from './repair.ts';
import { toGivenText } from './to-given-text.ts';
import { plainOf, textOf } from './yaml-entries.ts';

/** Names from outside the document: with `presets` the agents of tasks are known, with both the start commands are checked. */
export type CompileOptions = Team;

/** Compiles any text to as much of a plan as can be read from it, with findings about the rest. Never throws. */
export function compile(text: string, options: CompileOptions = {}): Compilation {
  const repaired = repair(text);
  if (repaired.kind === 'clean') return compileClean(text, options);
  return toGivenText(text, compileClean(repaired.text, options), repaired);
}

function compileClean(given: string, options: CompileOptions): Compilation {
  const text = withoutProgress(given);
  const reading: Reading = {
    text,
    index: lineIndex(text),
    outline: outlineOf(text),
    diagnostics: [],
    extra: [],
    holdings: new Map(),
  };
  const { sessions, master, bySection } = parseSessions(reading);
  const entries = entriesOf(reading);
  const schedule = parseSchedule(reading, taskSectionsOf(entries));
  const parts = readEntries(reading, entries, schedule, master);
  const starts = parseStartCommands(reading);
  const placed = placeTasks(reading, parts.drafts, starts, sessions, options);
  addDependencies(reading, placed, parts.handoffs, sessions);
  const progress = findProgress(given).region;
  const plan: Plan = {
    ...parseHeader(reading),
    sessions,
    master,
    phases: schedule.phases,
    weeks: schedule.weeks,
    blocks: schedule.blocks,
    tasks: parts.drafts.map((draft) => draft.task),
    oversights: parts.oversights,
    rounds: parts.rounds,
    handoffs: parts.handoffs.map((draft) => draft.handoff),
    resources: parts.resources,
    branches: parseBranches(reading, sessions, master),
    tokenStrategies: parts.tokenStrategies,
    ...parseChecklist(reading, schedule.offsets, master),
    statusLines: parseStatusLines(reading, bySection),
    sections: sectionsOf(reading),
    extra: reading.extra,
    ...(progress ? { progress } : {}),
  };
  return {
    plan,
    diagnostics: reading.diagnostics.toSorted((a, b) => a.line - b.line || a.column - b.column),
  };
}

function taskSectionsOf(entries: readonly PlacedEntry[]): TaskSections {
  const sections = new Map<number, { id?: string }>();
  for (const { kind, section } of entries)
    if (kind.kind === 'tasks' || kind.kind === 'oversight') sections.set(section, {});
  for (const { kind, section, entry } of entries)
    if (kind.kind === 'block_id' && sections.has(section)) sections.set(section, { id: textOf(entry.value) });
  return sections;
}

type Parts = {
  drafts: TaskDraft[];
  oversights: Oversight[];
  rounds: Round[];
  handoffs: HandoffDraft[];
  resources: Resource[];
  tokenStrategies: TokenStrategy[];
};

function readEntries(
  reading: Reading,
  entries: readonly PlacedEntry[],
  schedule: { blockBySection: ReadonlyMap<number, Block>; headings: ReadonlyMap<string, string> },
  master: number,
): Parts {
  const parts: Parts = {
    drafts: [],
    oversights: [],
    rounds: [],
    handoffs: [],
    resources: [],
    tokenStrategies: [],
  };
  const taken = {
    tasks: { ids: new Map(), labels: new Map() },
    oversights: new Map(),
    rounds: new Map(),
    handoffs: new Map(),
    resources: new Map(),
    strategies: new Map(),
  };
  for (const { entry, kind, section } of entries) {
    const block = schedule.blockBySection.get(section);
    if (kind.kind === 'tasks' && block) {
      const heading = schedule.headings.get(block.id) ?? block.title;
      parts.drafts.push(...parseTasks(reading, entry, kind.session, { block, heading }, taken.tasks));
      hold(reading, section, 'tasks');
    } else if (kind.kind === 'oversight' && block) {
      parts.oversights.push(parseOversight(reading, entry, kind.session, block, taken.oversights));
      hold(reading, section, 'oversights');
    } else if (kind.kind === 'round') {
      parts.rounds.push(parseRound(reading, entry, master, taken.rounds));
      hold(reading, section, 'rounds');
    } else if (kind.kind === 'handoff') {
      const handoff = parseHandoff(reading, entry, master, taken.handoffs);
      if (handoff) parts.handoffs.push(handoff);
      hold(reading, section, 'handoffs');
    } else if (kind.kind === 'resource') {
      const resource = parseResource(reading, entry, master, taken.resources);
      if (resource) parts.resources.push(resource);
      hold(reading, section, 'resources');
    } else if (kind.kind === 'strategy') {
      parts.tokenStrategies.push(...parseTokenStrategies(reading, entry, taken.strategies));
      hold(reading, section, 'tokenStrategies');
    } else if (kind.kind !== 'block_id' || !block) keepUnknown(reading, { entry, kind, section });
  }
  return parts;
}

function keepUnknown(reading: Reading, { entry }: PlacedEntry): void {
  keepExtra(reading, entry.key, plainOf(entry.value), entry.start);
  report(
    reading,
    'warning',
    'unknown-entry',
    entry.start,
    `\`${entry.key}\` is no part of the language; it is kept as it stands and does nothing`,
    {
      fix: 'name tasks `Session_N_Tasks`, oversight `Session_N_Oversight`; a handoff has a `trigger`, a resource a path, a round a list',
    },
  );
}

function sectionsOf(reading: Reading): Section[] {
  return reading.outline.sections.flatMap((section, index) =>
    section.depth === 0
      ? []
      : [
          {
            title: section.words,
            depth: section.depth,
            holds: [...(reading.holdings.get(index) ?? [])].toSorted(),
            range: range(reading, section.start, section.end),
          },
        ],
  );
}
