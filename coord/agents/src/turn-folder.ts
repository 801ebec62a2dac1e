import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from '@musterhq/process';
import { z } from 'zod';
import { AgentsError } from './agents-error.ts';
import { publishFile } from './publish-file.ts';
import { type TurnOrder, turnOrderSchema } from './turn-order.ts';
import { type TurnOutcome, turnOutcomeSchema } from './turn-outcome.ts';

const processIdentitySchema: z.ZodType<ProcessIdentity> = z.object({
  pid: z.int().positive(),
  startedAt: z.string(),
});

/** The paths of one turn; everything that is known about a turn lives under `folder`. */
export type TurnPaths = {
  folder: string;
  order: string;
  /** Who was started for the turn, by the last coordinator that started one. */
  host: string;
  /** Who runs the turn. It appears once and never changes. */
  claim: string;
  log: string;
  hostLog: string;
  /** The processes that the driver started, one a line. */
  processes: string;
  events: string;
  stop: string;
  outcome: string;
};

/** Where a turn's folder is, whether it is there yet or not. */
export const turnFolder = ({ stateDir, turn }: { stateDir: string; turn: string }): string =>
  join(stateDir, 'turns', turn);

/** Where the turns of a state folder are. */
export function turnPaths(of: { stateDir: string; turn: string }): TurnPaths {
  return pathsInFolder(turnFolder(of));
}

export function pathsInFolder(folder: string): TurnPaths {
  return {
    folder,
    order: join(folder, 'order.json'),
    host: join(folder, 'host.json'),
    claim: join(folder, 'claim'),
    log: join(folder, 'log'),
    hostLog: join(folder, 'host.log'),
    processes: join(folder, 'processes.jsonl'),
    events: join(folder, 'events.jsonl'),
    stop: join(folder, 'stop'),
    outcome: join(folder, 'outcome.json'),
  };
}

export const findOutcome = (paths: TurnPaths): TurnOutcome | undefined =>
  findJson(paths.outcome, turnOutcomeSchema);

export const findOrder = (paths: TurnPaths): TurnOrder | undefined => findJson(paths.order, turnOrderSchema);

/** Throws `turn_not_found` when the folder has no order. */
export function getOrder(paths: TurnPaths): TurnOrder {
  const order = findOrder(paths);
  if (order !== undefined) return order;
  throw new AgentsError({
    code: 'turn_not_found',
    message: `There is no turn in ${paths.folder}: expected ${paths.order}`,
    facts: { folder: paths.folder },
  });
}

export const findClaim = (paths: TurnPaths): ProcessIdentity | undefined =>
  findJson(paths.claim, processIdentitySchema);

export const findHost = (paths: TurnPaths): ProcessIdentity | undefined =>
  findJson(paths.host, processIdentitySchema);

export const isStopAsked = (paths: TurnPaths): boolean => existsSync(paths.stop);

/** Only the one who gets the claim may run or conclude the turn; false: somebody else has it. */
export const takeClaim = (paths: TurnPaths, self: ProcessIdentity): boolean =>
  publishFile(paths.claim, `${JSON.stringify(self)}\n`);

/** The first outcome stands; whoever comes later gets the one that is there. */
export function publishOutcome(paths: TurnPaths, outcome: TurnOutcome): TurnOutcome {
  if (publishFile(paths.outcome, `${JSON.stringify(outcome, null, 2)}\n`)) return outcome;
  const standing = findOutcome(paths);
  if (standing === undefined)
    throw new AgentsError({
      code: 'turn_file_unreadable',
      message: `${paths.outcome} was there when the outcome was written and is gone now`,
      facts: { path: paths.outcome },
    });
  return standing;
}

function findJson<T>(path: string, schema: z.ZodType<T>): T | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AgentsError({
      code: 'turn_file_unreadable',
      message: `${path} does not hold what was written there: ${cause instanceof Error ? cause.message : cause}`,
      facts: { path },
      cause,
    });
  }
}
