import { type PublicationState, postSchema } from '@musterhub/rules';
import {
  findPublication,
  readAttempts,
  readFindings,
  readMetrics,
  readPublications,
  readReadings,
  reopenPublication,
  settleByPerson,
  setWish,
  wakePublications,
} from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { canCorrect, correct } from '../correct.ts';
import { handOffPage, readHandOff } from '../hand-off.ts';
import type { Hub } from '../hub.ts';
import { route } from '../route.ts';
import { attemptView, attemptViewSchema, publicationView, publicationViewSchema } from '../views.ts';
import { words } from './words.ts';

const ofPublication = z.strictObject({ id: words(300) });
const states = [
  'open',
  'published',
  'ambiguous',
  'held',
  'handed_off',
  'failed',
  'skipped',
  'canceled',
  'removed',
] as const satisfies readonly PublicationState[];
const wholeSchema = publicationViewSchema.extend({
  post: postSchema,
  attempts: z.array(attemptViewSchema),
  /** What reading the account said of calls whose answer was lost. */
  findings: z.array(
    z.object({ attempt: z.int(), kind: z.string(), evidence: z.string(), at: z.iso.datetime() }),
  ),
  metrics: z.array(
    z.object({ reading: z.string(), metric: z.string(), value: z.number(), at: z.iso.datetime() }),
  ),
  /** The timetable of the figures; after `until` the platform does not give them any more. */
  readings: z.array(
    z.object({
      name: z.string(),
      dueAt: z.iso.datetime(),
      until: z.iso.datetime().nullable(),
      state: z.enum(['due', 'read', 'missed']),
      reason: z.string().nullable(),
    }),
  ),
  /** Whether the platform lets the text of a published post be changed. */
  canCorrect: z.boolean(),
});
export type WholePublication = z.infer<typeof wholeSchema>;
const onPublication = { method: 'POST', params: ofPublication, answer: wholeSchema } as const;

export const publicationRoutes = [
  route({
    method: 'GET',
    url: '/api/publications',
    permission: 'read',
    summary: 'What went out, waits, or needs a person.',
    query: z.strictObject({
      /** One or several, with commas between. */
      state: z
        .string()
        .max(200)
        .transform((text) => text.split(','))
        .pipe(z.array(z.enum(states)))
        .optional(),
      limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
      order: z.enum(['due', 'newest']).default('due'),
    }),
    answer: z.object({ publications: z.array(publicationViewSchema) }),
    async handle({ query }, { hub }) {
      const { state, limit, order } = query;
      const rows = await readPublications(hub.store.database, state, { limit, order });
      return { publications: rows.map(publicationView) };
    },
  }),
  route({
    method: 'GET',
    url: '/api/publications/:id',
    permission: 'read',
    summary: 'A publication with its post, every call that was made for it, and its figures.',
    params: ofPublication,
    answer: wholeSchema,
    handle: async ({ params }, { hub }) => readWhole(hub, params.id),
  }),
  route({
    method: 'GET',
    url: '/api/publications/:id/hand-off',
    permission: 'read',
    summary:
      'Everything of a post, ready to be put out by hand: what to paste and which files to add, in their order. As a page it is one file that holds its pictures.',
    params: ofPublication,
    query: z.strictObject({ as: z.enum(['json', 'page']).default('json') }),
    media: 'application/octet-stream',
    async handle({ params, query, reply }, { hub, links }) {
      const packet = await readHandOff(hub, links, params.id);
      if (query.as === 'json') return reply.send(packet);
      const name = params.id.replaceAll(/[^\w-]+/g, '-');
      return reply
        .type('text/html; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}.html"`)
        .send(await handOffPage(hub, packet));
    },
  }),
  route({
    ...onPublication,
    url: '/api/publications/:id/retry',
    permission: 'approve',
    summary:
      'Takes up again what failed or waits for a person. What may be out is looked for first, never repeated.',
    body: z.strictObject({}),
    async handle({ params }, { hub, ring }) {
      await reopenPublication(hub.store, params.id, hub.now());
      ring();
      return readWhole(hub, params.id);
    },
  }),
  route({
    ...onPublication,
    url: '/api/publications/:id/reconcile',
    permission: 'approve',
    summary: 'Asks the platform now what became of a call whose answer was lost.',
    body: z.strictObject({}),
    async handle({ params }, { hub, ring }) {
      await reconcile(hub, params.id);
      ring();
      return readWhole(hub, params.id);
    },
  }),
  route({
    ...onPublication,
    url: '/api/publications/:id/settle',
    permission: 'approve',
    summary: 'A person has looked: the post is out, under this id; or it is not.',
    body: z.strictObject({
      isOut: z.boolean(),
      remoteId: words(200).optional(),
      url: z.url().optional(),
      why: words(1_000),
    }),
    async handle({ params, body }, { hub, ring }) {
      const { isOut, remoteId, url, why } = body;
      if (isOut && remoteId === undefined)
        throw new ApiError('malformed', 'A post that is out has an id on the platform: remoteId.', {
          path: 'remoteId',
        });
      const settled = isOut
        ? ({ kind: 'is_out', remoteId: remoteId!, url, reason: why } as const)
        : ({ kind: 'is_not_out', reason: why } as const);
      await settleByPerson(hub.store, params.id, settled, hub.now());
      ring();
      return readWhole(hub, params.id);
    },
  }),
  route({
    ...onPublication,
    url: '/api/publications/:id/remove',
    permission: 'approve',
    summary: 'Takes a published post down.',
    body: z.strictObject({}),
    async handle({ params }, { hub, ring }) {
      await setWish(hub.store.database, params.id, { kind: 'remove' }, hub.now());
      ring();
      return readWhole(hub, params.id);
    },
  }),
  route({
    ...onPublication,
    url: '/api/publications/:id/correct',
    permission: 'approve',
    summary:
      'Changes the text of a published post where the platform allows that. What the rules find an error in is refused.',
    body: z.strictObject({ text: z.string().min(1).max(100_000) }),
    async handle({ params, body }, { hub, ring }) {
      await correct(hub, params.id, body.text);
      ring();
      return readWhole(hub, params.id);
    },
  }),
];

/** Parked: taken up again, which looks first. Open: looked at now. */
export async function reconcile({ store, now }: Hub, id: string): Promise<void> {
  const row = await findPublication(store.database, id);
  if (row === undefined) throw new ApiError('not_found', `There is no publication ${id}.`, { id });
  if (row.state === 'ambiguous') await reopenPublication(store, id, now());
  else await wakePublications(store, now(), [id]);
}

export async function readWhole({ store }: Hub, id: string): Promise<WholePublication> {
  const row = await findPublication(store.database, id);
  if (row === undefined) throw new ApiError('not_found', `There is no publication ${id}.`, { id });
  const [attempts, findings, metrics, readings] = await Promise.all([
    readAttempts(store.database, id),
    readFindings(store.database, id),
    readMetrics(store.database, id),
    readReadings(store.database, id),
  ]);
  return {
    ...publicationView(row),
    post: row.post,
    attempts: attempts.map(attemptView),
    findings: findings.map(({ attempt, kind, evidence, at }) => ({
      attempt,
      kind,
      evidence,
      at: at.toISOString(),
    })),
    metrics: metrics.map(({ reading, metric, value, at }) => ({
      reading,
      metric,
      value,
      at: at.toISOString(),
    })),
    readings: readings.map(({ name, dueAt, until, state, reason }) => ({
      ...{ name, state, reason },
      dueAt: dueAt.toISOString(),
      until: until?.toISOString() ?? null,
    })),
    canCorrect: canCorrect(row.post.platform),
  };
}
