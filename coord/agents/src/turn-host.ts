import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readOwnIdentity } from '@musterhq/process';
import type { AgentDriver } from './agent-driver.ts';
import type { Drivers } from './drivers.ts';
import { openWayOut } from './fence/open-way-out.ts';
import { watchFiles } from './folder-changes.ts';
import {
  findOrder,
  findOutcome,
  isStopAsked,
  pathsInFolder,
  publishOutcome,
  type TurnPaths,
  takeClaim,
} from './turn-folder.ts';
import { makeTurnIo, type OpenTurnIo } from './turn-io.ts';
import type { TurnOrder } from './turn-order.ts';
import { type TurnOutcome, turnOutcomeSchema } from './turn-outcome.ts';
import { endTurnProcesses } from './turn-processes.ts';

/** How long a driver may take to return once its turn was ended; its processes have 2 s to end by themselves. */
const settleMs = 5_000;
/** The watch tells at once; this is for file systems that do not. */
const lookForStopEveryMs = 1_000;

/** Why a turn ends before its driver says so. */
type EarlyEnd =
  | { kind: 'stop_asked' }
  | { kind: 'time_over' }
  | { kind: 'signalled'; signal: NodeJS.Signals };

/**
 * Runs the turn of a folder to its outcome, whatever becomes of the coordinator. Of several hosts started for one turn the
 * first to claim it runs it; the others answer `not_mine` and have done nothing.
 */
export async function runTurnHost({
  folder,
  drivers,
}: {
  folder: string;
  drivers: Drivers;
}): Promise<'not_mine' | TurnOutcome> {
  const paths = pathsInFolder(folder);
  if (!takeClaim(paths, readOwnIdentity())) return 'not_mine';
  const outcome = findOutcome(paths) ?? (await runClaimedTurn(paths, drivers));
  return publishOutcome(paths, outcome);
}

async function runClaimedTurn(paths: TurnPaths, drivers: Drivers): Promise<TurnOutcome> {
  let order: TurnOrder | undefined;
  try {
    order = findOrder(paths);
  } catch (error) {
    return invalidOrder(error instanceof Error ? error.message : String(error));
  }
  if (order === undefined) return invalidOrder(`${paths.order} is not there`);
  const load = Object.hasOwn(drivers, order.driver) ? drivers[order.driver] : undefined;
  if (load === undefined) {
    const known = Object.keys(drivers).join(', ');
    return invalidOrder(`The order names the driver '${order.driver}'; this turn host has: ${known}`);
  }
  const driver = await load();
  const errors = driver.checkOptions(order.options).filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    return invalidOrder(
      `The driver '${driver.name}' was given wrong options for the task ${order.task}; put them right in the file that it reads, then 'muster resume':\n${errors.map(({ path, message }) => `${path}: ${message}`).join('\n')}`,
    );
  if (isStopAsked(paths)) return { kind: 'stopped' };
  return driveTurn({ order, driver, paths });
}

async function driveTurn({
  order,
  driver,
  paths,
}: {
  order: TurnOrder;
  driver: AgentDriver;
  paths: TurnPaths;
}): Promise<TurnOutcome> {
  const abort = new AbortController();
  const wayOut = await openWayOut(order.fence, {
    folder: paths.folder,
    ...{ node: process.execPath, script: process.argv[1]! },
    onRefusal: (text) => io.event({ kind: 'note', text }),
  });
  const io = makeTurnIo({ order, paths, signal: abort.signal, wayOut });
  const early = watchForEarlyEnd({ order, paths });
  const work = settle(driver.turn(order, io));
  try {
    const first = await Promise.race([work, early.end]);
    if ('outcome' in first) return first.outcome;
    abort.abort();
    await Promise.race([work, sleep(settleMs, undefined, { ref: false })]);
    return outcomeOfEarlyEnd(first, order, io);
  } finally {
    early.close();
    const left = await endTurnProcesses(paths);
    if (left.length > 0)
      io.event({ kind: 'note', text: `these processes would not end: ${left.join(', ')}` });
    await wayOut?.close();
    io.close();
  }
}

async function settle(work: Promise<TurnOutcome>): Promise<{ outcome: TurnOutcome }> {
  try {
    return { outcome: turnOutcomeSchema.parse(await work) };
  } catch (error) {
    const tail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { outcome: { kind: 'failed', reason: 'driver_error', tail } };
  }
}

function watchForEarlyEnd({ order, paths }: { order: TurnOrder; paths: TurnPaths }): {
  end: Promise<EarlyEnd>;
  close(): void;
} {
  let resolve!: (end: EarlyEnd) => void;
  const end = new Promise<EarlyEnd>((settle) => {
    resolve = settle;
  });
  const look = (): void => {
    if (isStopAsked(paths)) resolve({ kind: 'stop_asked' });
  };
  const onSignal = (signal: NodeJS.Signals): void => resolve({ kind: 'signalled', signal });
  const watcher = watchFiles({ folder: paths.folder, files: [basename(paths.stop)], onChange: look });
  const interval = setInterval(look, lookForStopEveryMs);
  const limit = setTimeout(resolve, order.timeoutMs, { kind: 'time_over' });
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal).on('SIGHUP', onSignal);
  look();
  return {
    end,
    close() {
      watcher.close();
      clearInterval(interval);
      clearTimeout(limit);
      process.off('SIGTERM', onSignal).off('SIGINT', onSignal).off('SIGHUP', onSignal);
    },
  };
}

function outcomeOfEarlyEnd(end: EarlyEnd, order: TurnOrder, io: OpenTurnIo): TurnOutcome {
  switch (end.kind) {
    case 'stop_asked':
      return { kind: 'stopped' };
    case 'time_over':
      return { kind: 'timed_out', limitMs: order.timeoutMs, tail: io.tail() };
    case 'signalled':
      return { kind: 'crashed', detail: `The turn host was ended by ${end.signal}` };
  }
}

const invalidOrder = (tail: string): TurnOutcome => ({ kind: 'failed', reason: 'invalid_order', tail });
