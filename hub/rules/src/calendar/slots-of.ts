import type { Brand, BrandChannel } from '../brand/brand.ts';
import { dateOf, dayNumber, minuteOf, weekdayOf } from './civil-day.ts';
import type { Relaxed } from './constraint.ts';

export const partsOfDay = ['morning', 'midday', 'evening'] as const;
export type PartOfDay = (typeof partsOfDay)[number];
export type PostingWindow = { from: number; to: number; part: PartOfDay };

/** A place for one post of a channel on a day. `windows` are those of the day, in their order. */
export type Slot = {
  channel: BrandChannel;
  date: string;
  day: number;
  ordinal: number;
  windows: PostingWindow[];
};

const anyTime = ['08:00-10:30', '11:30-14:00', '17:00-20:30'];

/** The places of a channel from `start` on, and the days that are left empty. */
export function slotsOf(
  brand: Brand,
  channel: BrandChannel,
  { start, days, relaxed }: { start: string; days: number; relaxed: Relaxed },
): Slot[] {
  const first = dayNumber(start);
  return Array.from({ length: days }, (_, index) => first + index).flatMap((day) => {
    const date = dateOf(day);
    if (!relaxed.has('dates-to-avoid') && avoided(brand, date) !== undefined) return [];
    const windows = relaxed.has('posting-windows')
      ? anyTime.map(windowOf)
      : windowsOn(brand, channel.platform, date);
    return Array.from({ length: channel.perDay }, (_, ordinal) => ({
      channel,
      date,
      day,
      ordinal: ordinal + 1,
      windows,
    }));
  });
}

export function windowsOn(brand: Brand, platform: BrandChannel['platform'], date: string): PostingWindow[] {
  const all = brand.windows[platform];
  const ofDay = all?.[weekdayOf(date)] ?? all?.daily ?? [];
  return [...ofDay].sort().map(windowOf);
}

export function avoided(brand: Brand, date: string): string | undefined {
  return brand.avoid.find((one) => one.date === date || one.date === date.slice(5))?.why;
}

function windowOf(text: string): PostingWindow {
  const from = minuteOf(text.slice(0, 5));
  const part = from < 11 * 60 ? 'morning' : from < 16 * 60 ? 'midday' : 'evening';
  return { from, to: minuteOf(text.slice(6)), part };
}
