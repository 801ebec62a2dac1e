import type { BrandProfile } from '../live/facts.ts';
import { type Day, weekday } from './days.ts';
import { minuteOf } from './wall-clock.ts';

const names = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** The posting windows of a platform on a day, in minutes: those of the weekday, else those of every day. */
export function windowsOn(
  { windows }: Pick<BrandProfile['brand'], 'windows'>,
  platform: string,
  day: Day,
): { from: number; to: number }[] {
  const own = windows[platform as keyof typeof windows];
  return (own?.[names[weekday(day)]!] ?? own?.daily ?? []).map((text) => ({
    from: minuteOf(text),
    to: minuteOf(text.slice(6)),
  }));
}

/** Why nothing is planned on a day: every year (`12-25`) or in this one. */
export const avoidedOn = ({ avoid }: Pick<BrandProfile['brand'], 'avoid'>, day: Day): string | undefined =>
  avoid.find(({ date }) => date === day || date === day.slice(5))?.why;
