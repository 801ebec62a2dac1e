import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeClock } from './clock.ts';

const at = (iso: string) => Date.parse(iso);

test('a real plan day is a civil day of the zone', () => {
  const clock = makeClock({ kind: 'real', planStart: '2026-11-23', zone: 'Europe/Zurich' });
  expect(clock.planTimeAt(at('2026-11-23T08:30:59Z'))).toEqual({
    day: 1,
    date: '2026-11-23',
    minuteOfDay: 570,
  });
  expect(clock.planTimeAt(at('2026-11-23T22:59:59Z'))).toMatchObject({ day: 1, minuteOfDay: 1439 });
  expect(clock.planTimeAt(at('2026-11-23T23:00:00Z'))).toMatchObject({ day: 2, minuteOfDay: 0 });
  expect(clock.epochOf({ day: 10, minuteOfDay: 540 })).toBe(at('2026-12-02T08:00:00Z'));
});

test('before the plan starts the day is 0 or negative, so that nothing dated looks due', () => {
  const clock = makeClock({ kind: 'real', planStart: '2026-11-23', zone: 'UTC' });
  expect(clock.planTimeAt(at('2026-11-22T23:59:00Z'))).toMatchObject({ day: 0, date: '2026-11-22' });
  const scaled = makeClock({ kind: 'scaled', planStart: '2026-11-23', dayMs: 1440, startedAt: 10_000 });
  expect(scaled.planTimeAt(9_999)).toEqual({ day: 0, date: '2026-11-22', minuteOfDay: 1439 });
});

test('summer time: days of 23 and 25 hours, a skipped minute moves on, a doubled one is its first', () => {
  const spring = makeClock({ kind: 'real', planStart: '2026-03-29', zone: 'Europe/Zurich' });
  expect(spring.epochOf({ day: 2, minuteOfDay: 0 }) - spring.epochOf({ day: 1, minuteOfDay: 0 })).toBe(
    23 * 3_600_000,
  );
  expect(spring.epochOf({ day: 1, minuteOfDay: 150 })).toBe(at('2026-03-29T01:30:00Z'));
  expect(spring.planTimeAt(at('2026-03-29T01:30:00Z')).minuteOfDay).toBe(210);
  const autumn = makeClock({ kind: 'real', planStart: '2026-10-25', zone: 'Europe/Zurich' });
  expect(autumn.epochOf({ day: 2, minuteOfDay: 0 }) - autumn.epochOf({ day: 1, minuteOfDay: 0 })).toBe(
    25 * 3_600_000,
  );
  expect(autumn.epochOf({ day: 1, minuteOfDay: 150 })).toBe(at('2026-10-25T00:30:00Z'));
});

test('a scaled plan day lasts dayMs and keeps its dates', () => {
  const clock = makeClock({ kind: 'scaled', planStart: '2026-02-27', dayMs: 20_000, startedAt: 1_000_000 });
  expect(clock.planTimeAt(1_000_000)).toEqual({ day: 1, date: '2026-02-27', minuteOfDay: 0 });
  expect(clock.planTimeAt(1_000_000 + 2 * 20_000 + 10_000)).toEqual({
    day: 3,
    date: '2026-03-01',
    minuteOfDay: 720,
  });
  expect(clock.epochOf({ day: 2, minuteOfDay: 720 })).toBe(1_030_000);
  expect(() => makeClock({ kind: 'scaled', planStart: '2026-02-27', dayMs: 0, startedAt: 0 })).toThrow(
    RangeError,
  );
});

test('there and back: the instant of a plan time shows that plan time', () => {
  const times = fc.record({ day: fc.integer({ min: -400, max: 4000 }), minuteOfDay: fc.nat({ max: 1439 }) });
  fc.assert(
    fc.property(times, fc.integer({ min: 1440, max: 90_000_000 }), fc.nat(2e12), (time, dayMs, startedAt) => {
      const scaled = makeClock({ kind: 'scaled', planStart: '2026-01-01', dayMs, startedAt });
      expect(scaled.planTimeAt(scaled.epochOf(time))).toMatchObject(time);
    }),
  );
  // Tokyo has no summer time, so no minute is skipped.
  const real = makeClock({ kind: 'real', planStart: '2026-01-01', zone: 'Asia/Tokyo' });
  fc.assert(
    fc.property(times, (time) => {
      expect(real.planTimeAt(real.epochOf(time))).toMatchObject(time);
    }),
  );
});

test('sleeping ends at the instant, and with the reason of the signal', async () => {
  const clock = makeClock({ kind: 'real', planStart: '2026-01-01', zone: 'UTC' });
  const wanted = clock.now() + 40;
  await clock.sleepUntil(wanted);
  expect(clock.now()).toBeGreaterThanOrEqual(wanted);
  await clock.sleepUntil(0);
  const control = new AbortController();
  const sleeping = clock.sleepUntil(clock.now() + 60_000, control.signal);
  const reason = new Error('the run stops');
  control.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
  await expect(clock.sleepUntil(0, control.signal)).rejects.toBe(reason);
});
