import { diffPlans, type Plan } from '@musterhq/plan';
import type { CarriedWork } from '@musterhq/store';

/**
 * What of a finished run still stands under an edited plan: tasks in which nothing changed, under whatever id they go
 * now, and the handoffs between two of those. New and changed tasks are work to do.
 */
export function carriedWork(from: string, before: Plan, after: Plan): CarriedWork {
  const nothing = { finished: new Set<string>(), running: new Set<string>() };
  const changes = diffPlans(before, after, nothing).filter((change) => change.what === 'task');
  const isNew = new Set(changes.flatMap((change) => (isUntouched(change) ? [] : [change.id])));
  const oldIds = new Map(
    changes.flatMap((change) => (change.kind === 'moved' ? [[change.id, change.before] as const] : [])),
  );
  const tasks = after.tasks
    .filter((task) => !isNew.has(task.id))
    .map((task) => ({ from: oldIds.get(task.id) ?? task.id, to: task.id }));
  const carried = new Set(tasks.map((task) => task.to));
  const known = new Set(before.handoffs.map((handoff) => handoff.id));
  const handoffs = after.handoffs
    .filter(
      ({ id, producer, consumer }) =>
        known.has(id) && [producer, consumer].every((task) => task !== undefined && carried.has(task)),
    )
    .map((handoff) => handoff.id);
  return { from, tasks, handoffs };
}

/** Only its id is another one: the work it stands for is the same. */
function isUntouched(change: ReturnType<typeof diffPlans>[number]): boolean {
  return change.kind === 'removed' || (change.kind === 'moved' && change.fields.length === 0);
}
