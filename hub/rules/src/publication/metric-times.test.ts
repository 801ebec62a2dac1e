import { expect, test } from 'vitest';
import { metricTimes } from './metric-times.ts';

const out = new Date('2026-12-01T09:00:00Z');
const names = (...args: Parameters<typeof metricTimes>) => metricTimes(...args).map(({ name }) => name);

test('[J17] figures are read after 1 hour, 24 hours, 72 hours and 7 days, and once more before they go', () => {
  expect(names('facebook', 'photo', out)).toEqual(['1h', '24h', '72h', '7d']);
  expect(names('x', 'text', out)).toEqual(['1h', '24h', '72h', '7d', 'last']);
  expect(metricTimes('x', 'text', out).at(-1)).toEqual({
    name: 'last',
    at: new Date('2026-12-31T08:00:00Z'),
    until: new Date('2026-12-31T09:00:00Z'),
  });
});

test('a story is read before its day is over', () => {
  const times = metricTimes('instagram', 'story', out);
  expect(times.map(({ name }) => name)).toEqual(['1h', 'last']);
  for (const { at, until } of times) expect(until !== undefined && at < until).toBe(true);
});
