import type { Day } from './days.ts';

/** `2026-03-16T08:15` in the zone of a brand: what stands on its wall then. */
export type Wall = string;

const minuteMs = 60_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockIn(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const parts = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  const made = new Intl.DateTimeFormat('en-CA', { ...parts, hourCycle: 'h23', timeZone: zone });
  clocks.set(zone, made);
  return made;
}

/** What the wall shows in a zone at an instant. */
export function wallAt(instant: number, zone: string): Wall {
  const parts = Object.fromEntries(
    clockIn(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/** The part of a day that does not come, or comes twice, because clocks are changed. Minutes of the day. */
export type ClockChange = { kind: 'gap' | 'overlap'; from: number; to: number };

const changes = new Map<string, ClockChange | undefined>();

export function findClockChange(day: Day, zone: string): ClockChange | undefined {
  const key = `${day} ${zone}`;
  if (!changes.has(key)) changes.set(key, changeOn(day, zone));
  return changes.get(key);
}

function changeOn(day: Day, zone: string): ClockChange | undefined {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const offset = (instant: number) => (Date.parse(`${wallAt(instant, zone)}Z`) - instant) / minuteMs;
  const guess = noon - offset(noon) * minuteMs;
  let before = guess - 13 * 60 * minuteMs;
  let after = guess + 13 * 60 * minuteMs;
  const [was, is] = [offset(before), offset(after)];
  if (was === is) return undefined;
  while (after - before > minuteMs) {
    const middle = before + Math.floor((after - before) / 2 / minuteMs) * minuteMs;
    if (offset(middle) === was) before = middle;
    else after = middle;
  }
  // `after` is the first minute under the new offset; under the old one the wall would show this:
  const old = new Date(after + was * minuteMs).toISOString();
  const fresh = new Date(after + is * minuteMs).toISOString();
  const first = is > was ? old : fresh;
  if (first.slice(0, 10) !== day) return undefined;
  const from = minuteOf(first.slice(11, 16));
  return { kind: is > was ? 'gap' : 'overlap', from, to: from + Math.abs(is - was) };
}

export const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export const dayOfWall = (wall: Wall): Day => wall.slice(0, 10);
export const clockOfWall = (wall: Wall): string => wall.slice(11, 16);
