import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentDriver, TurnIo, TurnProcess } from './agent-driver.ts';
import { checkAgainst } from './check-against.ts';
import { type RunbookEntry, type RunbookStep, runbookEntrySchema } from './runbook.ts';
import type { TurnOrder } from './turn-order.ts';
import type { TurnOutcome } from './turn-outcome.ts';

/** Carries out a task with the shell steps that a runbook has for it. Its options are a `RunbookEntry`. */
export const runbookDriver: AgentDriver = {
  name: 'runbook',

  checkOptions: (options) => checkAgainst(runbookEntrySchema, options, 'runbook/options'),

  async turn(order, io) {
    const entry = runbookEntrySchema.parse(order.options);
    const steps = order.turn > 1 ? (entry.onFeedback ?? entry.steps) : entry.steps;
    for (const step of steps) {
      const refusal = await runStep({ step, order, io });
      if (refusal !== undefined) return refusal;
    }
    return finish({ entry, order, stepCount: steps.length, io });
  },
};

/** Runs a step as often as it may; undefined once it has passed. A command that is missing is not tried again. */
async function runStep({
  step,
  order,
  io,
}: {
  step: RunbookStep;
  order: TurnOrder;
  io: TurnIo;
}): Promise<TurnOutcome | undefined> {
  for (let tried = 1; ; tried += 1) {
    const { exitCode, isTimedOut, durationMs, ...ended } = await tryStep({ step, order, io, tried });
    io.event({
      kind: 'step_finished',
      step: step.name,
      try: tried,
      ...(exitCode === undefined ? {} : { exitCode }),
      isTimedOut,
      durationMs,
    });
    if (ended.isCanceled) return { kind: 'stopped' };
    if (exitCode === 0 && !isTimedOut) return undefined;
    const command = missingCommand({ step, exitCode, ended });
    if (command !== undefined) {
      const tail = `${command} was not found on the PATH of the turn.\n${ended.tail}`;
      return { kind: 'failed', step: step.name, exitCode: 127, reason: 'missing_command', tail };
    }
    if (tried <= step.retries) continue;
    if (isTimedOut) return { kind: 'timed_out', step: step.name, limitMs: step.timeoutMs, tail: ended.tail };
    const tail = ended.signal === undefined ? ended.tail : `${ended.tail}\nended by ${ended.signal}`;
    return {
      kind: 'failed',
      step: step.name,
      ...(exitCode === undefined ? {} : { exitCode }),
      reason: 'nonzero',
      tail,
    };
  }
}

function tryStep({
  step,
  order,
  io,
  tried,
}: {
  step: RunbookStep;
  order: TurnOrder;
  io: TurnIo;
  tried: number;
}): Promise<TurnProcess> {
  io.event({ kind: 'step_started', step: step.name, try: tried });
  io.log(`$ ${step.run.trimEnd()}${tried === 1 ? '' : `   # try ${tried}`}\n`);
  return io.runProcess({
    command: step.shell,
    args: ['-c', step.run],
    timeoutMs: step.timeoutMs,
    env: {
      MUSTER_RUN: order.run,
      MUSTER_TASK: order.task,
      MUSTER_SESSION: String(order.session),
      MUSTER_BRIEF: order.brief,
      MUSTER_ATTEMPT: String(order.attempt),
      MUSTER_TURN: String(order.turn),
      ...step.env,
    },
  });
}

/** 127 is how every POSIX shell says that there is no such command; the name is in its words, which differ from shell to shell. */
function missingCommand({
  step,
  exitCode,
  ended,
}: {
  step: RunbookStep;
  exitCode: number | undefined;
  ended: Pick<TurnProcess, 'startError' | 'tail'>;
}): string | undefined {
  if (ended.startError !== undefined) return `The shell '${step.shell}' (${ended.startError})`;
  if (exitCode !== 127) return undefined;
  // dash says the latter, still with 127, where a folder of the PATH may not be looked into.
  const name = /([^\s:]+): (?:(?:command )?not found|Permission denied)/.exec(ended.tail)?.[1];
  return name === undefined ? 'A command of this step' : `The command '${name}'`;
}

function finish({
  entry,
  order,
  stepCount,
  io,
}: {
  entry: RunbookEntry;
  order: TurnOrder;
  stepCount: number;
  io: TurnIo;
}): TurnOutcome {
  const missing = entry.artifacts.filter((path) => !existsSync(join(order.worktree, path)));
  if (missing.length > 0) {
    const tail = `Every step passed, and these artifacts are not there: ${missing.join(', ')}`;
    io.log(`${tail}\n`);
    return { kind: 'failed', reason: 'missing_artifact', tail };
  }
  return {
    kind: 'finished',
    artifacts: entry.artifacts,
    ...(entry.commit === undefined ? {} : { message: entry.commit }),
    summary: `${stepCount} ${stepCount === 1 ? 'step' : 'steps'} passed`,
  };
}
