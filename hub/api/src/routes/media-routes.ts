import { probeMedia } from '@musterhub/media';
import { type PostMedia, postMediaSchema } from '@musterhub/rules';
import { findMedia, readMedia } from '@musterhub/store';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { keepBytes } from '../draw-pictures.ts';
import type { Hub } from '../hub.ts';
import { route } from '../route.ts';
import { keepUploads, readUploads } from '../upload.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected the hash of a file');
const ofFile = z.strictObject({ sha256 });

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
    answer: z.object({
      media: z.array(z.object({ name: z.string(), addedAt: z.iso.datetime(), facts: postMediaSchema })),
    }),
    async handle({ query: { limit, after } }, { hub }) {
      const rows = await readMedia(hub.store.database, { limit, ...(after === undefined ? {} : { after }) });
      return {
        media: rows.map(({ name, addedAt, facts }) => ({ name, addedAt: addedAt.toISOString(), facts })),
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
