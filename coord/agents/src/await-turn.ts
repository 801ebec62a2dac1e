import { basename } from 'node:path';
import { isProcessAlive, readOwnIdentity } from '@musterhq/process';
import { AgentsError } from './agents-error.ts';
import type { DriverEvent } from './driver-event.ts';
import { makeEventReader } from './event-reader.ts';
import { type FolderChange, watchFolder } from './folder-changes.ts';
import { readTail } from './read-tail.ts';
import {
  findClaim,
  findHost,
  findOutcome,
  getOrder,
  publishOutcome,
  type TurnPaths,
  takeClaim,
  turnPaths,
} from './turn-folder.ts';
import type { TurnOutcome } from './turn-outcome.ts';
import { endTurnProcesses } from './turn-processes.ts';

/** A change in the folder wakes at once; this is how late a host that died without a word is noticed. */
const lookEveryMs = 500;

/**
 * Waits for the outcome of a turn that was started here or by a coordinator before. A host that is gone without an outcome
 * is concluded `crashed`, after everything it left running was ended. `onEvent` gets the turn's events in order, from
 * `afterSeq` on (0: all). Aborting `signal` ends the waiting, not the turn. Throws `turn_not_found`, `turn_not_started`.
 */
export async function awaitTurn({
  stateDir,
  turn,
  signal,
  onEvent,
  afterSeq = 0,
}: {
  stateDir: string;
  turn: string;
  signal?: AbortSignal;
  onEvent?: (event: DriverEvent) => void;
  afterSeq?: number;
}): Promise<TurnOutcome> {
  const paths = turnPaths({ stateDir, turn });
  getOrder(paths);
  const readEvents = makeEventReader(paths.events);
  const deliver = (): void => {
    for (const event of readEvents()) if (event.seq > afterSeq) onEvent?.(event);
  };
  const files = [basename(paths.outcome), basename(paths.events)];
  const changes = watchFolder({ folder: paths.folder, files, lookEveryMs });
  try {
    for (let change: FolderChange = 'look'; ; change = await changes.next(signal)) {
      signal?.throwIfAborted();
      const outcome = findOutcome(paths) ?? (change === 'look' ? await concludeTurn(paths) : undefined);
      deliver();
      if (outcome !== undefined) return outcome;
    }
  } finally {
    changes.close();
  }
}

/** The outcome of a turn whose host is gone; undefined while somebody runs it or may still claim it. */
async function concludeTurn(paths: TurnPaths): Promise<TurnOutcome | undefined> {
  const claim = findClaim(paths);
  if (claim === undefined) return concludeUnclaimed(paths);
  if (isProcessAlive(claim)) return undefined;
  const standing = findOutcome(paths);
  if (standing !== undefined) return standing;
  const left = await endTurnProcesses(paths);
  const also = left.length === 0 ? '' : `; these processes of the turn would not end: ${left.join(', ')}`;
  return publishOutcome(paths, {
    kind: 'crashed',
    detail: `The turn host (pid ${claim.pid}) is gone and wrote no outcome${also}${lastWords(paths)}`,
  });
}

function concludeUnclaimed(paths: TurnPaths): TurnOutcome | undefined {
  const host = findHost(paths);
  if (host === undefined) {
    throw new AgentsError({
      code: 'turn_not_started',
      message: `The turn in ${paths.folder} has an order but no host was started for it; start it first`,
      facts: { folder: paths.folder },
    });
  }
  if (isProcessAlive(host)) return undefined;
  return closeUnclaimed(paths, {
    kind: 'crashed',
    detail: `The turn host (pid ${host.pid}) ended before it claimed the turn${lastWords(paths)}`,
  });
}

/** Takes the claim so that no host can run the turn any more, then writes the outcome; undefined if a host was quicker. */
export function closeUnclaimed(paths: TurnPaths, outcome: TurnOutcome): TurnOutcome | undefined {
  if (!takeClaim(paths, readOwnIdentity())) return undefined;
  return publishOutcome(paths, outcome);
}

/** What the host itself printed before it went, which is nothing unless it failed. */
function lastWords(paths: TurnPaths): string {
  const words = readTail(paths.hostLog, 1_000).trim();
  return words === '' ? '' : `; its last words:\n${words}`;
}
