import { durationWords, Panel, queryFailure, Segments, useNow, ViewFrame } from '@musterhq/page';
import '../style/command.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Limits, Status, Timeline, Tokens } from '../live/facts.ts';
import {
  budgetsQuery,
  gatesQuery,
  ledgerQuery,
  queueQuery,
  recentEventsQuery,
  statusQuery,
  timelineQuery,
  turnLinesQuery,
} from '../live/queries.ts';
import { assembleChart } from './assemble-chart.ts';
import { CommandOutline } from './command-outline.tsx';
import { ConflictsPanel } from './conflicts-panel.tsx';
import { Decisions } from './decisions.tsx';
import { EventsPanel } from './events-panel.tsx';
import { endWords } from './expected-words.ts';
import { type Fact, FactsStrip, runFact } from './facts-strip.tsx';
import { GatesPanel } from './gates-panel.tsx';
import { HandoffsPanel } from './handoffs-panel.tsx';
import { Lanes } from './lanes.tsx';
import { MilestonesPanel } from './milestones-panel.tsx';
import { QueuePanel } from './queue-panel.tsx';
import { SpendPanel, spendFact } from './spend-panel.tsx';

const shownEvents = 14;

/** Who does what, what is blocked, what lands next, what it costs, and where a decision is waited for. */
export function CommandView() {
  const status = useQuery(statusQuery);
  const timeline = useQuery(timelineQuery);
  const events = useQuery(recentEventsQuery);
  const queue = useQuery(queueQuery);
  const gates = useQuery(gatesQuery);
  const ledger = useQuery(ledgerQuery);
  const budgets = useQuery(budgetsQuery);
  if (status.data === undefined || timeline.data === undefined)
    return (
      <ViewFrame
        title="Command view"
        failure={queryFailure(status, timeline)}
        meanwhile={<CommandOutline />}
      />
    );
  return (
    <ViewFrame title="Command view">
      <FactsStrip facts={factsOf(status.data, timeline.data, ledger.data, budgets.data)} />
      <Decisions status={status.data} />
      <SessionsPanel status={status.data} timeline={timeline.data} />
      <div className="command-grid">
        <div className="stack">
          <ConflictsPanel conflicts={status.data.conflictsAhead} />
          <QueuePanel queue={queue.data} />
          <SpendPanel ledger={ledger.data} budgets={budgets.data} />
          <HandoffsPanel handoffs={status.data.handoffs} />
        </div>
        <div className="stack">
          <MilestonesPanel milestones={status.data.milestones} timeline={timeline.data} />
          <GatesPanel gates={gates.data} />
        </div>
        <EventsPanel events={(events.data ?? []).slice(0, shownEvents)} />
      </div>
    </ViewFrame>
  );
}

/** A run that takes less of its plan than this is shown by itself: its bars would be threads. */
const leastShare = 0.3;

function SessionsPanel({ status, timeline }: { status: Status; timeline: Timeline }) {
  const { data: lines } = useQuery(turnLinesQuery);
  const now = useNow(status.run.state === 'running' ? 1_000 : 60_000);
  const [chosen, choose] = useState<'run' | 'plan' | undefined>();
  const chart = assembleChart(timeline, status, lines, now);
  const share =
    chart.plan === null ? 1 : (chart.run.until - chart.run.from) / (chart.plan.until - chart.plan.from);
  const range = chart.plan === null ? 'run' : (chosen ?? (share < leastShare ? 'run' : 'plan'));
  const { from, until } = range === 'plan' && chart.plan !== null ? chart.plan : chart.run;
  const tools =
    chart.plan === null ? undefined : (
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
  const counted = new Set(['working', 'rework', 'paused', 'submitted']);
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
        now={chart.now}
        from={from}
        until={until}
        tools={tools}
      />
    </Panel>
  );
}

function factsOf(
  status: Status,
  timeline: Timeline,
  ledger: Tokens | undefined,
  budgets: Limits | undefined,
): Fact[] {
  const done = status.tasks.filter(({ state }) => state.kind === 'done').length;
  return [
    runFact(status.run.state, status.run.document),
    dayFact(status, timeline),
    {
      name: 'Tasks',
      value: `${done} of ${status.tasks.length} done`,
      ...(done < status.tasks.length && status.run.state === 'running'
        ? { detail: blockedWords(status) ?? endWords(timeline, Date.parse(timeline.now)) }
        : {}),
      share: status.tasks.length === 0 ? 0 : done / status.tasks.length,
    },
    {
      name: 'main',
      value: status.isMainAtIntegration ? 'holds everything' : 'is behind',
      detail: status.isMainAtIntegration
        ? 'that is integrated'
        : (status.mainWaits ?? 'until the next review'),
    },
    nextRound(status, timeline),
    spendFact(ledger, budgets),
  ];
}

/** No end is expected of what waits for a person. */
function blockedWords({ tasks }: Status): string | undefined {
  const count = tasks.filter(({ state }) => state.kind === 'blocked').length;
  return count === 0 ? undefined : `${count} blocked`;
}

function dayFact({ day }: Status, timeline: Timeline): Fact {
  const { pace, days } = timeline;
  if (pace === 'asap') return { name: 'Day', value: 'any', detail: 'as soon as possible' };
  if (day < 1) return { name: 'Day', value: 'not yet', detail: `begins on ${timeline.planStart}` };
  if (day > days) return { name: 'Day', value: String(day), detail: `${day - days} past the plan's ${days}` };
  return { name: 'Day', value: `${day} of ${days}`, detail: blockOf(day, timeline) };
}

function blockOf(day: number, { blocks }: Timeline): string | undefined {
  const block = blocks.find(({ fromDay, toDay }) => fromDay <= day && day <= toDay);
  return block === undefined ? undefined : block.title;
}

function nextRound(status: Status, { rounds }: Timeline): Fact {
  const next = rounds.filter(({ isHeld }) => !isHeld).sort((a, b) => a.at.localeCompare(b.at))[0];
  const last = rounds.findLast(({ isHeld }) => isHeld);
  if (next !== undefined)
    return { name: 'Next round', value: next.name, detail: <In at={Date.parse(next.at)} /> };
  if (status.run.state === 'running')
    return { name: 'Next round', value: 'with the work', detail: last?.name };
  return { name: 'Last round', value: last?.name ?? 'none held' };
}

function In({ at }: { at: number }) {
  const now = useNow(1_000);
  return <span className="figure">{at <= now ? 'now' : `in ${durationWords(at - now)}`}</span>;
}
