import type { Action, Field } from '@musterhq/page';
import type { Status } from '../live/facts.ts';

const why: Field = { name: 'why', label: 'Why', kind: 'text', hint: 'Kept in the log beside your name.' };

export const approve = (gate: string, question: string): Action => ({
  ...{ path: '/api/actions/approve', title: `Approve ${gate}`, detail: question, verb: 'Approve' },
  fields: [why],
  fixed: { gate },
});

export const refuse = (gate: string, question: string): Action => ({
  ...{
    path: '/api/actions/refuse',
    title: `Refuse ${gate}`,
    detail: question,
    verb: 'Refuse',
    isGrave: true,
  },
  fields: [why],
  fixed: { gate },
});

export const retry = (task: string, label: string): Action => ({
  ...{ path: '/api/actions/retry', title: `Try ${label} again`, verb: 'Try again' },
  fields: [why],
  fixed: { task },
});

export const answer = (to: string, label: string): Action => ({
  ...{ path: '/api/actions/answer', title: `Answer ${label}`, verb: 'Answer' },
  fields: [{ name: 'text', label: 'Answer', kind: 'text', hint: 'It is in the brief of the next turn.' }],
  fixed: { to },
});

/** Lines of a file in a commit, before or after it; none yet where the whole file was chosen. */
export const comment = (of: {
  commit: string;
  path: string;
  side: 'old' | 'new';
  line?: number;
}): Action => ({
  ...{ path: '/api/actions/comment', title: `Comment on ${of.path}`, verb: 'Comment' },
  detail: 'The session hears it in the brief of its next turn, and with its next report.',
  fields: [
    { name: 'text', label: 'Comment', kind: 'text' },
    {
      ...{ name: 'lines', label: of.side === 'old' ? 'Lines of what it was' : 'Lines', kind: 'line' },
      hint: '12, or 12-15',
      ...(of.line === undefined ? {} : { initial: String(of.line) }),
    },
  ],
  fixed: { commit: of.commit, path: of.path, side: of.side },
});

export const settleComment = (id: number): Action => ({
  ...{ path: '/api/actions/settle-comment', title: `Settle comment ${id}`, verb: 'Settle' },
  fields: [{ name: 'text', label: 'What came of it', kind: 'text', hint: 'It is told to no further turn.' }],
  fixed: { comment: id },
});

export const assignText = (session: number, text: string): Action => ({
  ...{ path: '/api/actions/assign', title: `Give Session ${session} a task`, verb: 'Give as a task' },
  fields: [{ name: 'text', label: 'Task', kind: 'text', initial: text }, why],
  fixed: { session },
});

export const revert = (block: string): Action => ({
  ...{ path: '/api/actions/revert', title: `Take ${block} back`, verb: 'Take back', isGrave: true },
  detail: 'As one commit through the same gates; refused where later work depends on it.',
  fields: [why],
  fixed: { block },
});

export const goFirst = (entry: string, label: string): Action => ({
  ...{ path: '/api/actions/reorder', title: `Let ${label} go first`, verb: 'Go first' },
  detail: 'What it passes is merged and gated again on top of it.',
  fields: [why],
  fixed: { entry },
});

type Wish = Status['grantRequests'][number];

/** What a session asked for, as it asked; the lead may narrow it before it is given. */
export const grantWish = ({ session, path, minutes, reason }: Wish): Action => ({
  ...{
    path: '/api/actions/grant',
    title: `Let Session ${session} write ${path}`,
    verb: 'Grant',
    fixed: { session },
  },
  fields: [
    { name: 'path', label: 'Path', kind: 'line', initial: path },
    { name: 'for', label: 'For', kind: 'line', initial: `${minutes}m` },
    { ...why, initial: reason },
  ],
});

export const refuseWish = ({ request, session, path, reason }: Wish): Action => ({
  ...{
    path: '/api/actions/refuse-grant',
    title: `Refuse Session ${session} ${path}`,
    detail: reason,
    verb: 'Refuse',
  },
  ...{ isGrave: true, fields: [{ ...why, hint: 'The session hears it when it asks again.' }] },
  fixed: { request },
});

export const stop: Action = {
  ...{ path: '/api/actions/stop', title: 'Stop the run', verb: 'Stop', isGrave: true },
  detail: 'Running turns end. Nothing is lost: muster resume goes on with it.',
  fields: [why],
  fixed: {},
};

export const setBudget: Action = {
  ...{ path: '/api/actions/set-budget', title: 'Set a budget', verb: 'Set' },
  fields: [
    {
      name: 'scope',
      label: 'Of what',
      kind: 'line',
      initial: 'run',
      hint: 'run, day, session:2 or task:b1s2',
    },
    { name: 'limit', label: 'Limit', kind: 'line', hint: '2M, 12.50usd or none' },
    why,
  ],
  fixed: {},
};

/** What can be done with a session, as it is held now. */
export function sessionActions({ session, name, holder }: Status['sessions'][number]): Action[] {
  const title = (verb: string) => `${verb} Session ${session}, ${name}`;
  const of = { fixed: { session } };
  const assign: Action = {
    ...{ path: '/api/actions/assign', title: `Give Session ${session} a task`, verb: 'Give', ...of },
    fields: [{ name: 'text', label: 'Task', kind: 'text' }, why],
  };
  const grant: Action = {
    ...{ path: '/api/actions/grant', title: `Let Session ${session} write elsewhere`, verb: 'Grant', ...of },
    fields: [
      { name: 'path', label: 'Path', kind: 'line', hint: 'docs/ for a folder' },
      { name: 'for', label: 'For', kind: 'line', initial: '2h' },
      why,
    ],
  };
  const take: Action = {
    ...{ path: '/api/actions/take', title: title('Take'), verb: 'Take', fields: [why], ...of },
    detail: 'Its driver stops, and you work in its worktree.',
  };
  const give: Action = {
    ...{ path: '/api/actions/give', title: title('Give back'), verb: 'Give back', ...of },
    fields: [{ name: 'isDone', label: 'The task is done: judge what lies there', kind: 'switch' }, why],
  };
  const pause: Action = {
    ...{ path: '/api/actions/pause', title: title('Pause'), verb: 'Pause', ...of },
    fields: [{ name: 'isNow', label: 'End the turn under way too', kind: 'switch' }, why],
  };
  const resume: Action = {
    ...{ path: '/api/actions/resume-session', title: title('Resume'), verb: 'Resume', fields: [why], ...of },
  };
  const holding = { driver: [pause, take], person: [give], nobody: [resume, take] }[holder];
  return [...holding, assign, grant];
}
