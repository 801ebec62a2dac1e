import type { Platform, Post } from '../post/post.ts';

const hourMs = 60 * 60_000;

/** One reading of a post's figures: when, and until when the platform still gives them. */
export type MetricTime = { name: string; at: Date; until: Date | undefined };

/**
 * The fixed hours at which a post's figures are read, the same for every post so that two can be compared. A story's are gone
 * after a day, and X gives the author's own figures for thirty days: the last reading lies before either.
 */
export function metricTimes(platform: Platform, kind: Post['kind'], publishedAt: Date): MetricTime[] {
  const endHours = kind === 'story' ? 24 : platform === 'x' ? 30 * 24 : undefined;
  const at = (hours: number) => new Date(publishedAt.getTime() + hours * hourMs);
  const until = endHours === undefined ? undefined : at(endHours);
  const hours: [name: string, hours: number][] = [
    ['1h', 1],
    ['24h', 24],
    ['72h', 72],
    ['7d', 7 * 24],
  ];
  const fixed = hours.filter(([, after]) => endHours === undefined || after < endHours);
  // An hour before the figures go, so that a failed reading can be done again.
  const last: [string, number][] = endHours === undefined ? [] : [['last', endHours - 1]];
  return [...fixed, ...last].map(([name, after]) => ({ name, at: at(after), until }));
}
