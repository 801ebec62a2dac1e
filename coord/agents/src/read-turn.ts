import { isProcessAlive, type ProcessIdentity } from '@musterhq/process';
import type { DriverEvent } from './driver-event.ts';
import { makeEventReader } from './event-reader.ts';
import { findClaim, findOutcome, getOrder, isStopAsked, turnPaths } from './turn-folder.ts';
import type { TurnOrder } from './turn-order.ts';
import type { TurnOutcome } from './turn-outcome.ts';

/** `lost`: its host is gone and nobody has concluded it yet; `awaitTurn` does. */
export type TurnState =
  | { kind: 'waiting' }
  | { kind: 'running'; host: ProcessIdentity; isStopAsked: boolean }
  | { kind: 'lost'; host: ProcessIdentity }
  | { kind: 'ended'; outcome: TurnOutcome };

/** What the folder of a turn says, without any effect. Throws `turn_not_found`. */
export function readTurn({ stateDir, turn }: { stateDir: string; turn: string }): {
  order: TurnOrder;
  state: TurnState;
  events: DriverEvent[];
} {
  const paths = turnPaths({ stateDir, turn });
  const order = getOrder(paths);
  const claim = findClaim(paths);
  const isAlive = claim !== undefined && isProcessAlive(claim);
  const events = makeEventReader(paths.events)();
  const outcome = findOutcome(paths);
  if (outcome !== undefined) return { order, events, state: { kind: 'ended', outcome } };
  if (claim === undefined) return { order, events, state: { kind: 'waiting' } };
  if (!isAlive) return { order, events, state: { kind: 'lost', host: claim } };
  return { order, events, state: { kind: 'running', host: claim, isStopAsked: isStopAsked(paths) } };
}
