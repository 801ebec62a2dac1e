import {
  planViewSchema,
  readAt,
  readPlanView,
  readTaskView,
  readTimeline,
  taskViewSchema,
  timelineSchema,
} from '@musterhq/engine';
import { findRun, readBriefs } from '@musterhq/store';
import { z } from 'zod';
import { route } from '../route.ts';
import { ServerError } from '../server-error.ts';

const name = z.string().min(1).max(300);

const briefSchema = z.object({
  at: z.int(),
  turn: z.string(),
  session: z.int(),
  task: z.string(),
  /** As it was sent. */
  text: z.string(),
  /** As counted here, which is not the vendor's count. */
  tokens: z.int(),
  sections: z.array(z.object({ title: z.string(), tokens: z.int() })),
  /** What did not fit: of so many lines of a section so many. */
  leftOut: z.array(z.object({ title: z.string(), lines: z.int(), of: z.int() })),
  /** What a conversation that went on was told in its place. */
  followUp: z.string().nullable(),
  followUpTokens: z.int().nullable(),
});
export type Brief = z.infer<typeof briefSchema>;

export const planRoutes = [
  route({
    method: 'GET',
    url: '/api/timeline',
    permission: 'read',
    summary: 'Sessions as lanes against the dates of the plan, with what is expected.',
    answer: timelineSchema,
    handle: (_, { around }) => readTimeline(around),
  }),
  route({
    method: 'GET',
    url: '/api/plan',
    permission: 'read',
    summary: 'The document in force with the live state of its parts, and the graph of its tasks.',
    answer: planViewSchema,
    handle: (_, { around }) => readPlanView(around),
  }),
  route({
    method: 'GET',
    url: '/api/tasks/:task',
    permission: 'read',
    summary: 'All that is known of a task, by its id or label.',
    params: z.strictObject({ task: name }),
    answer: taskViewSchema,
    async handle({ params }, { around }) {
      const view = await readTaskView(around, params.task);
      if (view !== undefined) return view;
      throw new ServerError('not_found', `The newest run has no task '${params.task}'.`);
    },
  }),
  route({
    method: 'GET',
    url: '/api/tasks/:task/briefs/:turn',
    permission: 'read',
    summary: 'The brief of a turn as it was sent.',
    params: z.strictObject({ task: name, turn: name }),
    answer: briefSchema,
    handle: ({ params }, { around }) =>
      readAt(around, async ({ store: { database } }) => {
        const run = await findRun(database);
        const briefs = run === undefined ? [] : await readBriefs(database, run.id);
        const brief = briefs.find(({ turn, task }) => turn === params.turn && task === params.task);
        if (brief === undefined)
          throw new ServerError('not_found', `There is no brief of the turn '${params.turn}'.`);
        const { turn, session, task, text, tokens, sections, leftOut, followUp, followUpTokens } = brief;
        return { turn, session, task, text, tokens, sections, leftOut, followUp, followUpTokens };
      }),
  }),
];
