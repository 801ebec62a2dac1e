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
