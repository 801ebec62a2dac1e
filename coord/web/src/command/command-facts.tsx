import { durationWords, useNow } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import type { Limits, Status, Timeline, Tokens } from '../live/facts.ts';
import { budgetsQuery, ledgerQuery, timelineQuery } from '../live/queries.ts';
import { useStatus } from '../live/use-part.ts';
import { endWords } from './expected-words.ts';
import { type Fact, FactsStrip, runFact } from './facts-strip.tsx';
import { spendFact } from './spend-panel.tsx';

type Standing = Pick<Status, 'run' | 'day' | 'tasks' | 'isMainAtIntegration' | 'mainWaits'>;

/** The figures that are looked for first. */
export function CommandFacts() {
  const status = useStatus(
    ({ run, day, tasks, isMainAtIntegration, mainWaits }): Standing => ({
      ...{ run, day, tasks, isMainAtIntegration, mainWaits },
    }),
  );
  const { data: timeline } = useQuery(timelineQuery);
  const { data: ledger } = useQuery(ledgerQuery);
  const { data: budgets } = useQuery(budgetsQuery);
  if (status === undefined || timeline === undefined) return null;
  return <FactsStrip facts={factsOf(status, timeline, ledger, budgets)} />;
}

function factsOf(
  status: Standing,
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
function blockedWords({ tasks }: Pick<Status, 'tasks'>): string | undefined {
  const count = tasks.filter(({ state }) => state.kind === 'blocked').length;
  return count === 0 ? undefined : `${count} blocked`;
}

function dayFact({ day }: Pick<Status, 'day'>, timeline: Timeline): Fact {
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

function nextRound(status: Pick<Status, 'run'>, { rounds }: Timeline): Fact {
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
