import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { isZone, resolveWall, wallOf } from '../src/calendar/wall-time.ts';

const first = Temporal.Instant.from('2024-01-01T00:00Z');
const last = Temporal.Instant.from('2031-01-01T00:00Z');

/** Every change of the clocks of a zone from 2024 to 2030. */
function transitionsOf(zone: string): Temporal.ZonedDateTime[] {
  const found: Temporal.ZonedDateTime[] = [];
  let at = first.toZonedDateTimeISO(zone).getTimeZoneTransition('next');
  while (at !== null && at.epochMilliseconds < last.epochMilliseconds) {
    found.push(at);
    at = at.getTimeZoneTransition('next');
  }
  return found;
}

describe('around every change of the clocks', () => {
  const zones = Intl.supportedValuesOf('timeZone');
  const all = zones.flatMap((zone) => transitionsOf(zone).map((after) => ({ zone, after })));

  test('[Z1] wall times before, at and after each transition from 2024 to 2030 resolve as the policy says', () => {
    let gaps = 0;
    let overlaps = 0;
    for (const { zone, after } of all) {
      const before = after.subtract({ nanoseconds: 1 });
      const shift = (after.offsetNanoseconds - before.offsetNanoseconds) / 60_000_000_000;
      // Offsets below a minute are history; every change of these years is whole minutes.
      expect(Number.isInteger(shift), zone).toBe(true);
      const edge = after.epochMilliseconds;
      for (const minutes of [-90, -1, 0, 90]) {
        const at = new Date(edge + minutes * 60_000).toISOString().replace('.000', '');
        const wall = wallOf(at, zone);
        const resolved = resolveWall(wall, zone);
        if (resolved.kind === 'overlap') {
          const second = resolveWall(wall, zone, { gap: 'later', overlap: 'second' });
          expect([resolved.at, 'at' in second && second.at], `${zone} ${wall}`).toContain(at);
        } else expect(resolved, `${zone} ${wall}`).toEqual({ kind: 'exact', at });
      }
      if (shift > 0) {
        gaps += 1;
        const missing = before
          .add({ nanoseconds: 1 })
          .toPlainDateTime()
          .subtract({ minutes: 1 })
          .toString({ smallestUnit: 'minute' });
        const later = resolveWall(missing, zone);
        const earlier = resolveWall(missing, zone, { gap: 'earlier', overlap: 'first' });
        const refused = resolveWall(missing, zone, { gap: 'refuse', overlap: 'refuse' });
        expect([later.kind, earlier.kind, refused.kind], `${zone} ${missing}`).toEqual([
          'gap',
          'gap',
          'refused',
        ]);
        if ('at' in later && 'at' in earlier) {
          expect(Date.parse(later.at) - Date.parse(earlier.at)).toBe(shift * 60_000);
          expect(Date.parse(later.at)).toBeGreaterThanOrEqual(edge);
          expect(Date.parse(earlier.at)).toBeLessThan(edge);
        }
      } else if (shift < 0) {
        overlaps += 1;
        const twice = after.toPlainDateTime().toString({ smallestUnit: 'minute' });
        const one = resolveWall(twice, zone);
        const other = resolveWall(twice, zone, { gap: 'later', overlap: 'second' });
        expect([one.kind, other.kind], `${zone} ${twice}`).toEqual(['overlap', 'overlap']);
        if ('at' in one && 'at' in other) {
          expect(Date.parse(other.at)).toBe(edge);
          expect(Date.parse(other.at) - Date.parse(one.at)).toBe(-shift * 60_000);
        }
      }
    }
    console.log(`${zones.length} zones, ${all.length} transitions, ${gaps} gaps, ${overlaps} overlaps`);
    expect(gaps).toBeGreaterThan(500);
    expect(overlaps).toBeGreaterThan(500);
  });
});

test('[Z2] nine in Paris is nine in Paris on both sides of the change', () => {
  expect(resolveWall('2026-10-24T09:00', 'Europe/Paris')).toEqual({
    kind: 'exact',
    at: '2026-10-24T07:00:00Z',
  });
  expect(resolveWall('2026-10-25T09:00', 'Europe/Paris')).toEqual({
    kind: 'exact',
    at: '2026-10-25T08:00:00Z',
  });
});

test('[Z3] a zone that is none and a time that is none are refused by name', () => {
  expect(() => resolveWall('2026-01-01T09:00', 'Mars/Olympus')).toThrow("found 'Mars/Olympus'");
  expect(() => resolveWall('2026-02-30T09:00', 'Europe/Paris')).toThrow("found '2026-02-30T09:00'");
  expect(isZone('+02:00')).toBe(false);
});
