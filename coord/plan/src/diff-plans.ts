import type { Plan } from './plan.ts';
import { type Comparable, comparable, comparableTasks, samePairs } from './same-work.ts';

/** What a run has done so far, by the task ids of the plan before the edit. */
export type Progress = { finished: ReadonlySet<string>; running: ReadonlySet<string> };

/**
 * What becomes of an edit in a run: `adopted` at once; `asks`, since a session is working on the task as it was;
 * `stays`, since the work is done and is not done again.
 */
export type Consequence = 'adopted' | 'asks' | 'stays';

export type ChangedThing =
  | 'plan'
  | 'session'
  | 'block'
  | 'task'
  | 'oversight'
  | 'round'
  | 'handoff'
  | 'resource'
  | 'branch'
  | 'token strategy'
  | 'milestone'
  | 'quality gate';

/**
 * One difference. `moved` is the same work under another id: `before` is the id that a run knows it by. All moves of
 * a diff happen at once, since the id that one task leaves may be the one that another takes. `line` is for people and ends
 * without a full stop, since it also stands inside longer messages.
 */
export type Change = { what: ChangedThing; id: string; consequence: Consequence; line: string } & (
  | { kind: 'added' }
  | { kind: 'removed' }
  | { kind: 'changed'; fields: string[] }
  | { kind: 'moved'; before: string; fields: string[] }
);

/** What an edit of the document changes in the plan; statuses, checkboxes and places in the text are no changes. */
export function diffPlans(before: Plan, after: Plan, progress: Progress): Change[] {
  const tasks = renamed(comparableTasks(before), comparableTasks(after));
  const blocks = renamed(comparableBlocks(before), comparableBlocks(after));
  const adopted = () => 'adopted' as const;
  const consequenceOf = (id: string, fields: readonly string[]) => {
    if (progress.finished.has(id)) return 'stays';
    return progress.running.has(id) && !fields.every((field) => whenToStart.has(field)) ? 'asks' : 'adopted';
  };
  const listed = (what: ChangedThing, list: (plan: Plan, ids: Renames) => Comparable[]) =>
    changesOf(what, list(before, noRenames), list(after, { tasks, blocks }), adopted);
  return [
    ...listed('plan', ({ title, created, master }) => [
      comparable({ id: 'plan', title, created, master } as { id: string }),
    ]),
    ...listed('session', ({ sessions }) => sessions.map((session) => comparable(session))),
    ...listed('block', comparableBlocks),
    ...changesOf('task', comparableTasks(before), withOldNeeds(comparableTasks(after), tasks), consequenceOf),
    ...listed('oversight', comparableOversights),
    ...listed('round', ({ rounds }) => rounds.map((round) => comparable(round))),
    ...listed('handoff', comparableHandoffs),
    ...listed('resource', ({ resources }) => resources.map((resource) => comparable(resource))),
    ...listed('branch', ({ branches }) =>
      branches.map(({ name, ...branch }) => comparable({ ...branch, id: name })),
    ),
    ...listed('token strategy', ({ tokenStrategies }) =>
      tokenStrategies.map((strategy) => comparable(strategy)),
    ),
    ...listed('milestone', ({ milestones }) => milestones.map((one) => comparable(one, [one.text]))),
    ...listed('quality gate', ({ qualityGates }) => qualityGates.map((gate) => comparable(gate))),
  ];
}

/** What says only when a task begins is of no concern to a session that has begun. */
const whenToStart = new Set(['days', 'dependsOn', 'priority']);

/** Old ids by new ones, for what is the same under another id. */
type Renames = { tasks: Map<string, string>; blocks: Map<string, string> };
const noRenames: Renames = { tasks: new Map(), blocks: new Map() };

function renamed(before: readonly Comparable[], after: readonly Comparable[]): Map<string, string> {
  return new Map(Array.from(samePairs(before, after), ([id, old]) => [id, old.id]));
}

function comparableBlocks({ blocks }: Plan): Comparable[] {
  return blocks.map((block) => comparable(block, [block.title]));
}

/** An oversight is that of its block; the ids of its checks only repeat the block's. */
function comparableOversights({ oversights }: Plan, { blocks }: Renames): Comparable[] {
  return oversights.map(({ id, block, session, checks }) => {
    const home = blocks.get(block) ?? block;
    const said = { id, block: home, session, checks: checks.map(({ key, text }) => ({ key, text })) };
    return comparable(said, [[home, session]]);
  });
}

function comparableHandoffs({ handoffs }: Plan, { tasks }: Renames): Comparable[] {
  return handoffs.map((handoff) =>
    comparable({
      ...handoff,
      ...(handoff.producer === undefined
        ? {}
        : { producer: tasks.get(handoff.producer) ?? handoff.producer }),
      ...(handoff.consumer === undefined
        ? {}
        : { consumer: tasks.get(handoff.consumer) ?? handoff.consumer }),
    }),
  );
}

function withOldNeeds(after: readonly Comparable[], renames: Map<string, string>): Comparable[] {
  return after.map((task) => {
    const needs: string[] = JSON.parse(task.values.get('dependsOn') ?? '[]');
    const old = needs.map((id) => renames.get(id) ?? id).toSorted();
    return { ...task, values: new Map(task.values).set('dependsOn', JSON.stringify(old)) };
  });
}

function changesOf(
  what: ChangedThing,
  before: readonly Comparable[],
  after: readonly Comparable[],
  consequenceOf: (id: string, fields: readonly string[]) => Consequence,
): Change[] {
  const pairs = samePairs(before, after);
  const kept = new Set(Array.from(pairs.values(), (old) => old.id));
  const nameOf = (id: string) => (what === 'plan' ? 'the plan' : `${what} ${id}`);
  const present = after.flatMap((thing): Change[] => {
    const { id } = thing;
    const old = pairs.get(id);
    if (!old) return [{ what, id, consequence: 'adopted', kind: 'added', line: `${nameOf(id)} is new` }];
    const fields = changedFields(old, thing);
    const consequence = consequenceOf(old.id, fields);
    const tail = `${fields.length > 0 ? `: ${fields.join(', ')}` : ''}${aftermath(consequence)}`;
    if (old.id !== id) {
      const line = `${nameOf(old.id)} is now ${id}${tail}`;
      return [{ what, id, consequence, kind: 'moved', before: old.id, fields, line }];
    }
    if (fields.length === 0) return [];
    return [{ what, id, consequence, kind: 'changed', fields, line: `${nameOf(id)} changed${tail}` }];
  });
  const removed = before
    .filter(({ id }) => !kept.has(id))
    .map(({ id }): Change => {
      const consequence = consequenceOf(id, ['id']);
      return {
        what,
        id,
        consequence,
        kind: 'removed',
        line: `${nameOf(id)} is gone${aftermath(consequence)}`,
      };
    });
  return [...present, ...removed];
}

function changedFields(before: Comparable, after: Comparable): string[] {
  const fields = new Set([...before.values.keys(), ...after.values.keys()]);
  return [...fields].filter((field) => before.values.get(field) !== after.values.get(field));
}

function aftermath(consequence: Consequence): string {
  if (consequence === 'adopted') return '';
  return consequence === 'stays'
    ? '; it is finished and its work stays'
    : '; it is running: stop it, or let it finish as it began';
}
