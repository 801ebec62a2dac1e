import type { Task } from './plan.ts';

/** What ordering needs of a task. */
export type GraphTask = Pick<Task, 'id'> & { dependsOn: readonly { task: string }[] };

/** `cycle` lists tasks each of which waits for the next one, and the last for the first. */
export type Order = { kind: 'ordered'; order: string[] } | { kind: 'cycle'; cycle: string[] };

/**
 * Every task after all that it waits for, otherwise as near to the given order as can be. Needs that name no given
 * task are passed over: that is a finding of the rules, and no reason to have no order.
 */
export function orderOf(tasks: readonly GraphTask[]): Order {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const order: string[] = [];
  const placed = new Set<string>();
  // A stack of our own: a plan may be a chain of thousands of tasks.
  const path: { task: GraphTask; next: number }[] = [];
  const onPath = new Set<string>();
  const enter = (task: GraphTask) => {
    path.push({ task, next: 0 });
    onPath.add(task.id);
  };
  for (const root of tasks) {
    if (!placed.has(root.id)) enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const need = top.task.dependsOn[top.next++];
      if (!need) {
        path.pop();
        onPath.delete(top.task.id);
        placed.add(top.task.id);
        order.push(top.task.id);
        continue;
      }
      if (onPath.has(need.task)) {
        const ids = path.map((step) => step.task.id);
        return { kind: 'cycle', cycle: ids.slice(ids.indexOf(need.task)) };
      }
      const needed = byId.get(need.task);
      if (needed && !placed.has(needed.id)) enter(needed);
    }
  }
  return { kind: 'ordered', order };
}

/** The tasks that `id` waits for, directly or through others, itself not included. */
export function needsOf(tasks: readonly GraphTask[], id: string): Set<string> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { task } of byId.get(next)?.dependsOn ?? []) {
      if (found.has(task) || !byId.has(task)) continue;
      found.add(task);
      open.push(task);
    }
  }
  return found;
}

/** The longest chain of tasks by duration, in the order of work; `length` in the unit of the durations. */
export type CriticalPath =
  | { kind: 'path'; tasks: string[]; length: number }
  | { kind: 'cycle'; cycle: string[] };

/** Of several chains of the same length the first in document order; a cycle has none. */
export function criticalPathOf(
  tasks: readonly GraphTask[],
  durationOf: (id: string) => number,
): CriticalPath {
  const ordering = orderOf(tasks);
  if (ordering.kind === 'cycle') return ordering;
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const finish = new Map<string, number>();
  const before = new Map<string, string>();
  let last: string | undefined;
  for (const id of ordering.order) {
    let start = 0;
    for (const { task } of byId.get(id)!.dependsOn) {
      const ready = finish.get(task);
      if (ready === undefined || (ready <= start && before.has(id))) continue;
      start = ready;
      before.set(id, task);
    }
    finish.set(id, start + durationOf(id));
    if (last === undefined || finish.get(id)! > finish.get(last)!) last = id;
  }
  const chain: string[] = [];
  for (let id = last; id !== undefined; id = before.get(id)) chain.push(id);
  return { kind: 'path', tasks: chain.reverse(), length: last === undefined ? 0 : finish.get(last)! };
}
