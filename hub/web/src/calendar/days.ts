/** Civil days as `2026-03-16`: no clock, no zone. Their arithmetic is that of UTC, where every day has 24 hours. */
export type Day = string;

const dayMs = 86_400_000;
const msOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

export const isDay = (text: unknown): text is Day =>
  typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(msOf(text));

export const addDays = (day: Day, count: number): Day => dayOf(msOf(day) + count * dayMs);

export const daysBetween = (one: Day, other: Day): number => Math.round((msOf(other) - msOf(one)) / dayMs);

/** 0 is Monday. */
export const weekday = (day: Day): number => (new Date(msOf(day)).getUTCDay() + 6) % 7;

export const weekOf = (day: Day): Day[] => daysFrom(addDays(day, -weekday(day)), 7);

export const daysFrom = (first: Day, count: number): Day[] =>
  Array.from({ length: count }, (_, index) => addDays(first, index));

/** The whole weeks that a month lies in. */
export function weeksOfMonth(day: Day): Day[][] {
  const month = day.slice(0, 7);
  const [first] = weekOf(`${month}-01`);
  const weeks: Day[][] = [];
  for (let monday = first!; monday.slice(0, 7) <= month; monday = addDays(monday, 7))
    weeks.push(daysFrom(monday, 7));
  return weeks;
}

/** The same day of another month, or the last that it has. */
export function addMonths(day: Day, count: number): Day {
  const [year, month] = day.split('-').map(Number) as [number, number];
  const first = dayOf(Date.UTC(year, month - 1 + count, 1));
  const last = dayOf(Date.UTC(year, month + count, 0));
  const wanted = `${first.slice(0, 8)}${day.slice(8)}`;
  return wanted > last ? last : wanted;
}

const formats = {
  /** `Mon` */
  weekday: new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' }),
  /** `Mon 16 Mar` */
  short: new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  }),
  /** `Monday 16 March 2026` */
  long: new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }),
  /** `16 Mar` */
  date: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }),
  /** `March 2026` */
  month: new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
};

export const dayWords = (day: Day, form: keyof typeof formats): string => formats[form].format(msOf(day));
