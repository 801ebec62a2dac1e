import { Moment } from '@musterhq/page';
import { useQueryClient } from '@tanstack/react-query';
import type { Timeline } from '../live/facts.ts';
import { timelineQuery } from '../live/queries.ts';

/** A moment in the viewer's zone; on hover in full, and where the plan's people are. */
export function TimeOf({ at }: { at: string }) {
  return <Moment at={at} zone={useQueryClient().getQueryData<Timeline>(timelineQuery.queryKey)?.zone} />;
}
