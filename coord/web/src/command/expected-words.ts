import { durationWords } from '@musterhq/page';
import type { Timeline } from '../live/facts.ts';

type Milestone = Extract<Timeline['forecast'], { kind: 'forecast' }>['milestones'][number];

const daysWords = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`;

/** When a milestone is expected against its day; undefined where nothing can be said of it. */
export function milestoneWords(
  { forecast }: Pick<Timeline, 'forecast'>,
  id: string,
): { text: string; isLate: boolean } | undefined {
  if (forecast.kind !== 'forecast') return undefined;
  const found: Milestone | undefined = forecast.milestones.find(({ milestone }) => milestone === id);
  if (found?.day == null || found.slipDays === null) return undefined;
  const { day, slipDays } = found;
  if (slipDays > 0) return { text: `expected on day ${day}, ${daysWords(slipDays)} late`, isLate: true };
  const how = slipDays === 0 ? 'as planned' : `${daysWords(-slipDays)} early`;
  return { text: `expected on day ${day}, ${how}`, isLate: false };
}

/** When the rest of the plan is expected to be done, against its last day. */
export function endWords(timeline: Timeline, nowMs: number): string {
  const { forecast, pace, dayStarts, days } = timeline;
  if (forecast.kind === 'cycle') return 'the plan goes in a circle';
  if (forecast.kind === 'not_enough_data') return 'its end is not known yet';
  const finish = Date.parse(forecast.finishAt);
  if (pace === 'asap')
    return finish <= nowMs ? 'about to end' : `expected to end in ${durationWords(finish - nowMs)}`;
  const [first, last] = [Date.parse(dayStarts[0]!), Date.parse(dayStarts.at(-1)!)];
  const late = ((finish - last) * days) / (last - first);
  if (late <= 0.05) return 'expected to end in time';
  return late < 1 ? 'expected to end less than a day late' : `expected to end ${late.toFixed(1)} days late`;
}
