import { and, asc, count, desc, eq, gt, ilike, inArray, lt, lte, max, or, sql } from 'drizzle-orm';
import type { Reader } from './make-store.ts';
import type { EventKind } from './record.ts';
import type { Event } from './runs.ts';
import { attempts, events, turnEvents } from './schema.ts';
import type { TurnEvent } from './turn-events.ts';

/** Which part of the log: on one side of an event, or from a place counted from the oldest one; else the newest. */
export type EventPage = {
  before?: number | undefined;
  after?: number | undefined;
  from?: number | undefined;
  limit: number;
  kinds?: readonly EventKind[] | undefined;
  session?: number | undefined;
  task?: string | undefined;
  /** Words of the event's data, its kind or its task, or its number. */
  search?: string | undefined;
};

/** Events of a run, newest first, with how many there are of those kinds in all. */
export async function readEventPage(
  reader: Reader,
  run: string,
  page: EventPage,
): Promise<{ events: Event[]; total: number }> {
  const { before, after, from, limit } = page;
  const isMeant = and(
    eq(events.run, run),
    page.kinds === undefined ? undefined : inArray(events.kind, [...page.kinds]),
    page.session === undefined ? undefined : eq(events.session, page.session),
    page.task === undefined ? undefined : eq(events.task, page.task),
    page.search === undefined ? undefined : matches(page.search),
  );
  const isOldestFirst = from !== undefined || (after !== undefined && before === undefined);
  const id = idOf(page.search);
  // Whoever looks for a number finds that event at the front, however many speak of the number.
  const named = id === undefined ? [] : [sql`${events.id} = ${id}`];
  const rows = await reader
    .select()
    .from(events)
    .where(
      and(
        isMeant,
        before === undefined ? undefined : lt(events.id, before),
        after === undefined ? undefined : gt(events.id, after),
      ),
    )
    .orderBy(...[...named, events.id].map(isOldestFirst ? asc : desc))
    .offset(from ?? 0)
    .limit(limit);
  const [all] = await reader.select({ total: count() }).from(events).where(isMeant);
  return { events: isOldestFirst ? rows.reverse() : rows, total: all?.total ?? 0 };
}

function matches(words: string) {
  const pattern = `%${words.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return or(
    ilike(events.kind, pattern),
    ilike(events.task, pattern),
    sql`${events.data}::text ilike ${pattern}`,
    idOf(words) === undefined ? undefined : eq(events.id, idOf(words)!),
  );
}

const idOf = (words = ''): number | undefined => (/^\d{1,15}$/.test(words) ? Number(words) : undefined);

/** Events of any run after one of them up to another, oldest first. */
export async function readEventsBetween(
  reader: Reader,
  { after, upTo, limit }: { after: number; upTo?: number; limit: number },
): Promise<Event[]> {
  return reader
    .select()
    .from(events)
    .where(and(gt(events.id, after), upTo === undefined ? undefined : lte(events.id, upTo)))
    .orderBy(asc(events.id))
    .limit(limit);
}

/** Events of one turn by their numbers in it, oldest first, with how many there are in all. */
export async function readTurnPage(
  reader: Reader,
  turn: string,
  { before, after, limit }: Pick<EventPage, 'before' | 'after' | 'limit'>,
): Promise<{ events: TurnEvent[]; total: number }> {
  const isOldestFirst = after !== undefined;
  const rows = await reader
    .select()
    .from(turnEvents)
    .where(
      and(
        eq(turnEvents.turn, turn),
        before === undefined ? undefined : lt(turnEvents.seq, before),
        after === undefined ? undefined : gt(turnEvents.seq, after),
      ),
    )
    .orderBy(isOldestFirst ? asc(turnEvents.seq) : desc(turnEvents.seq))
    .limit(limit);
  const [all] = await reader.select({ total: count() }).from(turnEvents).where(eq(turnEvents.turn, turn));
  return { events: isOldestFirst ? rows : rows.reverse(), total: all?.total ?? 0 };
}

/** The ids of the newest event and of the newest event of a turn, 0 before the first. */
export async function findNewest(reader: Reader): Promise<{ event: number; turnEvent: number }> {
  const [event] = await reader.select({ id: max(events.id) }).from(events);
  const [turnEvent] = await reader.select({ id: max(turnEvents.id) }).from(turnEvents);
  return { event: event?.id ?? 0, turnEvent: turnEvent?.id ?? 0 };
}

/** Whether a run has to do with the commit: it is of an attempt, or an event tells of it. */
export async function isKnownCommit(reader: Reader, run: string, commit: string): Promise<boolean> {
  const [ofAttempt] = await reader
    .select({ task: attempts.task })
    .from(attempts)
    .where(
      and(
        eq(attempts.run, run),
        or(eq(attempts.head, commit), eq(attempts.integrated, commit), eq(attempts.base, commit)),
      ),
    )
    .limit(1);
  if (ofAttempt !== undefined) return true;
  const [told] = await reader
    .select({ id: events.id })
    .from(events)
    .where(and(eq(events.run, run), sql`${events.data}->>'commit' = ${commit}`))
    .limit(1);
  return told !== undefined;
}
