import { orderOf } from './graph.ts';
import type { Plan, Task } from './plan.ts';

/**
 * How many days the plan leaves to each task. Tasks of one block that wait for one another share its days: in the
 * longest chain through a task each has the same part. So a plan that nobody is late in is forecast on its dates.
 */
export function plannedDaysOf(plan: Plan): Map<string, number> {
  const ordering = orderOf(plan.tasks);
  const byId = new Map(plan.tasks.map((task) => [task.id, task]));
  const order = ordering.kind === 'ordered' ? ordering.order.map((id) => byId.get(id)!) : plan.tasks;
  const needsInBlock = (task: Task) =>
    task.dependsOn.flatMap((need) => {
      const needed = byId.get(need.task);
      return needed && needed.block === task.block ? [needed] : [];
    });
  const upTo = new Map<string, number>();
  for (const task of order) {
    upTo.set(task.id, 1 + Math.max(0, ...needsInBlock(task).map((need) => upTo.get(need.id) ?? 0)));
  }
  const from = new Map<string, number>(plan.tasks.map((task) => [task.id, 1]));
  for (const task of order.toReversed()) {
    for (const need of needsInBlock(task))
      from.set(need.id, Math.max(from.get(need.id)!, from.get(task.id)! + 1));
  }
  return new Map(
    plan.tasks.map((task) => {
      const chain = upTo.get(task.id)! + from.get(task.id)! - 1;
      return [task.id, Math.max(1, task.lastDay - task.firstDay + 1) / chain];
    }),
  );
}
