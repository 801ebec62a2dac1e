import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isProcessAlive, startDetached } from '@musterhq/process';
import { AgentsError } from './agents-error.ts';
import { checkAgainst } from './check-against.ts';
import { publishFile, syncFolder } from './publish-file.ts';
import { findClaim, findHost, findOutcome, type TurnPaths, turnPaths } from './turn-folder.ts';
import { type TurnOrder, turnOrderSchema } from './turn-order.ts';

/** `started`: a host was spawned now. The others mean that none was needed: the turn is known already. */
export type TurnStart = { kind: 'started' | 'claimed' | 'starting' | 'ended' };

/**
 * Writes the order and starts a turn host that outlives this process. Safe to repeat: an order that stands is kept, and
 * no second host is started while one lives, has claimed the turn or has ended it. `node` and `hostScript` are the
 * executable and the bundled `turn-host-entry`. Throws `order_invalid`.
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
  requireValid(order);
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

function requireValid(order: TurnOrder): void {
  const { driver, task, session, options } = order;
  if (options === undefined) {
    throw invalidOrder(
      order,
      `The driver '${driver}' has nothing to do for the task ${task}: expected an entry for it in the file that the driver reads, which has none. Add one and run 'muster resume', or do the task yourself with 'muster take ${session}'.`,
    );
  }
  const findings = checkAgainst(turnOrderSchema, order, 'turn/order');
  if (findings.length === 0) return;
  throw invalidOrder(
    order,
    `The order of the turn ${order.id} is wrong: ${findings.map(({ path, message }) => `${path}: ${message}`).join('; ')}.`,
  );
}

const invalidOrder = ({ id, task, driver }: TurnOrder, message: string): AgentsError =>
  new AgentsError({ code: 'order_invalid', message, facts: { turn: id, task, driver } });

function isHostAlive(paths: TurnPaths): boolean {
  const host = findHost(paths);
  return host !== undefined && isProcessAlive(host);
}
