import {
  type Approval,
  readApprovals,
  readPublications,
  readPublicationsOf,
  readSentBack,
  readWholeItems,
  type SentBack,
  sendBack,
} from '@musterhub/store';
import { z } from 'zod';
import { approve, hashToApprove } from '../approve.ts';
import { checkItem } from '../check-item.ts';
import { getBrand } from '../get-brand.ts';
import type { Hub } from '../hub.ts';
import { route } from '../route.ts';
import { checkedItem, checkedItemSchema, publicationView, publicationViewSchema } from '../views.ts';
import { readChecked } from './item-routes.ts';
import { why, words } from './words.ts';

const ofItem = z.strictObject({ id: words(200) });
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected a content hash');
/** A yes or a no to one content of an item. */
const decisionSchema = z.object({
  kind: z.enum(['approved', 'sent_back']),
  item: z.string(),
  contentHash: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
  /** What was to change. */
  reason: z.string().nullable(),
  /** Of a yes that holds no more: since when, and what voided it. */
  voided: z.object({ at: z.iso.datetime(), because: z.string() }).nullable(),
});
export type Decision = z.infer<typeof decisionSchema>;

export const approvalRoutes = [
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
    method: 'POST',
    url: '/api/items/:id/send-back',
    permission: 'approve',
    summary:
      'A no to what the item publishes, with what is to change. It waits for nobody any more until it is edited; an approval that it had is void.',
    params: ofItem,
    body: z.strictObject({ contentHash: hash, why }),
    answer: checkedItemSchema,
    async handle({ params, body, guest }, { hub, ring }) {
      const { contentHash, why: reason } = body;
      await sendBack(hub.store, {
        ...{ item: params.id, contentHash, reason },
        by: guest!.actor,
        at: hub.now(),
      });
      ring();
      return readChecked(hub, params.id);
    },
  }),
  route({
    method: 'GET',
    url: '/api/items/:id/history',
    permission: 'read',
    summary: 'Every yes and no that an item got, what voided them, and every publication that it had.',
    params: ofItem,
    answer: z.object({
      decisions: z.array(decisionSchema),
      publications: z.array(publicationViewSchema),
    }),
    async handle({ params }, { hub }) {
      const { database } = hub.store;
      const of = { item: params.id };
      const [yeses, noes, publications] = await Promise.all([
        readApprovals(database, of),
        readSentBack(database, of),
        readPublicationsOf(database, params.id),
      ]);
      return { decisions: decisionsOf(yeses, noes), publications: publications.map(publicationView) };
    },
  }),
  route({
    method: 'GET',
    url: '/api/approvals',
    permission: 'read',
    summary:
      'What waits for a yes: items that are due and have no approval of what they publish now, with what the rules have against them. What was sent back says so.',
    answer: z.object({ items: z.array(checkedItemSchema) }),
    async handle(_, { hub }) {
      const whole = await readWholeItems(hub.store.database, { from: hub.now() });
      const out = new Set(
        (await readPublications(hub.store.database, ['published', 'removed'])).map(({ item }) => item),
      );
      const waiting = whole.filter(({ approval, item }) => approval === undefined && !out.has(item.id));
      const names = [...new Set(waiting.map(({ brand }) => brand))];
      const brands = new Map(
        await Promise.all(names.map(async (name) => [name, await getBrand(hub, name)] as const)),
      );
      return { items: waiting.map((one) => checkedItem(one, checkItem(one, brands.get(one.brand)!))) };
    },
  }),
  route({
    method: 'GET',
    url: '/api/approvals/history',
    permission: 'read',
    summary: 'The last decisions: who said yes or no to what, and what an edit has voided since.',
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
    answer: z.object({ decisions: z.array(decisionSchema) }),
    async handle({ query: { limit } }, { hub }) {
      const { database } = hub.store;
      const [yeses, noes] = await Promise.all([
        readApprovals(database, { limit }),
        readSentBack(database, { limit }),
      ]);
      return { decisions: decisionsOf(yeses, noes).slice(0, limit) };
    },
  }),
];

/** Newest first, by what happened to each last. */
function decisionsOf(yeses: readonly Approval[], noes: readonly SentBack[]): Decision[] {
  const all: Decision[] = [
    ...yeses.map(({ item, contentHash, by, approvedAt, voidedAt, voidedBecause }) => ({
      ...{ kind: 'approved' as const, item, contentHash, by, reason: null },
      at: approvedAt.toISOString(),
      voided: voidedAt && { at: voidedAt.toISOString(), because: voidedBecause! },
    })),
    ...noes.map(({ item, contentHash, by, at, reason }) => ({
      ...{ kind: 'sent_back' as const, item, contentHash, by, reason, voided: null },
      at: at.toISOString(),
    })),
  ];
  const lastOf = ({ at, voided }: Decision) => voided?.at ?? at;
  return all.toSorted((one, other) => (lastOf(one) < lastOf(other) ? 1 : -1));
}

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
