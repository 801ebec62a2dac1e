import { isProcessAlive } from '@musterhq/process';
import { findOpenRun, insertRequest, leaveRun, type Run, takeRun } from '@musterhq/store';
import type { Surroundings } from '../open-run.ts';

/** `asked`: its coordinator ends its turns and then the run. `left`: there was none, and the run is stopped already. */
export type Stopped =
  | { kind: 'asked'; run: Run; request: number }
  | { kind: 'left'; run: Run }
  | { kind: 'none' };

/** Stops the open run in good order; nothing is lost, and it can be gone on with. */
export async function stopRun(
  around: Surroundings,
  { by, why }: { by: string; why: string },
): Promise<Stopped> {
  const { store, coordinator } = around;
  const run = await findOpenRun(store.database);
  if (run === undefined) return { kind: 'none' };
  const holder = run.coordinator;
  const isAlive =
    run.state === 'running' &&
    holder !== null &&
    (holder.host !== coordinator.host || isProcessAlive(holder));
  if (isAlive) {
    const request = await insertRequest(store, { run: run.id, kind: 'stop', data: { by, why } });
    return { kind: 'asked', run, request };
  }
  const fence = await takeRun(store, run.id, coordinator);
  await leaveRun(store, fence, 'stopped', { by, why });
  return { kind: 'left', run };
}
