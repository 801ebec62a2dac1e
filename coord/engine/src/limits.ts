import type { Context } from './context.ts';
import { followUpOf } from './driver-options.ts';
import type { Limits } from './facts.ts';

export function limitsOf(context: Context): Limits {
  const { configuration, pace, live } = context;
  return {
    pace,
    concurrency: configuration.concurrency,
    turns: configuration.turns,
    attempts: configuration.attempts,
    queue: configuration.landing,
    canFollowUp: (id, cause, by) => {
      const task = live.plan.tasks.find((candidate) => candidate.id === id) ?? { id, label: id };
      return followUpOf(context, task, { cause, by }) !== 'nothing';
    },
  };
}
