import { nearestName } from './nearest-name.ts';
import { activeAgents } from './parse-activation.ts';
import type { PlacedStart } from './parse-start-commands.ts';
import type { TaskDraft } from './parse-tasks.ts';
import type { Session } from './plan.ts';
import { type Reading, report } from './reading.ts';

/** The agents and presets that a repository knows, by name; a preset with its agents. */
export type Team = {
  agents?: readonly string[];
  presets?: Readonly<Record<string, readonly string[]>>;
};

/**
 * Puts the drafts into reading order (by first day, then by place in the document), gives each session's first task
 * its start command, and every task its agents.
 */
export function placeTasks(
  reading: Reading,
  drafts: TaskDraft[],
  starts: ReadonlyMap<number, PlacedStart>,
  sessions: readonly Session[],
  team: Team,
): TaskDraft[] {
  const placed = drafts.toSorted((a, b) => a.task.firstDay - b.task.firstDay);
  attachStarts(reading, placed, starts, team);
  const active = new Map(sessions.map((session) => [session.id, session.agents]));
  for (const { task } of placed) {
    const steps = task.activation.length > 0 ? task.activation : (task.start?.activation ?? []);
    task.agents = activeAgents(active.get(task.session) ?? [], steps, team.presets);
    active.set(task.session, task.agents);
  }
  return placed;
}

function attachStarts(
  reading: Reading,
  placed: readonly TaskDraft[],
  starts: ReadonlyMap<number, PlacedStart>,
  team: Team,
): void {
  for (const [session, { offset, ...start }] of starts) {
    checkNames(reading, start, offset, team);
    const first = placed.find(({ task }) => task.session === session);
    if (first) {
      first.task.start = start;
      continue;
    }
    report(
      reading,
      'warning',
      'start-without-task',
      offset,
      `Session ${session} has a start command and no task; it is not used`,
      {
        fix: `add \`Session_${session}_Tasks:\` to a block`,
      },
    );
  }
}

/** The names in tasks are the rules' matter; those beside a start command stand outside every task. */
function checkNames(
  reading: Reading,
  { activation }: Omit<PlacedStart, 'offset'>,
  offset: number,
  { agents, presets }: Team,
): void {
  for (const { kind, name } of activation) {
    const known = kind === 'preset' ? presets && Object.keys(presets) : agents;
    if (!known || known.includes(name)) continue;
    const what = kind === 'preset' ? 'preset' : 'agent';
    const meant = nearestName(name, known);
    report(
      reading,
      'error',
      `unknown-${what}`,
      offset,
      `the start command activates the ${what} \`${name}\`, which nobody knows`,
      {
        fix: meant ? `write \`${meant}\`` : `use a known ${what}`,
      },
    );
  }
}
