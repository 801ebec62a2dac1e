import { probeMedia } from '@musterhub/media';
import { mediaRecipeSchema, type PostMedia, postMediaSchema } from '@musterhub/rules';
import {
  findMedia,
  type Media,
  type MediaUse,
  readMedia,
  readMediaUses,
  removeMedia,
  setAltText,
} from '@musterhub/store';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { keepBytes } from '../draw-pictures.ts';
import type { Hub } from '../hub.ts';
import { type Marked, markMadeWithAi } from '../mark-made-with-ai.ts';
import { route } from '../route.ts';
import { keepUploads, readUploads } from '../upload.ts';
import { doneSchema } from './words.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected the hash of a file');
const ofFile = z.strictObject({ sha256 });

/** Brought in by somebody, drawn from a recipe, or made of another file to fit where it goes. */
const origins = ['uploaded', 'drawn', 'fitted'] as const;
const mediumSchema = z.object({
  name: z.string(),
  addedAt: z.iso.datetime(),
  origin: z.enum(origins),
  /** Items that show it, or something that was made of it. */
  usedBy: z.int(),
  facts: postMediaSchema,
});
const wholeMediumSchema = mediumSchema.extend({
  uses: z.array(
    z.object({
      item: z.string(),
      variant: z.enum(['A', 'B']),
      publications: z.array(z.string()),
      /** What is shown in its place there; empty where it is shown as it is. */
      renditions: z.array(postMediaSchema),
    }),
  ),
});
export type Medium = z.infer<typeof mediumSchema>;
export type WholeMedium = z.infer<typeof wholeMediumSchema>;

export const mediaRoutes = [
  route({
    method: 'GET',
    url: '/api/media',
    permission: 'read',
    summary: 'The media library by the facts of its bytes, page by page.',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      after: sha256.optional(),
    }),
    answer: z.object({ media: z.array(mediumSchema) }),
    async handle({ query: { limit, after } }, { hub }) {
      const { database } = hub.store;
      const [rows, uses] = await Promise.all([
        readMedia(database, { limit, ...(after === undefined ? {} : { after }) }),
        readMediaUses(database),
      ]);
      return {
        media: rows.map((row) =>
          mediumOf(
            row,
            uses.filter(({ sha256: used }) => used === row.sha256),
          ),
        ),
      };
    },
  }),
  route({
    method: 'POST',
    url: '/api/media',
    permission: 'edit',
    takes: 'files',
    mostPerMinute: 120,
    summary:
      'Puts pictures and videos into the library, judged by their bytes. If one of them is not good none is kept.',
    answer: z.object({ media: z.array(postMediaSchema) }),
    async handle({ request }, { hub }) {
      const { files, altText } = await readUploads(request);
      return { media: await keepUploads(hub, files, altText) };
    },
  }),
  route({
    method: 'POST',
    url: '/api/media/fetch',
    permission: 'edit',
    mostPerMinute: 30,
    summary:
      'Fetches a picture or video of the public internet into the library. Addresses of private networks are refused.',
    body: z.strictObject({ url: z.string().max(2_000), altText: z.string().max(1_000).default('') }),
    answer: z.object({ media: z.array(postMediaSchema) }),
    async handle({ body }, { hub, fetchPublic }) {
      const { bytes, url } = await fetchPublic(body.url);
      const media = await probeMedia(bytes, body.altText);
      await keepBytes(hub, { bytes, media, name: new URL(url).pathname.split('/').at(-1) || 'fetched' });
      return { media: [media] };
    },
  }),
  route({
    method: 'GET',
    url: '/api/media/:sha256',
    permission: 'read',
    summary: 'The bytes of a file of the library.',
    params: ofFile,
    media: 'application/octet-stream',
    handle: async ({ params, reply }, { hub }) => sendFile(hub, params.sha256, reply),
  }),
  route({
    method: 'GET',
    url: '/api/media/:sha256/uses',
    permission: 'read',
    summary: 'A file of the library by its facts, what uses it, and what was made of it there.',
    params: ofFile,
    answer: wholeMediumSchema,
    handle: async ({ params }, { hub }) => readWholeMedium(hub, params.sha256),
  }),
  route({
    method: 'POST',
    url: '/api/media/:sha256/alt-text',
    permission: 'edit',
    summary:
      'The alternative text that a file is chosen with from here on. Posts that show it already keep theirs, which is part of what was approved.',
    params: ofFile,
    body: z.strictObject({ altText: z.string().trim().max(1_000) }),
    answer: wholeMediumSchema,
    async handle({ params, body }, { hub }) {
      await setAltText(hub.store, params.sha256, body.altText);
      return readWholeMedium(hub, params.sha256);
    },
  }),
  route({
    method: 'POST',
    url: '/api/media/:sha256/made-with-ai',
    permission: 'edit',
    summary:
      'Says whether a file was made with AI, whatever it says of itself. Posts that show it and are not out yet are marked accordingly, which voids their approval; those that are out, or may be, are named.',
    params: ofFile,
    body: z.strictObject({ isMade: z.boolean() }),
    answer: z.object({
      message: z.string(),
      changed: z.array(z.string()),
      left: z.array(z.object({ id: z.string(), why: z.string() })),
    }),
    async handle({ params, body }, { hub, ring }) {
      const marked = await markMadeWithAi(hub, { ...params, ...body });
      ring();
      return { message: wordsOf(marked), ...marked };
    },
  }),
  route({
    method: 'POST',
    url: '/api/media/:sha256/remove',
    permission: 'edit',
    summary: 'Takes a file out of the library; refused while an item or a publication shows it.',
    params: ofFile,
    body: z.strictObject({}),
    answer: doneSchema,
    async handle({ params }, { hub }) {
      await removeMedia(hub.store, params.sha256, () => hub.media.remove(params.sha256));
      return { message: 'The file is not in the library any more.' };
    },
  }),
  route({
    method: 'GET',
    url: '/media/:sha256',
    permission: 'open',
    mostPerMinute: 600,
    summary:
      'The bytes of a file of the library for whoever holds a signed link, until it expires; platforms fetch from here.',
    params: ofFile,
    query: z.strictObject({ expires: z.coerce.number().int(), signature: z.string().max(100) }),
    media: 'application/octet-stream',
    async handle({ params, query, reply }, { hub, links }) {
      if (!links.isGood({ sha256: params.sha256, ...query }))
        throw new ApiError('forbidden', 'This link is not signed by this hub, or has expired.');
      return sendFile(hub, params.sha256, reply);
    },
  }),
];

function wordsOf({ changed, left }: Marked): string {
  const parts = [
    ...(changed.length === 0 ? [] : [`Marked anew, and without an approval: ${changed.join(', ')}.`]),
    ...(left.length === 0 ? [] : [`As before: ${left.map(({ id, why }) => `${id} (${why})`).join(', ')}.`]),
  ];
  return ['Kept.', ...parts].join(' ');
}

const drawnNames: readonly string[] = mediaRecipeSchema.options
  .map(({ shape }) => shape.recipe.value)
  .filter((name) => name !== 'library');

function mediumOf({ name, addedAt, facts }: Media, uses: readonly MediaUse[]): Medium {
  const origin = drawnNames.includes(name) ? 'drawn' : name === 'library' ? 'fitted' : 'uploaded';
  const usedBy = new Set(uses.map(({ item }) => item)).size;
  return { name, addedAt: addedAt.toISOString(), origin, usedBy, facts };
}

async function readWholeMedium({ store }: Hub, hash: string): Promise<WholeMedium> {
  const row = await findMedia(store.database, hash);
  if (row === undefined) throw new ApiError('not_found', `The media library has no ${hash}.`);
  const uses = await readMediaUses(store.database, hash);
  const isElsewhere = uses.flatMap(({ shows }) => (shows.includes(hash) ? [] : shows));
  const renditions = await Promise.all(
    [...new Set(isElsewhere)].map((one) => findMedia(store.database, one)),
  );
  return {
    ...mediumOf(row, uses),
    uses: uses.map(({ item, variant, publications, shows }) => ({
      ...{ item, variant, publications },
      renditions: shows.includes(hash)
        ? []
        : renditions.flatMap((one) => (one !== undefined && shows.includes(one.sha256) ? [one.facts] : [])),
    })),
  };
}

async function sendFile(hub: Hub, hash: string, reply: FastifyReply): Promise<FastifyReply> {
  const row = await findMedia(hub.store.database, hash);
  if (row === undefined)
    throw new ApiError('not_found', `The media library has no ${hash}.`, { sha256: hash });
  const bytes = await hub.media.read(hash);
  return reply.headers(headersOf(row.facts)).send(Buffer.from(bytes));
}

/** What was looked at is what it is called: a browser does not guess, and opens nothing as a page. */
const headersOf = ({ type }: PostMedia) => ({
  'content-type': type,
  'cache-control': 'private, max-age=86400, immutable',
  'x-content-type-options': 'nosniff',
  'content-disposition': 'inline',
});
