import { readEventSessions, readEvents } from '@musterhq/store';
import type { Surroundings } from '../open-run.ts';
import { requireRun } from '../require-run.ts';
import { assembleForecasts, type Forecasts, forecastKinds } from './assemble-forecasts.ts';

/** The predictions of a run and what became of them; any process may ask. */
export async function readForecasts(around: Surroundings, id?: string): Promise<Forecasts & { run: string }> {
  const { database } = around.store;
  const run = await requireRun(around, id);
  const events = await readEvents(database, run.id, { kinds: forecastKinds });
  // Commits are counted from a prediction on; before the first one there is nothing to count them for.
  const first = events.find(({ kind }) => kind === 'conflict_forecast')?.id;
  const commits =
    first === undefined
      ? []
      : await readEventSessions(database, run.id, { kind: 'commit_made', after: first });
  return { run: run.id, ...assembleForecasts(events, commits) };
}
