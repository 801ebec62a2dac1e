import { useQueryClient } from '@tanstack/react-query';
import type { Timeline } from '../live/facts.ts';
import { timelineQuery } from '../live/queries.ts';
import { timeWords, zoneWords } from '../words/time-words.ts';

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A moment in the viewer's zone; on hover in full, and where the plan's people are. */
export function TimeOf({ at }: { at: string }) {
  const zone = useQueryClient().getQueryData<Timeline>(timelineQuery.queryKey)?.zone ?? ownZone;
  const zones = zone === ownZone ? [zone] : [ownZone, zone];
  return (
    <time dateTime={at} title={zones.map((one) => zoneWords(at, one)).join('\n')} className="figure">
      {timeWords(at)}
    </time>
  );
}
