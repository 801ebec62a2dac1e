import { findDocument, readAttempts, readEvents, readMoment, readTurns } from '@musterhq/store';
import { compileDocument } from '../compile-document.ts';
import { type Surroundings, viewOf } from '../open-run.ts';
import { readStatusAt } from '../read-status.ts';
import { requireRun } from '../require-run.ts';
import { assembleTimeline, type TimelineFacts } from './assemble-timeline.ts';
import type { Timeline } from './timeline.ts';

/** The newest run against the dates of its plan. */
export function readTimeline(around: Surroundings): Promise<Timeline> {
  return readMoment(around.store, async (store, at) =>
    assembleTimeline(await readTimelineFacts({ ...around, store }, at)),
  );
}

export async function readTimelineFacts(around: Surroundings, at: number): Promise<TimelineFacts> {
  const { database } = around.store;
  const run = await requireRun(around);
  const document = await findDocument(database, run.id);
  const { plan } = compileDocument(document?.text ?? '', around.library);
  const { clock, pace } = await viewOf(around, run, plan);
  const [status, turns, attempts, roundsHeld] = await Promise.all([
    readStatusAt(around, at, run.id),
    readTurns(database, run.id),
    readAttempts(database, run.id),
    readEvents(database, run.id, { kind: 'round_held' }),
  ]);
  const { zone } = around.configuration;
  return { status, run, plan, pace, clock, zone, now: clock.now(), turns, attempts, roundsHeld };
}
