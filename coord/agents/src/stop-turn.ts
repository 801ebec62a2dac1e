import { closeSync, openSync } from 'node:fs';
import { closeUnclaimed } from './await-turn.ts';
import { findOutcome, getOrder, turnPaths } from './turn-folder.ts';

/**
 * Asks the turn's host to end everything it runs; `awaitTurn` tells when it has. A turn that nobody has claimed yet is
 * closed at once, so that it never runs. A turn that has ended stays as it is. Throws `turn_not_found`.
 */
export function stopTurn({ stateDir, turn }: { stateDir: string; turn: string }): void {
  const paths = turnPaths({ stateDir, turn });
  getOrder(paths);
  if (findOutcome(paths) !== undefined) return;
  closeSync(openSync(paths.stop, 'a', 0o600));
  closeUnclaimed(paths, { kind: 'stopped' });
}
