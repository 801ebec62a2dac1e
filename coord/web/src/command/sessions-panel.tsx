import { Panel, Segments, useNow } from '@musterhq/page';
import { useMemo, useState } from 'react';
import { useStatus, useTimeline } from '../live/use-part.ts';
import { assembleChart } from './assemble-chart.ts';
import { Lanes } from './lanes.tsx';
import { spansOf } from './spans-of.ts';

/** A run that takes less of its plan than this is shown by itself: its bars would be threads. */
const leastShare = 0.3;
const counted = new Set(['working', 'rework', 'paused', 'submitted']);

/** Who does what: a lane for each session. */
export function SessionsPanel() {
  const status = useStatus(({ run, sessions, tasks, conflictsAhead }) => ({
    ...{ run, sessions, tasks, conflictsAhead },
  }));
  // When it was read changes with each reading, and nothing that is drawn does.
  const timeline = useTimeline(({ at: _, now: __, ...facts }) => facts);
  const clock = useNow(status?.run.state === 'running' ? 1_000 : 60_000);
  const [chosen, choose] = useState<'run' | 'plan' | undefined>();
  const chart = useMemo(
    () => (status === undefined || timeline === undefined ? undefined : assembleChart(timeline, status)),
    [timeline, status],
  );
  if (status === undefined || chart === undefined) return null;
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
  const open = status.sessions.filter(({ state }) => counted.has(state)).length;
  return (
    <Panel
      title="Sessions"
      note={
        <>
          {open} of {status.sessions.length}
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
