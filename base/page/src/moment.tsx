import { timeWords, zoneWords } from './time-words.ts';

export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A moment in the viewer's zone; on hover in full, and in the zone that it is about. */
export function Moment({ at, zone = ownZone }: { at: string; zone?: string | undefined }) {
  const zones = zone === ownZone ? [zone] : [ownZone, zone];
  return (
    <time dateTime={at} title={zones.map((one) => zoneWords(at, one)).join('\n')} className="figure">
      {timeWords(at)}
    </time>
  );
}
