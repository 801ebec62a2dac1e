import { nearestName } from '../nearest-name.ts';
import { days, findIn, placeIn, type Rule } from './rule.ts';

export const taskWithoutDeliverable: Rule = {
  name: 'task-without-deliverable',
  severity: 'warning',
  find: ({ plan }) =>
    plan.tasks
      .filter((task) => !task.deliverable?.trim())
      .map((task) => ({
        at: task.range.start,
        message: `task ${task.label} has no deliverable, so nobody can tell when it is done`,
        fix: 'add a line `deliverable: "…"` that names what will be there',
      })),
};

export const taskWithoutText: Rule = {
  name: 'task-without-text',
  severity: 'warning',
  find: ({ plan }) =>
    plan.tasks
      .filter((task) => !task.text.trim())
      .map((task) => ({
        at: task.range.start,
        message: `task ${task.label} does not say what to do`,
        fix: 'add `primary_task: |` with the work below it',
      })),
};

/** What the last block delivers is what the plan is for; anything earlier is expected to be of use to somebody. */
export const deliverableUnused: Rule = {
  name: 'deliverable-unused',
  severity: 'info',
  find({ plan, text }) {
    const used = new Set(plan.tasks.flatMap((task) => task.dependsOn.map((need) => need.task)));
    const lastDay = plan.tasks.reduce((last, task) => Math.max(last, task.lastDay), 0);
    return plan.tasks.flatMap((task) => {
      const { deliverable } = task;
      if (!deliverable?.trim() || used.has(task.id) || task.lastDay === lastDay) return [];
      return [
        {
          at: placeIn(text, task.range, deliverable),
          message: `no task waits for what ${task.label} delivers: ${deliverable}`,
          fix: 'name it in a handoff, a coordination point or `consumes`, if somebody needs it',
        },
      ];
    });
  },
};

export const consumedByNobodyProduced: Rule = {
  name: 'consumed-not-produced',
  severity: 'warning',
  find({ plan, text }) {
    const produced = [...new Set(plan.tasks.flatMap((task) => task.produces))];
    const isProduced = new Set(produced);
    return plan.tasks.flatMap((task) =>
      task.consumes
        .filter((name) => !isProduced.has(name))
        .map((name) => {
          const place = findIn(text, task.range, name);
          const nearest = nearestName(name, produced);
          const finding = {
            at: place ?? task.range.start,
            message: `task ${task.label} consumes \`${name}\`, which no task produces`,
            fix: nearest ? `write \`${nearest}\`` : 'add it to `produces` of the task that makes it',
          };
          return nearest && place !== undefined
            ? { ...finding, edit: { start: place, end: place + name.length, text: nearest } }
            : finding;
        }),
    );
  },
};

export const blockWithoutTasks: Rule = {
  name: 'block-without-tasks',
  severity: 'warning',
  find({ plan }) {
    const filled = new Set(plan.tasks.map((task) => task.block));
    return plan.blocks
      .filter((block) => !filled.has(block.id))
      .map((block) => ({
        at: block.range.start,
        message: `block ${block.label} (${days(block.firstDay, block.lastDay)}) has no task`,
        fix: 'add `Session_N_Tasks:` to its YAML, or take the block out',
      }));
  },
};

/** A milestone is reached by the tasks that end in its days; without any, nothing can be forecast or proven. */
export const milestoneWithoutWork: Rule = {
  name: 'milestone-without-work',
  severity: 'info',
  find({ plan }) {
    const sorted = [...new Set(plan.milestones.map((milestone) => milestone.day))].toSorted((a, b) => a - b);
    const lastDay = plan.blocks.reduce((last, block) => Math.max(last, block.lastDay), 0);
    return plan.milestones.flatMap((milestone) => {
      const after = sorted[sorted.indexOf(milestone.day) - 1] ?? 0;
      const hasWork = plan.tasks.some((task) => task.lastDay > after && task.lastDay <= milestone.day);
      // Past the end is the other rule's finding.
      if (hasWork || milestone.day > lastDay) return [];
      return [
        {
          at: milestone.range.start,
          message: `no task ends on ${days(after + 1, milestone.day)}, so nothing leads to milestone ${milestone.id}`,
          fix: 'date it on the last day of a block',
        },
      ];
    });
  },
};
