import { eventLine, type Status } from '@musterhq/engine';
import { queueLines } from '../commands/queue.ts';
import { table } from '../print.ts';
import {
  conflictLines,
  decisionLines,
  milestoneLines,
  sessionRows,
  stateOfMain,
  taskRows,
} from '../status-lines.ts';
import type { WatchFacts } from './watch-facts.ts';

export const watchPages = ['Sessions', 'Tasks', 'Queue', 'Decisions', 'Log'] as const;
export type WatchPage = (typeof watchPages)[number];

/** The lines of a page; how many of them fit is not its affair. */
export function pageLines(page: WatchPage, facts: WatchFacts): string[] {
  const { status, queue } = facts;
  switch (page) {
    case 'Sessions':
      return [
        ...table(sessionRows(status)),
        ...titled('Conflicts ahead', conflictLines(status)),
        ...titled('Milestones', milestoneLines(status)),
        ...titled('Main', stateOfMain(status)),
        ...titled('What happened last', logLines(facts).slice(-8)),
      ];
    case 'Tasks':
      return [
        ...table(taskRows(status)),
        ...titled('Handoffs', table(status.handoffs.map((one) => [one.title, one.state]))),
      ];
    case 'Queue':
      return queueLines(queue);
    case 'Decisions': {
      const lines = [...decisionLines(status), ...blockedLines(status)];
      return lines.length === 0 ? ['Nothing waits for a person.'] : lines.map((line) => line.trimStart());
    }
    case 'Log':
      return logLines(facts);
  }
}

/** How many things a person is waited for: the number beside the page's name. */
export const decisionCount = (status: Status): number =>
  decisionLines(status).length + blockedLines(status).length;

const titled = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];

function blockedLines({ tasks, questions }: Status): string[] {
  const asking = new Set(questions.map(({ task }) => task));
  return tasks.flatMap(({ label, session, state }) =>
    state.kind === 'blocked' && !asking.has(label)
      ? [
          `Session ${session} is blocked in ${label}: ${state.reason.split('\n')[0]} muster answer ${label} TEXT`,
        ]
      : [],
  );
}

function logLines({ status, events }: WatchFacts): string[] {
  const labels = new Map(status.tasks.map(({ id, label }) => [id, label]));
  return events.map((event) => `${event.at.toISOString().slice(11, 19)}  ${eventLine(event, labels)}`);
}
