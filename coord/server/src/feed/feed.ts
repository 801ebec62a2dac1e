import { setTimeout as delay } from 'node:timers/promises';
import { makeBell } from '@musterhq/clock';
import { EngineError, readRunPlan, readStatus, type Status, type Surroundings } from '@musterhq/engine';
import { type Event, findNewest, findRun, listen, readEventsBetween, readTurnEvents } from '@musterhq/store';
import { type EventRow, eventRow, type TurnEventRow, turnEventRow } from '../event-row.ts';

/** What a page that follows is told. `reset`: too much was missed to tell it all; it starts over from the status. */
export type FeedMessage =
  | { kind: 'event'; event: EventRow }
  | { kind: 'status'; status: Status }
  | { kind: 'turn'; events: TurnEventRow[] }
  | { kind: 'reset'; at: number };

export type Feed = {
  /** Tells what has come since the event `after`, then what comes. The answer ends it. */
  follow(tell: (message: FeedMessage) => void, after?: number): Promise<() => void>;
  close(): Promise<void>;
};

/** A page that missed more is better off with the status than with the way to it. */
const mostMissed = 2_000;
/** Between two statuses: a burst of events is one change of the sums. */
const calmMs = 100;
/** To read the status takes the same processor that tells events: of a long run no more than a third of the time goes into it. */
const restPerReading = 2;
/** Without any notification, for a connection that was lost without a word and for what time alone changes. */
const slowLookMs = 2_000;
const batch = 500;

type Follower = { tell: (message: FeedMessage) => void; cursor: number; waiting: EventRow[] | undefined };

/** One reader of the log for all pages that follow: ten of them cost the store no more than one. */
export function makeFeed(around: Surroundings, onError: (error: unknown) => void): Feed {
  const { store } = around;
  const { database } = store;
  const followers = new Set<Follower>();
  const news = makeBell();
  const changes = makeBell();
  const closing = makeBell();
  let isOpen = true;
  let ears: { close(): Promise<void> } | undefined;
  let last = { event: 0, turnEvent: 0 };
  let labels = new Map<string, string>();
  let shown = '';

  const tellAll = (message: FeedMessage) => {
    for (const { tell } of followers) tell(message);
  };

  function deliver(follower: Follower, event: EventRow): void {
    if (follower.waiting !== undefined) follower.waiting.push(event);
    else if (event.id > follower.cursor) {
      follower.cursor = event.id;
      follower.tell({ kind: 'event', event });
    }
  }

  async function rowsOf(events: readonly Event[]): Promise<EventRow[]> {
    // A plan that was taken in names tasks that nobody knew before.
    const isKnown = events.every(
      ({ kind, task }) => kind !== 'document_adopted' && (task === null || labels.has(task)),
    );
    if (!isKnown) labels = await readLabels(around);
    return events.map((event) => eventRow(event, labels));
  }

  async function tellEvents(): Promise<void> {
    for (;;) {
      const events = await readEventsBetween(database, { after: last.event, limit: batch });
      const rows = await rowsOf(events);
      last.event = events.at(-1)?.id ?? last.event;
      for (const row of rows) for (const follower of followers) deliver(follower, row);
      if (events.length > 0) changes.ring();
      if (events.length < batch) return;
    }
  }

  async function tellTurns(): Promise<void> {
    const run = await findRun(database);
    if (run === undefined) return;
    const events = await readTurnEvents(database, run.id, { after: last.turnEvent, limit: batch });
    if (events.length === 0) return;
    last.turnEvent = events.at(-1)!.id;
    tellAll({ kind: 'turn', events: events.map((event) => turnEventRow(event, labels)) });
    if (events.length === batch) news.ring();
  }

  async function readNews(): Promise<void> {
    while (isOpen) {
      await news.heard(slowLookMs);
      if (!isOpen || followers.size === 0) continue;
      try {
        ears ??= await hear();
        await tellEvents();
        await tellTurns();
      } catch (error) {
        onError(error);
        await delay(calmMs);
      }
    }
  }

  async function hear() {
    const lost = (error: Error) => {
      onError(error);
      const gone = ears;
      ears = undefined;
      void gone?.close();
      news.ring();
    };
    return listen(store, { events: news.ring, turn_events: news.ring }, lost);
  }

  async function tellChanges(): Promise<void> {
    while (isOpen) {
      await changes.heard(slowLookMs);
      if (!isOpen || followers.size === 0) continue;
      const startedMs = performance.now();
      try {
        const status = await readStatus(around);
        const text = JSON.stringify(status);
        if (text !== shown) tellAll({ kind: 'status', status });
        shown = text;
      } catch (error) {
        // Before the first run there is nothing to show.
        if (!(error instanceof EngineError && error.code === 'no_run')) onError(error);
      }
      const tookMs = performance.now() - startedMs;
      await closing.heard(Math.min(slowLookMs, Math.max(calmMs, tookMs * restPerReading)));
    }
  }

  const loops = [readNews(), tellChanges()];

  return {
    async follow(tell, after) {
      const newest = await findNewest(database);
      // Nobody followed until now: what came meanwhile is for nobody.
      if (followers.size === 0) last = newest;
      const follower: Follower = { tell, cursor: after ?? newest.event, waiting: [] };
      followers.add(follower);
      try {
        if (after !== undefined) {
          const missed = await readEventsBetween(database, { after, limit: mostMissed + 1 });
          const isTooMuch = missed.length > mostMissed || after > newest.event;
          if (isTooMuch) {
            follower.cursor = newest.event;
            tell({ kind: 'reset', at: newest.event });
          } else {
            for (const event of await rowsOf(missed)) {
              follower.cursor = event.id;
              tell({ kind: 'event', event });
            }
          }
        }
      } catch (error) {
        followers.delete(follower);
        throw error;
      }
      const { waiting } = follower;
      follower.waiting = undefined;
      for (const event of waiting ?? []) deliver(follower, event);
      shown = '';
      changes.ring();
      news.ring();
      return () => void followers.delete(follower);
    },
    async close() {
      isOpen = false;
      news.ring();
      changes.ring();
      closing.ring();
      await Promise.all(loops);
      await ears?.close();
    },
  };
}

/** Labels of tasks by their ids; none before the first run. */
export async function readLabels(around: Surroundings): Promise<Map<string, string>> {
  if ((await findRun(around.store.database)) === undefined) return new Map();
  const { plan } = await readRunPlan(around);
  return new Map(plan.tasks.map(({ id, label }) => [id, label]));
}
