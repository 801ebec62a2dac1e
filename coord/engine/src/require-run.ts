import { findRun, type Run } from '@musterhq/store';
import { EngineError } from './engine-error.ts';
import type { Surroundings } from './open-run.ts';

/** The newest run, or the one that is named. */
export async function requireRun(around: Pick<Surroundings, 'store' | 'repo'>, id?: string): Promise<Run> {
  const run = await findRun(around.store.database, id);
  if (run !== undefined) return run;
  const which = id === undefined ? 'no run yet' : `no run ${id}`;
  throw new EngineError(
    'no_run',
    `There is ${which} in ${around.repo.dir}. Start one with 'muster run DOCUMENT'.`,
  );
}
