import { readRunPlan, type Surroundings } from '@musterhq/engine';
import type { Plan } from '@musterhq/plan';
import { findRun } from '@musterhq/store';

/** The plan of the newest run; undefined before the first one. */
export async function findRunPlan(around: Surroundings): Promise<Plan | undefined> {
  if ((await findRun(around.store.database)) === undefined) return undefined;
  return (await readRunPlan(around)).plan;
}
