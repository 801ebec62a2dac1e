import { ownZone, zoneWords } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { dayWords } from '../calendar/days.ts';
import { clockOfWall, dayOfWall, wallAt } from '../calendar/wall-clock.ts';
import { brandsQuery } from '../live/queries.ts';
import { useHubNow } from '../live/use-hub-now.ts';

/** The zone of the readers: that of the brands, where they have one in common; else the viewer's own. */
function useReadersZone(): string {
  const { data } = useQuery(brandsQuery);
  const [zone, ...others] = new Set(data?.brands.map((brand) => brand.zone));
  return zone === undefined || others.length > 0 ? ownZone : zone;
}

/** A moment on the wall of the readers, `Tue 17 Mar, 08:55`; on hover in full, for the viewer and for them. `isExact`: to the second. */
export function When({ at, isExact = false }: { at: string; isExact?: boolean }) {
  const zone = useReadersZone();
  const now = useHubNow(60_000);
  const zones = zone === ownZone ? [zone] : [ownZone, zone];
  return (
    <time dateTime={at} title={zones.map((one) => zoneWords(at, one)).join('\n')} className="figure">
      {momentWords(at, zone, { now, isExact })}
    </time>
  );
}

/** With the year where it is another than now. */
export function momentWords(
  at: string,
  zone: string,
  { now, isExact }: { now: number | undefined; isExact: boolean },
): string {
  const wall = wallAt(Date.parse(at), zone);
  const year = wall.slice(0, 4);
  const isOtherYear = now !== undefined && wallAt(now, zone).slice(0, 4) !== year;
  const seconds = isExact ? `:${new Date(at).toISOString().slice(17, 19)}` : '';
  return `${dayWords(dayOfWall(wall), 'short')}${isOtherYear ? ` ${year}` : ''}, ${clockOfWall(wall)}${seconds}`;
}
