import { type Event, readEvents } from '@musterhq/store';
import type { Surroundings } from '../open-run.ts';
import { requireRun } from '../require-run.ts';
import { assembleForecasts, type Forecasts, forecastKinds } from './assemble-forecasts.ts';

/** The predictions of a run and what became of them; any process may ask. */
export async function readForecasts(around: Surroundings, id?: string): Promise<Forecasts & { run: string }> {
  const { database } = around.store;
  const run = await requireRun(around, id);
  const byKind = await Promise.all(forecastKinds.map((kind) => readEvents(database, run.id, { kind })));
  const events: Event[] = byKind.flat().toSorted((a, b) => a.id - b.id);
  return { run: run.id, ...assembleForecasts(events) };
}
