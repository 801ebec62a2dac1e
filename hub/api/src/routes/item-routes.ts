import type { ExchangeRow } from '@musterhub/rules';
import { getWholeItem, readWholeItems, type WholeItem } from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { checkDraft, draftCheckSchema } from '../check-draft.ts';
import { checkItem } from '../check-item.ts';
import { getBrand } from '../get-brand.ts';
import type { Hub } from '../hub.ts';
import { clockChoiceSchema, momentsOf, momentsSchema } from '../moments.ts';
import { moveTo } from '../move-item.ts';
import { route } from '../route.ts';
import { applyRows, planEdit, refuseErrors } from '../rows.ts';
import { outWords } from '../store-items.ts';
import { type CheckedItem, checkedItem, checkedItemSchema, itemView, itemViewSchema } from '../views.ts';
import { words } from './words.ts';

const ofItem = z.strictObject({ id: words(200) });
const wall = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'expected 2026-03-29T09:05');
const text = z.string().max(100_000);
const editSchema = z.strictObject({
  variant: z.enum(['A', 'B']),
  text: text.optional(),
  link: z.url().or(z.literal('')).optional(),
  /** Recipes as in an export: drawn pictures, or files of the library. */
  media: z.array(z.record(z.string(), z.unknown())).max(40).optional(),
  /** X: the texts that follow; with none it is no thread. */
  thread: z.array(text).max(60).optional(),
  /** Instagram and Facebook; empty: none. */
  firstComment: text.optional(),
});

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
      'Changes what a variant says and shows: text, thread, first comment, link, pictures. An edit of what goes out voids its approval; of what may be out already it is refused.',
    params: ofItem,
    body: editSchema,
    answer: checkedItemSchema,
    async handle({ params, body }, { hub, ring }) {
      await edit(hub, params.id, cellsOf(body));
      ring();
      return readChecked(hub, params.id);
    },
  }),
  route({
    method: 'POST',
    url: '/api/items/:id/check',
    permission: 'edit',
    isQuestion: true,
    summary:
      'What the rules have against a variant as somebody is writing it, with its count and price, and whether keeping it voids the approval. Keeps nothing but pictures that had to be drawn.',
    params: ofItem,
    body: editSchema,
    answer: draftCheckSchema,
    handle: async ({ params, body }, { hub }) =>
      checkDraft(hub, params.id, { variant: body.variant, cells: cellsOf(body) }),
  }),
  route({
    method: 'POST',
    url: '/api/items/:id/move',
    permission: 'edit',
    summary:
      'Moves an item to another wall time of its zone, or to the other of the two instants that one means where clocks are changed. What was approved stays approved, since what goes out is the same. Refused where it breaks rules of the plan, unless it is meant despite them.',
    params: ofItem,
    body: z.strictObject({
      wall,
      ...clockChoiceSchema.shape,
      /** Rules by name, as a refusal told them. */
      despite: z.array(words(100)).max(20).default([]),
    }),
    answer: checkedItemSchema,
    async handle({ params, body }, { hub, ring }) {
      await moveTo(hub, params.id, body);
      ring();
      return readChecked(hub, params.id);
    },
  }),
  route({
    method: 'GET',
    url: '/api/items/:id/moments',
    permission: 'read',
    summary: "The instants that a wall time of the item's zone can mean: two where clocks are changed.",
    params: ofItem,
    query: z.strictObject({ wall }),
    answer: momentsSchema,
    async handle({ params, query }, { hub }) {
      const { item } = await getWholeItem(hub.store.database, params.id);
      return momentsOf(query.wall, item.zone);
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
    url: '/api/items/:id/label',
    permission: 'edit',
    summary: 'Puts an item under another pillar or campaign; what goes out, or is out, is the same.',
    params: ofItem,
    body: z.strictObject({
      pillar: words(100).optional(),
      /** Empty: under none. */
      campaign: z.string().trim().max(100).optional(),
    }),
    answer: checkedItemSchema,
    async handle({ params, body: { pillar, campaign } }, { hub }) {
      await changeCells(hub, params.id, {
        ...(pillar === undefined ? {} : { pillar }),
        ...(campaign === undefined ? {} : { campaign }),
      });
      return readChecked(hub, params.id);
    },
  }),
  route({
    method: 'POST',
    url: '/api/items/:id/disclose',
    permission: 'edit',
    summary:
      'Marks an item as made with AI or as a paid partnership, where the platform has a field for it, or takes the mark off. An approval of it is void. What shows a file that is made with AI stays marked.',
    params: ofItem,
    body: z.strictObject({ aiGenerated: z.boolean().optional(), paidPartnership: z.boolean().optional() }),
    answer: checkedItemSchema,
    async handle({ params, body: { aiGenerated, paidPartnership } }, { hub, ring }) {
      const cellOf = (isSo: boolean) => (isSo ? ('yes' as const) : ('no' as const));
      await edit(hub, params.id, {
        ...(aiGenerated === undefined ? {} : { made_with_ai: cellOf(aiGenerated) }),
        ...(paidPartnership === undefined ? {} : { paid_partnership: cellOf(paidPartnership) }),
      });
      ring();
      return readChecked(hub, params.id);
    },
  }),
];

/** An edit in the words of the exchange. */
function cellsOf(edit: z.infer<typeof editSchema>): Partial<ExchangeRow> {
  const side = edit.variant === 'A' ? 'a' : 'b';
  const list = (values: readonly unknown[] | undefined) =>
    values?.length === 0 ? '' : values && JSON.stringify(values);
  const cells = {
    [`text_${side}`]: edit.text,
    [`link_${side}`]: edit.link,
    [`media_${side}`]: list(edit.media),
    [`thread_${side}`]: list(edit.thread),
    [`comment_${side}`]: edit.firstComment,
  };
  return Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== undefined));
}

async function edit(hub: Hub, id: string, cells: Partial<ExchangeRow>): Promise<void> {
  refuseOut(await getWholeItem(hub.store.database, id));
  await changeCells(hub, id, cells);
}

async function changeCells(hub: Hub, id: string, cells: Partial<ExchangeRow>): Promise<void> {
  const plan = await planEdit(hub, id, cells);
  refuseErrors(id, plan.errors);
  const [stored] = await applyRows(hub, plan);
  if (stored?.kind === 'waits') throw new ApiError('refused', stored.why, { item: id });
}

function refuseOut({ item, publication }: WholeItem): void {
  if (publication?.state !== 'published') return;
  const at = publication.publishedAt!.toISOString();
  throw new ApiError('refused', `${item.id} went out at ${at}: ${outWords}`, { publication: publication.id });
}

export async function readChecked(hub: Hub, id: string): Promise<CheckedItem> {
  const whole = await getWholeItem(hub.store.database, id);
  return checkedItem(whole, checkItem(whole, await getBrand(hub, whole.brand)));
}
