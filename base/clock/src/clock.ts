import { Temporal } from 'temporal-polyfill';
import { sleepUntil } from './sleep-until.ts';

/** A moment on the plan's own calendar. Day 1 is the plan's first day; a day before it is 0 or negative. */
export type PlanTime = {
  day: number;
  /** Civil date of that day, `YYYY-MM-DD`. */
  date: string;
  /** Minutes since midnight of the plan's day, 0 to 1439. */
  minuteOfDay: number;
};

/** Time as a value: made in the composition root and handed in. Instants are milliseconds since the epoch. */
export type Clock = {
  now(): number;
  /** Resolves at the instant, at once for a past one; rejects with the signal's reason when aborted. */
  sleepUntil(epochMs: number, signal?: AbortSignal): Promise<void>;
  planTimeAt(epochMs: number): PlanTime;
  /** The first instant at which the plan's calendar shows this day and minute or, where a summer-time gap swallows it, the one the gap moves it to. */
  epochOf(time: { day: number; minuteOfDay: number }): number;
};

export type ClockOptions =
  | {
      /** One plan day is one civil day in the zone, 23 or 25 hours long where the zone says so. */
      kind: 'real';
      /** Civil date of day 1, `YYYY-MM-DD`. */
      planStart: string;
      /** IANA time zone, e.g. `Europe/Zurich`. */
      zone: string;
      readNow?: () => number;
    }
  | {
      /** One plan day lasts `dayMs` and the first begins, at its midnight, at the instant `startedAt`. */
      kind: 'scaled';
      dayMs: number;
      startedAt: number;
      planStart: string;
      readNow?: () => number;
    };

const MINUTES_OF_DAY = 24 * 60;

/** `readNow` is the wall clock unless a test gives another. */
export function makeClock(options: ClockOptions): Clock {
  const now = options.readNow ?? Date.now;
  return {
    now,
    sleepUntil: (epochMs, signal) => sleepUntil(epochMs, now, signal),
    ...(options.kind === 'real' ? makeCivilCalendar(options) : makeScaledCalendar(options)),
  };
}

type Calendar = Pick<Clock, 'planTimeAt' | 'epochOf'>;

function makeCivilCalendar({ planStart, zone }: { planStart: string; zone: string }): Calendar {
  const firstDay = Temporal.PlainDate.from(planStart);
  return {
    planTimeAt(epochMs) {
      const local = Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs)).toZonedDateTimeISO(zone);
      const date = local.toPlainDate();
      return {
        day: firstDay.until(date, { largestUnit: 'days' }).days + 1,
        date: date.toString(),
        minuteOfDay: local.hour * 60 + local.minute,
      };
    },
    epochOf({ day, minuteOfDay }) {
      const time = Temporal.PlainTime.from({ hour: 0 }).add({ minutes: minuteOfDay });
      return firstDay.add({ days: day - 1 }).toZonedDateTime({ timeZone: zone, plainTime: time })
        .epochMilliseconds;
    },
  };
}

function makeScaledCalendar(options: { dayMs: number; startedAt: number; planStart: string }): Calendar {
  const { dayMs, startedAt } = options;
  if (!(dayMs > 0)) throw new RangeError(`a plan day must last longer than nothing, but dayMs is ${dayMs}`);
  const firstDay = Temporal.PlainDate.from(options.planStart);
  const minutesAt = (epochMs: number) => Math.floor(((epochMs - startedAt) * MINUTES_OF_DAY) / dayMs);
  return {
    planTimeAt(epochMs) {
      const minutes = minutesAt(epochMs);
      const day = Math.floor(minutes / MINUTES_OF_DAY) + 1;
      return {
        day,
        date: firstDay.add({ days: day - 1 }).toString(),
        minuteOfDay: minutes - (day - 1) * MINUTES_OF_DAY,
      };
    },
    epochOf({ day, minuteOfDay }) {
      const minutes = (day - 1) * MINUTES_OF_DAY + minuteOfDay;
      // Rounded up: at the instant answered, the calendar shows the minute asked for and not the one before.
      return startedAt + Math.ceil((minutes * dayMs) / MINUTES_OF_DAY);
    },
  };
}
