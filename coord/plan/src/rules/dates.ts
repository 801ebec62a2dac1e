import type { Block, Task } from '../plan.ts';
import { days, placeIn, type Rule } from './rule.ts';

export const daysBackwards: Rule = {
  name: 'days-backwards',
  severity: 'error',
  find: ({ plan }) =>
    plan.blocks
      .filter((block) => block.lastDay < block.firstDay || block.firstDay < 1)
      .map((block) => ({
        at: block.range.start,
        message: `block ${block.label} runs from day ${block.firstDay} to day ${block.lastDay}`,
        fix: 'write the first day first, counted from 1',
      })),
};

/** Blocks may be side by side on the same days, or after one another; half over one another is mostly a slip. */
export const daysOverlap: Rule = {
  name: 'days-overlap',
  severity: 'warning',
  find({ plan }) {
    const byDay = plan.blocks.filter(isForward).toSorted((a, b) => a.firstDay - b.firstDay);
    let furthest: Block | undefined;
    return byDay.flatMap((block) => {
      const before = furthest;
      if (!furthest || block.lastDay > furthest.lastDay) furthest = block;
      if (!before || block.firstDay > before.lastDay || isSameDays(before, block)) return [];
      const later = before.range.start > block.range.start ? before : block;
      const earlier = later === block ? before : block;
      return [
        {
          at: later.range.start,
          message: `block ${later.label} (${days(later.firstDay, later.lastDay)}) runs into block ${earlier.label} (${days(earlier.firstDay, earlier.lastDay)})`,
          fix: 'give the two the same days or days that do not meet',
        },
      ];
    });
  },
};

export const daysOutOfOrder: Rule = {
  name: 'days-out-of-order',
  severity: 'warning',
  find: ({ plan }) =>
    plan.blocks.flatMap((block, at) => {
      const before = plan.blocks[at - 1];
      if (!before || block.lastDay >= before.firstDay || !isForward(block) || !isForward(before)) return [];
      return [
        {
          at: block.range.start,
          message: `block ${block.label} (${days(block.firstDay, block.lastDay)}) stands after block ${before.label} (${days(before.firstDay, before.lastDay)})`,
          fix: 'put the blocks in the order of their days',
        },
      ];
    }),
};

/** A session does one task at a time, so days that two of its tasks want are missing. */
export const sessionOverloaded: Rule = {
  name: 'session-overloaded',
  severity: 'warning',
  find({ plan }) {
    return plan.sessions.flatMap((session) => {
      const tasks = plan.tasks.filter((task) => task.session === session.id && task.lastDay >= task.firstDay);
      const { work, available } = daysOf(tasks);
      if (work <= available) return [];
      return [
        {
          at: session.range.start,
          message: `session ${session.id} has ${work} days of tasks in ${available} days: ${clashesOf(tasks)}`,
          fix: 'give one of the tasks to another session or to other days',
        },
      ];
    });
  },
};

export const milestonePastEnd: Rule = {
  name: 'milestone-past-end',
  severity: 'warning',
  find({ plan, text }) {
    if (plan.blocks.length === 0) return [];
    const lastDay = plan.blocks.reduce((last, block) => Math.max(last, block.firstDay, block.lastDay), 0);
    return plan.milestones
      .filter((milestone) => milestone.day > lastDay)
      .map((milestone) => ({
        at: placeIn(text, milestone.range, String(milestone.day)),
        message: `milestone ${milestone.id} is for day ${milestone.day}, but the plan ends on day ${lastDay}`,
        fix: `date it on day ${lastDay} or before, or add a block that leads to it`,
      }));
  },
};

function isForward(block: Block): boolean {
  return block.lastDay >= block.firstDay;
}

function isSameDays(a: Block, b: Block): boolean {
  return a.firstDay === b.firstDay && a.lastDay === b.lastDay;
}

function daysOf(tasks: readonly Task[]): { work: number; available: number } {
  let work = 0;
  let available = 0;
  let covered = 0;
  for (const { firstDay, lastDay } of tasks.toSorted((a, b) => a.firstDay - b.firstDay)) {
    work += lastDay - firstDay + 1;
    available += Math.max(0, lastDay - Math.max(firstDay - 1, covered));
    covered = Math.max(covered, lastDay);
  }
  return { work, available };
}

function clashesOf(tasks: readonly Task[]): string {
  const sorted = tasks.toSorted((a, b) => a.firstDay - b.firstDay);
  const at = sorted.findIndex((task, index) => index > 0 && task.firstDay <= sorted[index - 1]!.lastDay);
  return `${sorted[at - 1]?.label} and ${sorted[at]?.label} want the same days`;
}
