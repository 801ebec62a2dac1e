import type { Event } from '@musterhq/store';
import type { Status } from '../status.ts';
import type { NoticeKind } from './notice-configuration.ts';

/** Something that people want to hear of, as long as it is so; `subject` is the same as long as it is the same thing. */
export type Notice = {
  subject: string;
  kind: NoticeKind;
  title: string;
  text: string;
  /** Of a moment: told once, and never so again. */
  isOver: boolean;
};

export type NoticeFacts = {
  status: Status;
  /** Rounds that were held lately, and budgets that had no room lately. */
  events: readonly Event[];
};

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

/** All that is to be heard of now, in the order of its weight. */
export function noticesOf({ status, events }: NoticeFacts): Notice[] {
  const { run, toDecide, questions, grantRequests, tasks, mainWaits, reviews } = status;
  const now = (subject: string, kind: NoticeKind, title: string, text: string): Notice => ({
    ...{ subject, kind, title, text, isOver: false },
  });
  return [
    ...toDecide.waiting.map(({ gate, question }) =>
      now(`gate:${gate}`, 'decision', `Gate ${gate} waits for a person`, question),
    ),
    ...questions.map(({ question, session, text }) =>
      now(`question:${question}`, 'decision', `Session ${session} asks`, text),
    ),
    ...grantRequests.map(({ request, session, path, reason }) =>
      now(`wish:${request}`, 'decision', `Session ${session} asks to write ${path}`, reason),
    ),
    ...tasks.flatMap(({ id, label, session, state }) =>
      state.kind === 'blocked'
        ? [
            now(
              `blocked:${id}:${state.attempt}`,
              'blocked',
              `${label} of Session ${session} is blocked`,
              firstLine(state.reason),
            ),
          ]
        : [],
    ),
    ...(mainWaits === null
      ? []
      : [now(`main:${reviews.at(-1)?.name ?? ''}`, 'main', 'main is held back', mainWaits)]),
    ...(run.state === 'running'
      ? []
      : [
          now(`run:${run.state}:${run.generation}`, 'run', `Run ${run.id} is ${run.state}`, runWords(status)),
        ]),
    ...events.flatMap(momentOf),
  ];
}

function runWords({ run, tasks }: Status): string {
  const done = tasks.filter(({ state }) => state.kind === 'done').length;
  return `${done} of ${tasks.length} tasks of ${run.document} are done.`;
}

/** A budget that has no room for several tasks is one thing to hear of. */
function momentOf({ id, kind, data }: Event): Notice[] {
  if (kind === 'round_held') {
    const text = `Its page is in the dashboard under Rounds, and in the log as event ${id}.`;
    return [{ subject: `round:${id}`, kind: 'round', title: String(data.title), text, isOver: true }];
  }
  if (kind !== 'budget_spent') return [];
  const subject = `budget:${data.scope}:${data.key}:${data.unit}:${data.limit}`;
  return [{ subject, kind: 'budget', title: 'A budget is reached', text: String(data.reason), isOver: true }];
}
