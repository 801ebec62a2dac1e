import { readMoment } from '@musterhq/store';
import type { Surroundings } from './open-run.ts';

/** What `read` makes of the store at one moment, with the id of the newest event of that moment as `at`. */
export function readAt<Value extends object>(
  around: Surroundings,
  read: (still: Surroundings) => Promise<Value>,
): Promise<{ at: number } & Value> {
  return readMoment(around.store, async (store, at) => ({ at, ...(await read({ ...around, store })) }));
}
