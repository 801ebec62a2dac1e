import type { Plan, Task } from './plan.ts';

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
 * One difference. `moved` is the same work under another id, since ids of blocks and tasks are made of their days:
 * `before` is then the id that a run knows it by. `line` is the change in words for people.
 */
export type Change = { what: ChangedThing; id: string; consequence: Consequence; line: string } & (
  | { kind: 'added' }
  | { kind: 'removed' }
  | { kind: 'changed'; fields: string[] }
  | { kind: 'moved'; before: string; fields: string[] }
);

/** What an edit of the document changes in the plan; statuses, checkboxes and places in the text are no changes. */
export function diffPlans(before: Plan, after: Plan, progress: Progress): Change[] {
  const oldIds = movedTasks(before, after);
  return [
    ...compare('plan', [planFacts(before)], [planFacts(after)]),
    ...compare('session', before.sessions.map(facts), after.sessions.map(facts)),
    ...compare('block', before.blocks.map(facts), after.blocks.map(facts)),
    ...taskChanges(before.tasks, after.tasks, oldIds, progress),
    ...compare('oversight', before.oversights.map(facts), after.oversights.map(facts)),
    ...compare('round', before.rounds.map(facts), after.rounds.map(facts)),
    ...compare(
      'handoff',
      before.handoffs.map(facts),
      after.handoffs.map((handoff) => facts({ ...handoff, ...handoffIds(handoff, oldIds) })),
    ),
    ...compare('resource', before.resources.map(facts), after.resources.map(facts)),
    ...compare('branch', before.branches.map(branchFacts), after.branches.map(branchFacts)),
    ...compare('token strategy', before.tokenStrategies.map(facts), after.tokenStrategies.map(facts)),
    ...compare('milestone', before.milestones.map(facts), after.milestones.map(facts)),
    ...compare('quality gate', before.qualityGates.map(facts), after.qualityGates.map(facts)),
  ];
}

type Facts = { id: string; values: Map<string, string> };

/** Where a thing stands and what write-back writes about it, as against what it says. */
const noFacts = new Set(['id', 'label', 'range', 'line', 'box', 'isChecked', 'isDefault']);

function facts(thing: { id: string | number }): Facts {
  const entries = Object.entries(thing).filter(
    ([field, value]) => !noFacts.has(field) && value !== undefined,
  );
  return {
    id: String(thing.id),
    values: new Map(entries.map(([field, value]) => [field, canonical(value)])),
  };
}

/** Two values are the same when this is; lines of the document within them do not count. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (key, inner: unknown) => (key === 'line' || key === 'range' ? undefined : inner)) ??
    ''
  );
}

function planFacts({ title, created, master }: Plan): Facts {
  return facts({ id: 'plan', title, created, master } as { id: string });
}

function branchFacts({ name, ...branch }: Plan['branches'][number]): Facts {
  return facts({ id: name, ...branch });
}

function handoffIds(handoff: Plan['handoffs'][number], oldIds: Map<string, string>) {
  const { producer, consumer } = handoff;
  return {
    ...(producer === undefined ? {} : { producer: oldIds.get(producer) ?? producer }),
    ...(consumer === undefined ? {} : { consumer: oldIds.get(consumer) ?? consumer }),
  };
}

function compare(what: ChangedThing, before: readonly Facts[], after: readonly Facts[]): Change[] {
  const old = new Map(before.map((thing) => [thing.id, thing]));
  const kept = new Set(after.map((thing) => thing.id));
  const removed = before.filter((thing) => !kept.has(thing.id));
  return [
    ...after.flatMap((thing): Change[] => {
      const earlier = old.get(thing.id);
      const base = { what, id: thing.id, consequence: 'adopted' as const };
      if (!earlier) return [{ ...base, kind: 'added', line: `${what} ${thing.id} is new` }];
      const fields = changedFields(earlier, thing);
      const name = what === 'plan' ? 'the plan' : `${what} ${thing.id}`;
      if (fields.length === 0) return [];
      return [{ ...base, kind: 'changed', fields, line: `${name} changed: ${fields.join(', ')}` }];
    }),
    ...removed.map(
      ({ id }): Change => ({
        what,
        id,
        consequence: 'adopted',
        kind: 'removed',
        line: `${what} ${id} is gone`,
      }),
    ),
  ];
}

function changedFields(before: Facts, after: Facts): string[] {
  const fields = new Set([...before.values.keys(), ...after.values.keys()]);
  return [...fields].filter((field) => before.values.get(field) !== after.values.get(field));
}

/** New id to old id of each task whose block got other days: the same session with the same words, or the same title. */
function movedTasks(before: Plan, after: Plan): Map<string, string> {
  const stays = new Set(after.tasks.map((task) => task.id));
  const hadIt = new Set(before.tasks.map((task) => task.id));
  const gone = new Set(before.tasks.filter((task) => !stays.has(task.id)));
  const fresh = after.tasks.filter((task) => !hadIt.has(task.id));
  const found = new Map<string, string>();
  for (const keysOf of [wordKeys, titleKeys]) {
    const oldKeys = keysOf(before);
    const byKey = new Map<string, Task[]>();
    for (const task of gone) byKey.set(oldKeys(task), [...(byKey.get(oldKeys(task)) ?? []), task]);
    const newKeys = keysOf(after);
    for (const task of fresh) {
      const old = found.has(task.id) ? undefined : byKey.get(newKeys(task))?.shift();
      if (!old) continue;
      found.set(task.id, old.id);
      gone.delete(old);
    }
  }
  return found;
}

function wordKeys(): (task: Task) => string {
  return ({ session, text, deliverable }) => JSON.stringify([session, text, deliverable]);
}

function titleKeys(plan: Plan): (task: Task) => string {
  const titles = new Map(plan.blocks.map((block) => [block.id, block.title]));
  return ({ session, block }) => JSON.stringify([session, titles.get(block) ?? block]);
}

function taskFacts(task: Task, oldIds: Map<string, string>): Facts {
  const { block: _, dependsOn, firstDay, lastDay, ...rest } = task;
  const needs = dependsOn.map((need) => oldIds.get(need.task) ?? need.task).toSorted();
  return facts({ ...rest, days: [firstDay, lastDay], dependsOn: needs } as { id: string });
}

function taskChanges(
  before: readonly Task[],
  after: readonly Task[],
  oldIds: Map<string, string>,
  { finished, running }: Progress,
): Change[] {
  const consequenceOf = (id: string): Consequence =>
    finished.has(id) ? 'stays' : running.has(id) ? 'asks' : 'adopted';
  const old = new Map(before.map((task) => [task.id, task]));
  const kept = new Set(after.map((task) => oldIds.get(task.id) ?? task.id));
  return [
    ...after.flatMap((task): Change[] => {
      const { id } = task;
      const movedFrom = oldIds.get(id);
      const earlier = old.get(movedFrom ?? id);
      if (!earlier)
        return [{ what: 'task', id, consequence: 'adopted', kind: 'added', line: `task ${id} is new` }];
      const fields = changedFields(taskFacts(earlier, new Map()), taskFacts(task, oldIds));
      const consequence = consequenceOf(earlier.id);
      const tail = `${fields.length > 0 ? `: ${fields.join(', ')}` : ''}; ${aftermath(consequence)}`;
      if (movedFrom !== undefined) {
        const line = `task ${movedFrom} is now ${id}${tail}`;
        return [{ what: 'task', id, consequence, kind: 'moved', before: movedFrom, fields, line }];
      }
      if (fields.length === 0) return [];
      return [{ what: 'task', id, consequence, kind: 'changed', fields, line: `task ${id} changed${tail}` }];
    }),
    ...before
      .filter((task) => !kept.has(task.id))
      .map(({ id }): Change => {
        const consequence = consequenceOf(id);
        const tail = consequence === 'adopted' ? '' : `; ${aftermath(consequence)}`;
        return { what: 'task', id, consequence, kind: 'removed', line: `task ${id} is gone${tail}` };
      }),
  ];
}

function aftermath(consequence: Consequence): string {
  if (consequence === 'stays') return 'it is finished and its work stays';
  return consequence === 'asks' ? 'it is running: stop it, or let it finish as it began?' : 're-planned';
}
