import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isProcessAlive, startDetached } from '@musterhq/process';
import { publishFile, syncFolder } from './publish-file.ts';
import { findClaim, findHost, findOutcome, type TurnPaths, turnPaths } from './turn-folder.ts';
import { type TurnOrder, turnOrderSchema } from './turn-order.ts';

/** `started`: a host was spawned now. The others mean that none was needed: the turn is known already. */
export type TurnStart = { kind: 'started' | 'claimed' | 'starting' | 'ended' };

/**
 * Writes the order and starts a turn host that outlives this process. Safe to repeat: an order that stands is kept, and
 * no second host is started while one lives, has claimed the turn or has ended it. `node` and `hostScript` are the
 * executable and the bundled `turn-host-entry`.
 */
export async function startTurn({
  stateDir,
  order,
  node,
  hostScript,
}: {
  stateDir: string;
  order: TurnOrder;
  node: string;
  hostScript: string;
}): Promise<TurnStart> {
  turnOrderSchema.parse(order);
  const paths = turnPaths({ stateDir, turn: order.id });
  mkdirSync(paths.folder, { recursive: true, mode: 0o700 });
  syncFolder(dirname(paths.folder));
  publishFile(paths.order, `${JSON.stringify(order, null, 2)}\n`);
  if (findOutcome(paths) !== undefined) return { kind: 'ended' };
  if (findClaim(paths) !== undefined) return { kind: 'claimed' };
  if (isHostAlive(paths)) return { kind: 'starting' };
  const host = await startDetached({
    command: node,
    args: [hostScript, paths.folder],
    cwd: paths.folder,
    env: order.env,
    logFile: paths.hostLog,
  });
  writeFileSync(`${paths.host}.next`, `${JSON.stringify(host)}\n`, { mode: 0o600 });
  renameSync(`${paths.host}.next`, paths.host);
  return { kind: 'started' };
}

function isHostAlive(paths: TurnPaths): boolean {
  const host = findHost(paths);
  return host !== undefined && isProcessAlive(host);
}
