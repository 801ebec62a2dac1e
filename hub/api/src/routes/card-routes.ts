import { shrinkPicture } from '@musterhub/media';
import { findMedia, readWholeItems } from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { cardOf, cardSchema } from '../card.ts';
import { route } from '../route.ts';
import { words } from './words.ts';

/** Twice the side at which lists show it. */
const thumbnailSide = 240;

export const cardRoutes = [
  route({
    method: 'GET',
    url: '/api/cards',
    permission: 'read',
    summary: 'The items that are due between two instants, each as much as a calendar shows of it.',
    query: z.strictObject({
      from: z.iso.datetime({ offset: true }),
      to: z.iso.datetime({ offset: true }),
      brand: words(100),
    }),
    answer: z.object({ cards: z.array(cardSchema) }),
    async handle({ query: { from, to, brand } }, { hub }) {
      const between = { from: new Date(from), to: new Date(to), brand };
      return { cards: (await readWholeItems(hub.store.database, between)).map(cardOf) };
    },
  }),
  route({
    method: 'GET',
    url: '/api/media/:sha256/thumbnail',
    permission: 'read',
    summary: 'A small square of a picture of the library, as lists show it.',
    params: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected the hash of a file') }),
    media: 'application/octet-stream',
    async handle({ params: { sha256 }, reply }, { hub }) {
      const row = await findMedia(hub.store.database, sha256);
      if (row === undefined)
        throw new ApiError('not_found', `The media library has no ${sha256}.`, { sha256 });
      if (row.facts.type.startsWith('video/'))
        throw new ApiError('unsupported', `${sha256} is a video: there is no small picture of it.`, {
          sha256,
        });
      const bytes = await shrinkPicture(await hub.media.read(sha256), thumbnailSide);
      return reply
        .headers({
          'content-type': 'image/jpeg',
          'cache-control': 'private, max-age=86400, immutable',
          'x-content-type-options': 'nosniff',
        })
        .send(Buffer.from(bytes));
    },
  }),
];
