import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextFree } from './next-free.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 11, 1, 9, minute));

test('[J9] the first gap that keeps the spacing on both sides', () => {
  expect(nextFree(at(0), [], 600_000)).toEqual(at(0));
  expect(nextFree(at(0), [at(-5)], 600_000)).toEqual(at(5));
  expect(nextFree(at(0), [at(5), at(20), at(45)], 600_000)).toEqual(at(30));
});

test('what was missed is spread: each keeps its distance from all others, and none is before the moment asked for', () => {
  const taken = fc.array(fc.integer({ min: -60, max: 600 }), { maxLength: 12 });
  fc.assert(
    fc.property(taken, fc.integer({ min: 1, max: 60 }), (minutes, spacing) => {
      const planned: Date[] = [];
      for (let count = 0; count < 5; count += 1) {
        const all = [...minutes.map(at), ...planned];
        const free = nextFree(at(0), all, spacing * 60_000);
        expect(free >= at(0)).toBe(true);
        for (const other of all)
          expect(Math.abs(other.getTime() - free.getTime())).toBeGreaterThanOrEqual(spacing * 60_000);
        planned.push(free);
      }
    }),
  );
});
