import type { Milestone, Plan, Task } from './plan.ts';

/**
 * The tasks that a milestone is reached by: those that end on its day or before, but after the day of the milestone
 * before it. What they wait for is in the graph already.
 */
export function milestoneTasks(plan: Plan, milestone: Milestone): Task[] {
  const after = plan.milestones.reduce(
    (last, { day }) => (day < milestone.day ? Math.max(last, day) : last),
    0,
  );
  return plan.tasks.filter((task) => task.lastDay > after && task.lastDay <= milestone.day);
}
