import { insertRequest, type Run } from '@musterhq/store';
import type { Surroundings } from '../open-run.ts';
import { requireRun } from '../require-run.ts';
import { requireRunning } from './require-running.ts';

/** Asks that a landed block is taken back; the coordinator answers with `revert_asked` or `revert_refused`. */
export async function askRevert(
  around: Surroundings,
  { block, by, why }: { block: string; by: string; why: string },
): Promise<{ run: Run; request: number }> {
  const run = await requireRun(around);
  requireRunning(run, `take ${block} back`);
  const data = { block, why, by };
  return { run, request: await insertRequest(around.store, { run: run.id, kind: 'revert', data }) };
}
