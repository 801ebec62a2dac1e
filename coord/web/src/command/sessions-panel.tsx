import { Panel, Segments, useNow } from '@musterhq/page';
import { type UseQueryResult, useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { Status, Timeline } from '../live/facts.ts';
import { statusQuery, timelineQuery } from '../live/queries.ts';
import { assembleChart, type Chart } from './assemble-chart.ts';
import { Lanes } from './lanes.tsx';
import { spansOf } from './spans-of.ts';

/** A run that takes less of its plan than this is shown by itself: its bars would be threads. */
const leastShare = 0.3;

/** Undefined until both are read. What is as it was before stays the same object, so that only the rest is drawn anew. */
const chartOf = ([status, timeline]: [UseQueryResult<Status>, UseQueryResult<Timeline>]):
  | Chart
  | undefined =>
  status.data === undefined || timeline.data === undefined
    ? undefined
    : assembleChart(timeline.data, status.data);

/** Who does what: a lane for each session. */
export function SessionsPanel() {
  const chart = useQueries({ queries: [statusQuery, timelineQuery], combine: chartOf });
  const clock = useNow(chart?.isOver === false ? 1_000 : 60_000);
  const [chosen, choose] = useState<'run' | 'plan' | undefined>();
  if (chart === undefined) return null;
  const now = chart.isOver ? null : clock;
  const { run, plan } = spansOf(chart, now);
  const share = plan === null ? 1 : (run.until - run.from) / (plan.until - plan.from);
  const range = plan === null ? 'run' : (chosen ?? (share < leastShare ? 'run' : 'plan'));
  const { from, until } = range === 'plan' && plan !== null ? plan : run;
  const tools =
    plan === null ? undefined : (
      <Segments
        label="Range"
        choices={[
          ['plan', 'Plan'],
          ['run', 'Run'],
        ]}
        chosen={range}
        choose={choose}
      />
    );
  return (
    <Panel
      title="Sessions"
      note={
        <>
          {chart.open} of {chart.lanes.length}
          <span className="wide"> under way</span>
        </>
      }
      className="sessions"
    >
      <Lanes
        lanes={chart.lanes}
        bands={chart.bands}
        flags={chart.flags}
        now={now}
        from={from}
        until={until}
        tools={tools}
      />
    </Panel>
  );
}
