import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAtLeastAsStrict, keepsTo, keepsToTime, type Limit, limitSchema, shareSchema } from './limit.ts';

const limit = (text: string): Limit => limitSchema.parse(text);

describe('[G6] a limit', () => {
  test.each([
    ['<200ms', { comparison: '<', value: 200, unit: 'ms' }],
    ['>= 99.5 %', { comparison: '>=', value: 99.5, unit: '%' }],
    ['> 80', { comparison: '>', value: 80, unit: '' }],
    ['<= 1.5s', { comparison: '<=', value: 1.5, unit: 's' }],
  ])('%s is a comparison, a figure and a unit', (text, read) => {
    expect(limit(text)).toEqual(read);
  });

  test.each(['200ms', '< fast', '<200 m', '= 3', '<1 <2', ''])('%j is none', (text) => {
    expect(limitSchema.safeParse(text).success).toBe(false);
  });

  test.each(['99%', '100 %', '0.5%'])('%s is a share', (text) => {
    expect(shareSchema.safeParse(text).success).toBe(true);
  });

  test.each(['99', '0%', '101%', '-1%'])('%s is no share', (text) => {
    expect(shareSchema.safeParse(text).success).toBe(false);
  });

  test('is met at the figure itself only where it says so', () => {
    expect(['< 5', '<= 5', '> 5', '>= 5'].map((text) => keepsTo(limit(text), 5))).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(keepsToTime(limit('<= 1s'), 1000)).toBe(true);
    expect(keepsToTime(limit('< 1s'), 1000)).toBe(false);
  });

  test('is as strict as another exactly when all that keeps to it keeps to the other', () => {
    const some = fc.record({
      comparison: fc.constantFrom('<', '<=', '>', '>=') as fc.Arbitrary<Limit['comparison']>,
      value: fc.integer({ min: 1, max: 4 }),
      unit: fc.constant('ms' as const),
    });
    const values = Array.from({ length: 60 }, (_, at) => (at - 5) / 4);
    fc.assert(
      fc.property(some, some, (own, asked) => {
        const sameSide = own.comparison[0] === asked.comparison[0];
        const implied = values.every((value) => !keepsTo(own, value) || keepsTo(asked, value));
        expect(isAtLeastAsStrict(own, asked)).toBe(sameSide && implied);
      }),
    );
  });

  test('in seconds is compared with one in milliseconds', () => {
    expect(isAtLeastAsStrict(limit('< 0.1s'), limit('< 200ms'))).toBe(true);
    expect(isAtLeastAsStrict(limit('< 1s'), limit('< 200ms'))).toBe(false);
  });
});
