import type { Context } from './context.ts';
import { canFollowUp } from './driver-options.ts';
import type { Limits } from './facts.ts';

export function limitsOf(context: Context): Limits {
  const { configuration, pace, live } = context;
  return {
    pace,
    concurrency: configuration.concurrency,
    turns: configuration.turns,
    attempts: configuration.attempts,
    queue: configuration.landing,
    canFollowUp: (id) =>
      canFollowUp(context, live.plan.tasks.find((task) => task.id === id) ?? { id, label: id }),
  };
}
