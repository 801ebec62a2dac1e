import {
  type Approval,
  countWaiting,
  type Reader,
  readApprovals,
  readPublicationsOf,
  readSentBack,
  readWaiting,
  readWholeItems,
  type SentBack,
  sendBack,
  type WaitingPlace,
  type WholeItem,
} from '@musterhub/store';
import { z } from 'zod';
import { approve, hashToApprove } from '../approve.ts';
import { checkItem } from '../check-item.ts';
import { getBrand } from '../get-brand.ts';
import type { Hub } from '../hub.ts';
import { route } from '../route.ts';
import {
  checkedItem,
  checkedItemSchema,
  openingOf,
  publicationView,
  publicationViewSchema,
} from '../views.ts';
import { readChecked } from './item-routes.ts';
import { why, words } from './words.ts';

const ofItem = z.strictObject({ id: words(200) });
/** An instant and the id of an item: whatever is decided or moved meanwhile, the next page begins behind it. */
const placePattern = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)\/(.+)$/;
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected a content hash');
/** A yes or a no to one content of an item. */
const decisionSchema = z.object({
  kind: z.enum(['approved', 'sent_back']),
  item: z.string(),
  /** What the item is, for people: where it goes out, when, and how it begins now. */
  about: z.object({ platform: z.string(), wall: z.string(), opening: z.string() }),
  contentHash: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
  /** What was to change. */
  reason: z.string().nullable(),
  /** Of a yes that holds no more: since when, and what voided it. */
  voided: z.object({ at: z.iso.datetime(), because: z.string() }).nullable(),
});
export type Decision = z.infer<typeof decisionSchema>;
type Decided = Omit<Decision, 'about'>;

const waitingSchema = z.object({
  items: z.array(checkedItemSchema),
  /** Where the next page begins; null on the last one. */
  next: z.string().nullable(),
  /** How many there are in either folder. */
  counts: z.object({ waiting: z.int(), sent_back: z.int() }),
});
export type WaitingPage = z.infer<typeof waitingSchema>;

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
      const decisions = await withItems(database, decisionsOf(yeses, noes));
      return { decisions, publications: publications.map(publicationView) };
    },
  }),
  route({
    method: 'GET',
    url: '/api/approvals',
    permission: 'read',
    summary:
      'What waits for a yes, page by page as it is due: items that have no approval of what they publish now, with what the rules have against them. What was sent back is a folder of its own.',
    query: z.strictObject({
      folder: z.enum(['waiting', 'sent_back']).default('waiting'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      /** The `next` of the page before. */
      after: z
        .string()
        .max(300)
        .refine((place) => placeOf(place) !== undefined, 'expected the next of the page before')
        .optional(),
    }),
    answer: waitingSchema,
    async handle({ query: { folder, limit, after } }, { hub }) {
      const { database } = hub.store;
      const from = hub.now();
      const behind = after === undefined ? {} : { after: placeOf(after)! };
      const [counts, rows] = await Promise.all([
        countWaiting(database, from),
        readWaiting(database, { folder, from, limit: limit + 1, ...behind }),
      ]);
      const page = rows.slice(0, limit);
      const names = [...new Set(page.map(({ brand }) => brand))];
      const brands = new Map(
        await Promise.all(names.map(async (name) => [name, await getBrand(hub, name)] as const)),
      );
      return {
        items: page.map((one) => checkedItem(one, checkItem(one, brands.get(one.brand)!))),
        next: rows.length > limit ? placeWords(page.at(-1)!) : null,
        counts,
      };
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
      return { decisions: await withItems(database, decisionsOf(yeses, noes).slice(0, limit)) };
    },
  }),
];

const placeWords = ({ item }: WholeItem): string => `${item.dueAt.toISOString()}/${item.id}`;

function placeOf(words: string): WaitingPlace | undefined {
  const [, dueAt = '', id = ''] = placePattern.exec(words) ?? [];
  const place = { dueAt: new Date(dueAt), id };
  return Number.isNaN(place.dueAt.getTime()) ? undefined : place;
}

/** Newest first, by what happened to each last. */
function decisionsOf(yeses: readonly Approval[], noes: readonly SentBack[]): Decided[] {
  const all: Decided[] = [
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
  const lastOf = ({ at, voided }: Decided) => voided?.at ?? at;
  return all.toSorted((one, other) => (lastOf(one) < lastOf(other) ? 1 : -1));
}

async function withItems(reader: Reader, decided: readonly Decided[]): Promise<Decision[]> {
  const ids = [...new Set(decided.map(({ item }) => item))];
  const items = new Map((await readWholeItems(reader, { ids })).map((whole) => [whole.item.id, whole]));
  return decided.flatMap((one) => {
    const whole = items.get(one.item);
    if (whole === undefined) return [];
    const { item, plan, variants } = whole;
    const { post } = variants.find(({ variant }) => variant === item.publishes)!;
    const about = { platform: plan.platform, wall: item.wallTime, opening: openingOf(post.text) };
    return [{ ...one, about }];
  });
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
