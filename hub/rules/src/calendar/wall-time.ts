import { Temporal } from 'temporal-polyfill';
import { RulesError } from '../rules-error.ts';

/**
 * What to do where clocks are changed. In a gap (a time that does not exist): `later` is as many minutes after the gap as
 * were meant after its start, `earlier` the same before, `refuse` none. In an overlap (a time that comes twice): the
 * first, the second, or none.
 */
export type WallPolicy = { gap: 'later' | 'earlier' | 'refuse'; overlap: 'first' | 'second' | 'refuse' };

export const wallPolicy: WallPolicy = { gap: 'later', overlap: 'first' };

export type Resolved =
  | { kind: 'exact' | 'gap' | 'overlap'; at: string }
  /** The policy refuses it; `before` and `after` are the two instants that it could have been. */
  | { kind: 'refused'; why: 'gap' | 'overlap'; before: string; after: string };

/** The instant (`2026-03-29T01:30:00Z`) of a wall time (`2026-03-29T03:30`) in an IANA zone. */
export function resolveWall(wall: string, zone: string, policy: WallPolicy = wallPolicy): Resolved {
  const meant = plainOf(wall);
  const earlier = zonedOf(meant, zone, 'earlier');
  const later = zonedOf(meant, zone, 'later');
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { kind: 'exact', at: instantOf(earlier) };
  const kind = meant.equals(earlier.toPlainDateTime()) ? 'overlap' : 'gap';
  const choice = policy[kind];
  if (choice === 'refuse') {
    return { kind: 'refused', why: kind, before: instantOf(earlier), after: instantOf(later) };
  }
  return { kind, at: instantOf(choice === 'later' || choice === 'second' ? later : earlier) };
}

/** The wall time (`2026-03-29T03:30`) that an instant has in a zone. */
export function wallOf(at: string, zone: string): string {
  if (!isZone(zone)) throw unknownZone(zone);
  return Temporal.Instant.from(at)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });
}

export function isZone(zone: string): boolean {
  if (/^[+-]|^UTC[+-]/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

function plainOf(wall: string): Temporal.PlainDateTime {
  try {
    return Temporal.PlainDateTime.from(wall, { overflow: 'reject' });
  } catch (cause) {
    throw new RulesError('bad_time', `expected a wall time such as 2026-03-29T09:00, found '${wall}'`, {
      cause,
    });
  }
}

function zonedOf(
  meant: Temporal.PlainDateTime,
  zone: string,
  disambiguation: 'earlier' | 'later',
): Temporal.ZonedDateTime {
  if (!isZone(zone)) throw unknownZone(zone);
  return meant.toZonedDateTime(zone, { disambiguation });
}

function unknownZone(zone: string): RulesError {
  return new RulesError('bad_zone', `expected an IANA time zone such as Europe/Berlin, found '${zone}'`);
}

function instantOf(zoned: Temporal.ZonedDateTime): string {
  return zoned.toInstant().toString({ smallestUnit: 'second' });
}
