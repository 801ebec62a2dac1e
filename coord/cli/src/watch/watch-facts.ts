import { type QueueView, readQueue, readStatus, type Status, type Surroundings } from '@musterhq/engine';
import { type Event, readEventPage } from '@musterhq/store';

/** All that the watching screen shows, as it stands now. */
export type WatchFacts = {
  status: Status;
  queue: QueueView;
  /** The newest events, oldest first. */
  events: Event[];
};

/** More than anybody scrolls back on a screen that moves; `muster log` has all. */
const mostEvents = 500;

export async function readWatchFacts(around: Surroundings, run: string | undefined): Promise<WatchFacts> {
  const status = await readStatus(around, run);
  const [queue, page] = await Promise.all([
    readQueue(around, status.run.id),
    readEventPage(around.store.database, status.run.id, { limit: mostEvents }),
  ]);
  return { status, queue, events: page.events.toReversed() };
}
