import { orderOf } from '../graph.ts';
import { days, type Rule } from './rule.ts';

export const dependencyCycle: Rule = {
  name: 'dependency-cycle',
  severity: 'error',
  find({ plan }) {
    const ordering = orderOf(plan.tasks);
    if (ordering.kind === 'ordered') return [];
    const inCycle = ordering.cycle.map((id) => plan.tasks.find((task) => task.id === id)!);
    const around = [...inCycle, inCycle[0]!].map((task) => task.label).join(' needs ');
    const at = Math.min(...inCycle.map((task) => task.range.start));
    return [
      { at, message: `these tasks wait for one another: ${around}`, fix: 'take out one of these needs' },
    ];
  },
};

/** Dates say that the needed work comes later than the work that needs it. */
export const dependencyAgainstDates: Rule = {
  name: 'dependency-against-dates',
  severity: 'warning',
  find({ plan }) {
    const byId = new Map(plan.tasks.map((task) => [task.id, task]));
    return plan.tasks.flatMap((task) =>
      task.dependsOn.flatMap((need) => {
        const needed = byId.get(need.task);
        if (!needed || needed.firstDay <= task.lastDay) return [];
        return [
          {
            at: task.range.start,
            message: `task ${task.label} of ${days(task.firstDay, task.lastDay)} waits for ${needed.label} of ${days(needed.firstDay, needed.lastDay)}`,
            fix: 'move one of the blocks, or take the need out',
          },
        ];
      }),
    );
  },
};
