import fc from 'fast-check';
import { expect, test } from 'vitest';
import { percentile } from './percentile.ts';

test('[G6] a percentile is the nearest rank: one of the samples, and the smallest that enough of them do not exceed', () => {
  // The worked example of the nearest-rank method: five samples, ranks 1, 2, 2, 3 and 5.
  const five = [15, 20, 35, 40, 50];
  expect([5, 30, 40, 50, 100].map((share) => percentile(five, share))).toEqual([15, 20, 20, 35, 50]);
  const hundred = Array.from({ length: 100 }, (_, at) => at + 1);
  expect([50, 95, 99].map((share) => percentile(hundred, share))).toEqual([50, 95, 99]);
  expect(percentile([], 50)).toBeUndefined();
  const samples = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 });
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 100 }), (some, share) => {
      const value = percentile(some, share)!;
      const notAbove = (limit: number) => some.filter((one) => one <= limit).length;
      expect(some).toContain(value);
      expect(notAbove(value) * 100).toBeGreaterThanOrEqual(share * some.length);
      expect(notAbove(value - 1) * 100).toBeLessThan(share * some.length);
    }),
  );
});
