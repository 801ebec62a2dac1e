import { expect, test } from 'vitest';
import { backoffMs, fractionOf } from './backoff.ts';

test('[J12] waits double from two seconds to a quarter of an hour, the seed choosing the upper half', () => {
  for (let failures = 1; failures < 30; failures += 1) {
    const ceiling = Math.min(900_000, 2_000 * 2 ** (failures - 1));
    const wait = backoffMs(failures, 'p1');
    expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
    expect(wait).toBeLessThanOrEqual(ceiling);
    expect(backoffMs(failures, 'p1')).toBe(wait);
  }
});

test('what failed together does not come back together', () => {
  const waits = new Set(Array.from({ length: 200 }, (_, index) => backoffMs(5, `p${index}`)));
  expect(waits.size).toBeGreaterThan(190);
  const tenths = Array.from({ length: 2_000 }, (_, index) => Math.floor(fractionOf(`p${index}`) * 10));
  for (let tenth = 0; tenth < 10; tenth += 1)
    expect(tenths.filter((one) => one === tenth).length).toBeGreaterThan(140);
});
