import { findDocument, readEventPage, readEvents, readTurns } from '@musterhq/store';
import { compileDocument } from '../compile-document.ts';
import { readLedger } from '../ledger/read-ledger.ts';
import { type Surroundings, viewOf } from '../open-run.ts';
import { readAt } from '../read-at.ts';
import { requireRun } from '../require-run.ts';
import { assembleDaily, dailyKinds } from './assemble-daily.ts';
import type { Daily, DayList } from './daily.ts';

/** The plan days on which something happened or could have, from the first event of the newest run to its last, newest first. */
export function readDays(around: Surroundings): Promise<DayList> {
  return readAt(around, async (still) => {
    const { clock, first, last } = await readSpan(still);
    const days = Array.from({ length: Math.max(1, last - first + 1) }, (_, index) => last - index);
    return { days: days.map((day) => dayOf(clock, day)) };
  });
}

/** One plan day of the newest run; undefined where the run has no such day. */
export function readDaily(around: Surroundings, day: number): Promise<({ at: number } & Daily) | undefined> {
  return readAt(around, async (still) => {
    const { database } = still.store;
    const { run, plan, clock, first, last } = await readSpan(still);
    if (day < first || day > last) return { daily: undefined };
    const [events, turns, ledger] = await Promise.all([
      readEvents(database, run.id, { kinds: dailyKinds }),
      readTurns(database, run.id),
      readLedger(still, 'turn', run.id),
    ]);
    const fromMs = clock.epochOf({ day, minuteOfDay: 0 });
    const untilMs = clock.epochOf({ day: day + 1, minuteOfDay: 0 });
    const sections = assembleDaily({
      ...{ fromMs, untilMs, turns, ledger, zone: still.configuration.zone },
      events: events.filter(({ at }) => at.getTime() < untilMs),
      labels: new Map(plan.tasks.map(({ id, label }) => [id, label])),
    });
    const daily = {
      run: run.id,
      document: run.documentPath,
      ...dayOf(clock, day),
      zone: still.configuration.zone,
      fromAt: new Date(fromMs).toISOString(),
      untilAt: new Date(untilMs).toISOString(),
      sections,
    };
    return { daily };
  }).then(({ at, daily }) => (daily === undefined ? undefined : { at, ...daily }));
}

type Clock = Awaited<ReturnType<typeof viewOf>>['clock'];

function dayOf(clock: Clock, day: number) {
  const { date } = clock.planTimeAt(clock.epochOf({ day, minuteOfDay: 0 }));
  return { day, date, isOver: clock.epochOf({ day: day + 1, minuteOfDay: 0 }) <= clock.now() };
}

/** A run that began before day 1 has days before it: 0, and those below. */
async function readSpan(still: Surroundings) {
  const { database } = still.store;
  const run = await requireRun(still);
  const document = await findDocument(database, run.id);
  const { plan } = compileDocument(document?.text ?? '', still.library);
  const { clock } = await viewOf(still, run, plan);
  const newest = await readEventPage(database, run.id, { limit: 1 });
  const lastAt = newest.events[0]?.at ?? run.startedAt;
  const first = clock.planTimeAt(run.startedAt.getTime()).day;
  return { run, plan, clock, first, last: Math.max(first, clock.planTimeAt(lastAt.getTime()).day) };
}
