import { type Weekday, weekdays } from '../brand/brand.ts';

const dayMs = 86_400_000;

/** Days since 1970-01-01, so that dates can be subtracted. */
export function dayNumber(date: string): number {
  return Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / dayMs;
}

export function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

export function weekdayOf(date: string): Weekday {
  // 1970-01-01 was a Thursday.
  return weekdays[(((dayNumber(date) + 3) % 7) + 7) % 7]!;
}

/** Minutes from midnight of `07:30`. */
export function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

export function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
