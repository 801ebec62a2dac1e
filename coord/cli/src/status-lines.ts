import { pairWords, pathWords, type Status } from '@musterhq/engine';
import { table } from './print.ts';

type TaskState = Status['tasks'][number]['state'];

/** The run at one moment, for people: who does what, what is done, what holds main back. */
export function statusLines(status: Status): string[] {
  return [
    `Run ${status.run.id}, ${status.run.state}, day ${status.day}, ${status.run.document}`,
    '',
    ...table(sessionRows(status)),
    '',
    ...table(taskRows(status)),
    '',
    ...block(table(status.handoffs.map((one) => ['handoff', one.title, one.state]))),
    ...block(conflictLines(status).map((line) => `conflict ahead  ${line}`)),
    ...milestoneLines(status),
    '',
    ...stateOfMain(status),
    ...decisionLines(status),
  ];
}

const block = (lines: string[]): string[] => (lines.length === 0 ? [] : [...lines, '']);

export const sessionRows = (status: Status): string[][] =>
  status.sessions.map((session) => [
    `Session ${session.session}`,
    session.name,
    {
      driver: session.state,
      person: `${session.state}, held by a person`,
      nobody: `${session.state}, paused`,
    }[session.holder],
    session.task ?? '',
    session.agents.join(', '),
  ]);

export function taskRows({ tasks }: Status): string[][] {
  const label = (id: string) => tasks.find((task) => task.id === id)?.label ?? id;
  return tasks.map((task) => [
    task.label,
    `Session ${task.session}`,
    task.state.kind,
    `${task.deliverable ?? ''}${detail(task.state, label)}`,
  ]);
}

export const conflictLines = ({ conflictsAhead }: Status): string[] =>
  table(conflictsAhead.map((one) => [pairWords(one), pathWords(one.paths)]));

export const milestoneLines = ({ milestones }: Status): string[] =>
  milestones.flatMap((milestone) => [
    `[${milestone.isTicked ? 'x' : ' '}] day ${milestone.day}: ${milestone.text}`,
    ...milestone.evidence.map((line) => `      ${line}`),
    ...(milestone.reason === undefined ? [] : [`      open: ${openWords(milestone.reason)}`]),
  ]);

/** One line: what a gate printed as its only line is told with it. */
function openWords(reason: string): string {
  const [first = '', ...others] = reason.split('\n').filter((line) => line.trim() !== '');
  return first.endsWith(':') && others.length === 1 ? `${first} ${others[0]}` : first;
}

export function stateOfMain(status: Status): string[] {
  const red = status.gates.filter((gate) => gate.outcome === 'red');
  return [
    `Gates: ${status.gateRuns.passed} runs passed, ${status.gateRuns.other} did not.`,
    ...red.map((gate) => `  holds main back: ${gate.id} (red)${reasonWords(gate.reason)}`),
    status.isMainAtIntegration
      ? 'main holds everything that is integrated.'
      : 'main is behind what is integrated.',
    ...(status.mainWaits === null ? [] : [`  ${status.mainWaits}`]),
  ];
}

const reasonWords = (reason: string | undefined): string =>
  reason === undefined ? '' : `: ${reason.split('\n')[0]}`;

/** What waits for a person, each with the command that decides it. */
export function decisionLines({ toDecide, questions, grantRequests }: Status): string[] {
  const { waiting, unbound, error } = toDecide;
  return [
    ...waiting.map(
      ({ gate, question }) =>
        `  waits for a person: ${question} muster approve ${gate} --why TEXT, or muster refuse ${gate} --why TEXT`,
    ),
    ...questions.map(
      ({ question, session, task, text }) =>
        `  Session ${session} asks${task === null ? '' : ` (${task})`}: ${text} muster answer ${question} TEXT`,
    ),
    ...grantRequests.map(
      ({ request, session, path, owner, reason, minutes }) =>
        `  Session ${session} asks Session ${owner} to write ${path} for ${minutes} minutes: ${reason}. muster grant ${path} --to ${session} --for ${minutes}m, or muster refuse-grant ${request} --why TEXT`,
    ),
    ...unbound.map(({ kind, id, remedy }) =>
      kind === 'milestone'
        ? `  stays open: milestone ${id} (unbound): ${remedy}`
        : `  holds main back: ${id} (unbound): ${remedy}`,
    ),
    ...(error === null ? [] : [`  what is to be decided is not known: ${error}`]),
  ];
}

function detail(state: TaskState, label: (id: string) => string): string {
  switch (state.kind) {
    case 'waiting':
      return `  (waits for ${state.for.map(label).join(', ')})`;
    case 'early':
      return `  (from day ${state.day})`;
    case 'done':
      return `  (${state.commit.slice(0, 10)})`;
    case 'blocked':
      return `  (${state.reason.split('\n')[0]})`;
    default:
      return '';
  }
}
