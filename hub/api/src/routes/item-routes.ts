import { getWholeItem, readPublications, readWholeItems } from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { approve, hashToApprove } from '../approve.ts';
import { checkItem } from '../check-item.ts';
import { getBrand } from '../get-brand.ts';
import type { Hub } from '../hub.ts';
import { route } from '../route.ts';
import { applyRows, planEdit } from '../rows.ts';
import {
  type CheckedItem,
  checkedItem,
  checkedItemSchema,
  itemView,
  itemViewSchema,
  publicationView,
  publicationViewSchema,
} from '../views.ts';
import { words } from './words.ts';

const ofItem = z.strictObject({ id: words(200) });
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected a content hash');

export const itemRoutes = [
  route({
    method: 'GET',
    url: '/api/items',
    permission: 'read',
    summary: 'The items that are due between two instants, with what became of each.',
    query: z.strictObject({
      from: z.iso.datetime({ offset: true }),
      to: z.iso.datetime({ offset: true }),
      brand: words(100).optional(),
    }),
    answer: z.object({ items: z.array(itemViewSchema) }),
    async handle({ query }, { hub }) {
      const between = { from: new Date(query.from), to: new Date(query.to) };
      const brand = query.brand === undefined ? {} : { brand: query.brand };
      return { items: (await readWholeItems(hub.store.database, { ...between, ...brand })).map(itemView) };
    },
  }),
  route({
    method: 'GET',
    url: '/api/items/:id',
    permission: 'read',
    summary: 'An item, with everything that the rules have against either variant.',
    params: ofItem,
    answer: checkedItemSchema,
    handle: async ({ params }, { hub }) => readChecked(hub, params.id),
  }),
  route({
    method: 'POST',
    url: '/api/items/:id/edit',
    permission: 'edit',
    summary:
      'Changes the text, link or pictures of a variant. An edit of what goes out voids its approval; of what may be out already it is refused.',
    params: ofItem,
    body: z.strictObject({
      variant: z.enum(['A', 'B']),
      text: z.string().max(100_000).optional(),
      link: z.url().or(z.literal('')).optional(),
      /** Recipes as in an export: drawn pictures, or files of the library. */
      media: z.array(z.record(z.string(), z.unknown())).max(40).optional(),
    }),
    answer: checkedItemSchema,
    async handle({ params, body }, { hub, ring }) {
      const side = body.variant === 'A' ? 'a' : 'b';
      await edit(hub, params.id, {
        ...(body.text === undefined ? {} : { [`text_${side}`]: body.text }),
        ...(body.link === undefined ? {} : { [`link_${side}`]: body.link }),
        ...(body.media === undefined
          ? {}
          : { [`media_${side}`]: body.media.length === 0 ? '' : JSON.stringify(body.media) }),
      });
      ring();
      return readChecked(hub, params.id);
    },
  }),
  route({
    method: 'POST',
    url: '/api/items/:id/move',
    permission: 'edit',
    summary:
      'Moves an item to another wall time of its zone. What was approved stays approved, since what goes out is the same.',
    params: ofItem,
    body: z.strictObject({
      wall: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'expected 2026-03-29T09:05'),
    }),
    answer: checkedItemSchema,
    async handle({ params, body }, { hub, ring }) {
      await edit(hub, params.id, { date: body.wall.slice(0, 10), time: body.wall.slice(11) });
      ring();
      return readChecked(hub, params.id);
    },
  }),
  route({
    method: 'POST',
    url: '/api/items/:id/choose',
    permission: 'edit',
    summary: 'Has the other variant go out; the approval is void, as after an edit.',
    params: ofItem,
    body: z.strictObject({ publishes: z.enum(['A', 'B']) }),
    answer: checkedItemSchema,
    async handle({ params, body }, { hub, ring }) {
      await edit(hub, params.id, body);
      ring();
      return readChecked(hub, params.id);
    },
  }),
  route({
    method: 'POST',
    url: '/api/items/:id/approve',
    permission: 'approve',
    summary: 'A yes to what the item publishes, bound to its content hash; it goes out at its hour.',
    params: ofItem,
    body: z.strictObject({ contentHash: hash }),
    answer: checkedItemSchema,
    async handle({ params, body, guest }, { hub, ring }) {
      await approve(hub, { item: params.id, contentHash: body.contentHash, by: guest!.actor });
      ring();
      return readChecked(hub, params.id);
    },
  }),
  route({
    method: 'POST',
    url: '/api/approvals',
    permission: 'approve',
    summary:
      'A yes to several items, each bound to its content hash. Those that are not approved are told with the reason; the others are.',
    body: z.strictObject({
      items: z
        .array(z.strictObject({ id: words(200), contentHash: hash }))
        .min(1)
        .max(500),
    }),
    answer: z.object({
      approved: z.array(publicationViewSchema),
      refused: z.array(z.object({ id: z.string(), code: z.string(), message: z.string() })),
    }),
    async handle({ body, guest }, { hub, ring }) {
      const outcome = await approveAll(hub, body.items, guest!.actor);
      ring();
      return { approved: outcome.approved.map(publicationView), refused: outcome.refused };
    },
  }),
  route({
    method: 'GET',
    url: '/api/approvals',
    permission: 'read',
    summary: 'What waits for a yes: items that are due and have no approval of what they publish now.',
    answer: z.object({ items: z.array(itemViewSchema) }),
    async handle(_, { hub }) {
      const whole = await readWholeItems(hub.store.database, { from: hub.now() });
      const out = new Set(
        (await readPublications(hub.store.database, ['published', 'removed'])).map(({ item }) => item),
      );
      const waiting = whole.filter(({ approval, item }) => approval === undefined && !out.has(item.id));
      return { items: waiting.map(itemView) };
    },
  }),
];

/** Each yes is one of its own: what is refused of one says nothing of the next. */
export async function approveAll(
  hub: Hub,
  items: readonly { id: string; contentHash: string }[],
  by: string,
) {
  const approved = [];
  const refused: { id: string; code: string; message: string }[] = [];
  for (const { id, contentHash } of items) {
    try {
      approved.push((await approve(hub, { item: id, contentHash, by })).publication);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (code === undefined || !['refused', 'not_approved', 'no_row', 'not_found'].includes(code))
        throw error;
      refused.push({ id, code, message });
    }
  }
  return { approved, refused };
}

/** What an approval of now would name, for those who approve by the list. */
export async function withHashes(
  hub: Hub,
  ids: readonly string[],
): Promise<{ id: string; contentHash: string }[]> {
  return Promise.all(ids.map(async (id) => ({ id, contentHash: await hashToApprove(hub, id) })));
}

async function edit(hub: Hub, id: string, cells: Parameters<typeof planEdit>[2]): Promise<void> {
  const plan = await planEdit(hub, id, cells);
  const [first] = plan.errors;
  if (first !== undefined) {
    const issues = plan.errors.map(({ column = '', message }) => ({ path: column, message }));
    throw new ApiError('malformed', `${id} stays as it is: ${first.column ?? ''} ${first.message}`, {
      issues,
    });
  }
  await applyRows(hub, plan);
}

export async function readChecked(hub: Hub, id: string): Promise<CheckedItem> {
  const whole = await getWholeItem(hub.store.database, id);
  return checkedItem(whole, checkItem(whole, await getBrand(hub, whole.brand)));
}
