import type { Context } from './context.ts';
import { admissionPolicy } from './driving/admit-turns.ts';
import { driverOfAttempt } from './driving/choose-driver.ts';
import { followUpOf } from './driving/driver-options.ts';
import type { Limits } from './facts.ts';

export function limitsOf(context: Context): Limits {
  const { configuration, pace, live } = context;
  return {
    pace,
    concurrency: configuration.concurrency,
    turns: configuration.turns,
    idleTurns: configuration.idleTurns,
    attempts: configuration.attempts,
    admission: admissionPolicy(configuration),
    drivers: configuration.drivers,
    queue: configuration.landing,
    driverOf: driverOfAttempt(configuration, live.plan),
    canFollowUp: (id, cause, by) => {
      const task = live.plan.tasks.find((candidate) => candidate.id === id) ?? { id, label: id };
      return followUpOf(context, task, { cause, by }) !== 'nothing';
    },
  };
}
