import {
  addComment,
  answerComment,
  answerSession,
  askRevert,
  assignTask,
  changeBudget,
  decideGate,
  giveSession,
  grantPath,
  pauseSession,
  promoteEntry,
  refusalOfAsk,
  refuseGrant,
  retryTask,
  type Surroundings,
  stopRun,
  takeSession,
} from '@musterhq/engine';
import { findEvent } from '@musterhq/store';
import { z } from 'zod';
import { route } from '../route.ts';

const words = (most: number) => z.string().trim().min(1).max(most);
const session = z.int().min(1).max(1_000);
/** Kept with what was done, in the log. */
const why = words(1_000);

/** What an action wrote: a request that the coordinator answers in the log, an event, or both. */
const doneSchema = z.object({
  run: z.string(),
  /** Id of the request; the events that answer it name it. */
  request: z.int().optional(),
  /** Id of the event. */
  event: z.int().optional(),
  /** What came of it, for people. */
  message: z.string(),
});
export type Done = z.infer<typeof doneSchema>;

const act = { method: 'POST', permission: 'act', answer: doneSchema } as const;
const gateOrder = z.strictObject({
  gate: words(300),
  why,
  /** Else what the integration branch holds now. */
  commit: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/)
    .optional(),
});

/** What a person can do. Each is the function that the command line calls too, in that person's name. */
export const actionRoutes = [
  route({
    ...act,
    url: '/api/actions/approve',
    summary: 'Yes to a human gate; of a red one of another kind, its override by name and reason.',
    body: gateOrder,
    handle: ({ body, guest }, { around }) =>
      answerGate(around, { ...body, answer: 'approve', by: guest!.name }),
  }),
  route({
    ...act,
    url: '/api/actions/refuse',
    summary: 'No to a human gate.',
    body: gateOrder,
    handle: ({ body, guest }, { around }) =>
      answerGate(around, { ...body, answer: 'refuse', by: guest!.name }),
  }),
  route({
    ...act,
    url: '/api/actions/grant',
    summary: 'Lets a session write a path that it does not own, for a while.',
    body: z.strictObject({ path: words(500), session, for: words(20).default('2h'), why }),
    async handle({ body, guest }, { around }) {
      const { for: duration, ...rest } = body;
      const { run, event, path, expiresAt } = await grantPath(around, { ...rest, duration, by: guest!.name });
      const message = `Session ${body.session} may write ${path} until ${expiresAt.toISOString()}.`;
      return { run: run.id, event, message };
    },
  }),
  route({
    ...act,
    url: '/api/actions/refuse-grant',
    summary: 'No to what a session asks to write, by the number of its request.',
    body: z.strictObject({ request: z.int().positive(), why }),
    async handle({ body, guest }, { around }) {
      const { run, event, session, path } = await refuseGrant(around, { ...body, by: guest!.name });
      return { run: run.id, event, message: `Session ${session} may not write ${path}.` };
    },
  }),
  route({
    ...act,
    url: '/api/actions/take',
    summary: "Stops a session's driver, so that a person works in its worktree.",
    body: z.strictObject({ session, why }),
    async handle({ body, guest }, { around }) {
      const { run, request } = await takeSession(around, { ...body, by: guest!.name });
      return { run: run.id, request, message: `Session ${body.session} is asked for.` };
    },
  }),
  route({
    ...act,
    url: '/api/actions/give',
    summary: 'Gives a session back to its driver; when it is done, what lies there is judged.',
    body: z.strictObject({ session, isDone: z.boolean().default(false), why }),
    async handle({ body, guest }, { around }) {
      const { run, request } = await giveSession(around, { ...body, by: guest!.name });
      return { run: run.id, request, message: `Session ${body.session} is given back.` };
    },
  }),
  route({
    ...act,
    url: '/api/actions/retry',
    summary: 'Tries a task once more that is blocked or was taken back.',
    body: z.strictObject({ task: words(300), why }),
    async handle({ body, guest }, { around }) {
      const { run, request, label } = await retryTask(around, { ...body, by: guest!.name });
      return { run: run.id, request, message: `${label} is tried again.` };
    },
  }),
  route({
    ...act,
    url: '/api/actions/revert',
    summary: 'Takes a landed block back as one commit, through the same gates.',
    body: z.strictObject({ block: words(300), why }),
    async handle({ body, guest }, { around }) {
      const { run, request } = await askRevert(around, { ...body, by: guest!.name });
      return { run: run.id, request, message: `${body.block} is asked back.` };
    },
  }),
  route({
    ...act,
    url: '/api/actions/stop',
    summary: 'Ends the running turns and the coordinator; nothing is lost.',
    body: z.strictObject({ why }),
    async handle({ body, guest }, { around }) {
      const stopped = await stopRun(around, { ...body, by: guest!.name });
      if (stopped.kind === 'none') throw refusalOfAsk('No run is open.');
      const { run } = stopped;
      if (stopped.kind === 'left') return { run: run.id, message: `Run ${run.id} is stopped.` };
      return { run: run.id, request: stopped.request, message: `Run ${run.id} is asked to stop.` };
    },
  }),
  route({
    ...act,
    url: '/api/actions/assign',
    summary: 'Gives a session a task by hand, as `cs` does.',
    body: z.strictObject({
      session,
      text: words(20_000),
      mode: z.enum(['coding', 'writing', 'analysis', 'review']).exactOptional(),
      asAgents: z.boolean().default(false),
      why,
    }),
    async handle({ body, guest }, { around }) {
      const { run, event, id, starts } = await assignTask(around, { ...body, by: guest!.name });
      const message = `Session ${body.session} has it as ${starts?.label ?? id}.`;
      return { run: run.id, event, message };
    },
  }),
  route({
    ...act,
    url: '/api/actions/set-budget',
    summary: 'Gives a budget another limit; what waited for it goes on.',
    body: z.strictObject({ scope: words(300), limit: words(100), why }),
    async handle({ body, guest }, { around }) {
      const budget = await changeBudget(around, { ...body, by: guest!.name });
      const event = await eventOf(around, budget.run, `budget:${budget.id}`);
      return { run: budget.run, event, message: `The budget of ${body.scope} is changed.` };
    },
  }),
  route({
    ...act,
    url: '/api/actions/pause',
    summary: "Lets a session's driver begin no further turn; with `isNow` the turn under way ends too.",
    body: z.strictObject({ session, isNow: z.boolean().default(false), why }),
    async handle({ body, guest }, { around }) {
      const order = { ...body, isPaused: true, by: guest!.name };
      const { run, request } = await pauseSession(around, order);
      return { run: run.id, request, message: `Session ${body.session} is asked to pause.` };
    },
  }),
  route({
    ...act,
    url: '/api/actions/resume-session',
    summary: 'Lets the driver of a paused session go on.',
    body: z.strictObject({ session, why }),
    async handle({ body, guest }, { around }) {
      const order = { ...body, isPaused: false, isNow: false, by: guest!.name };
      const { run, request } = await pauseSession(around, order);
      return { run: run.id, request, message: `Session ${body.session} goes on.` };
    },
  }),
  route({
    ...act,
    url: '/api/actions/answer',
    summary: "Answers a session's question by its number, or tells a blocked task how to go on.",
    body: z.strictObject({ to: words(300), text: words(5_000) }),
    async handle({ body, guest }, { around }) {
      const { run, session: to, isTriedAgain } = await answerSession(around, { ...body, by: guest!.name });
      const message = `Session ${to} is answered${isTriedAgain ? ', and its task is tried again' : ''}.`;
      return { run: run.id, message };
    },
  }),
  route({
    ...act,
    url: '/api/actions/comment',
    summary: 'Says something of lines of a commit to the session that made it.',
    body: z.strictObject({
      commit: z.string().regex(/^[0-9a-f]{7,64}$/),
      path: words(500),
      /** `12`, or `12-15`, of the file after the commit, or before it. */
      lines: z.string().regex(/^[1-9]\d{0,6}(-[1-9]\d{0,6})?$/, 'expected lines such as 12 or 12-15'),
      side: z.enum(['old', 'new']).default('new'),
      text: words(5_000),
    }),
    async handle({ body, guest }, { around }) {
      const { lines, ...rest } = body;
      const [fromLine = 0, toLine = fromLine] = lines.split('-').map(Number);
      const order = { ...rest, fromLine, toLine, by: guest!.name };
      const { run, event, session } = await addComment(around, order);
      return { run: run.id, event, message: `Session ${session} hears it with its next brief or report.` };
    },
  }),
  route({
    ...act,
    url: '/api/actions/settle-comment',
    summary: 'Settles a comment with a few words; it is told to no further turn.',
    body: z.strictObject({ comment: z.int().positive(), text: words(1_000) }),
    async handle({ body, guest }, { around }) {
      const { run, event } = await answerComment(around, { ...body, by: guest!.name });
      return { run: run.id, event, message: `Comment ${body.comment} is settled.` };
    },
  }),
  route({
    ...act,
    url: '/api/actions/reorder',
    summary: 'Has what waits to land go first; what it passes is gated again on it.',
    body: z.strictObject({ entry: words(500), why }),
    async handle({ body, guest }, { around }) {
      const order = { name: body.entry, why: body.why, by: guest!.name };
      const { run, request, label } = await promoteEntry(around, order);
      return { run: run.id, request, message: `${label} goes first.` };
    },
  }),
];

async function answerGate(
  around: Surroundings,
  { commit, ...order }: z.output<typeof gateOrder> & { answer: 'approve' | 'refuse'; by: string },
): Promise<Done> {
  const answer = await decideGate(around, { ...order, ...(commit === undefined ? {} : { commit }) });
  if (answer.kind === 'refused') throw refusalOfAsk(answer.reason);
  if (answer.kind === 'needless')
    throw refusalOfAsk(`'${order.gate}' passed already: there is nothing to answer for.`);
  const { run, gate, decision, id } = answer;
  const event = await eventOf(around, run.id, `gate-decision:${id}`);
  return { run: run.id, event, message: `'${gate}' is ${decision}.` };
}

/** It was written in the same transaction as what it tells of. */
async function eventOf(around: Surroundings, run: string, key: string): Promise<number> {
  const event = await findEvent(around.store.database, run, key);
  return event!.id;
}
