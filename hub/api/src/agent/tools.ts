import {
  checkTexts,
  countText,
  exchangeRowSchema,
  itemSchema,
  platformSchema,
  textsOf,
} from '@musterhub/rules';
import { readPublications, readWholeItems } from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { getBrand } from '../get-brand.ts';
import { readChecked } from '../routes/item-routes.ts';
import { readWhole } from '../routes/publication-routes.ts';
import { rowOfItem } from '../rows.ts';
import { publicationView } from '../views.ts';
import { budgetOf, confirm, propose } from './proposal.ts';
import { type Tool, tool } from './tool.ts';

const once = {
  idempotencyKey: z
    .string()
    .regex(/^[\x21-\x7e]{8,200}$/, 'expected 8 to 200 visible letters, such as a UUID'),
};
const brand = z.string().min(1).max(100);
const instant = z.iso.datetime({ offset: true });
const postText = z.string().min(1).max(100_000);
/** Any of an item's cells. Not `partial`: that fills what was not given with its default, and so empties it. */
const cells = z.strictObject(
  Object.fromEntries(
    Object.entries(exchangeRowSchema.omit({ key: true }).shape).map(([name, field]) => [
      name,
      (field instanceof z.ZodDefault ? field.removeDefault() : field).optional(),
    ]),
  ),
);

/** What agents can do. What changes something is proposed first, shown as a difference, and confirmed by a token of that difference. */
export const tools: readonly Tool[] = [
  tool({
    name: 'read_brand',
    permission: 'read',
    description: 'The brand profile: voice, audience, pillars, channels, rules for texts.',
    changes: false,
    takes: z.strictObject({ brand }),
    handle: async (order, _, { hub }) => getBrand(hub, order.brand),
  }),
  tool({
    name: 'read_calendar',
    permission: 'read',
    description:
      'The items of a brand that are due between two instants: id, key, channel, time, text of what goes out, approval, state.',
    changes: false,
    takes: z.strictObject({ brand, from: instant, to: instant }),
    async handle(order, _, { hub }) {
      const between = { brand: order.brand, from: new Date(order.from), to: new Date(order.to) };
      const whole = await readWholeItems(hub.store.database, between);
      const items = whole.map(({ item, plan, variants, approval, publication }) => ({
        ...{ id: item.id, key: plan.key, channel: plan.channel, kind: plan.kind, pillar: plan.pillar },
        ...{ wall: item.wallTime, zone: item.zone, publishes: item.publishes },
        text: variants.find(({ variant }) => variant === item.publishes)?.post.text,
        isApproved: approval !== undefined,
        state: publication?.state ?? null,
      }));
      return { items };
    },
  }),
  tool({
    name: 'read_item',
    permission: 'read',
    description:
      'An item whole: both variants as they would go out, the row that describes it, and what the rules have against it.',
    changes: false,
    takes: z.strictObject({ id: z.string().max(200) }),
    async handle(order, _, { hub }) {
      const checked = await readChecked(hub, order.id);
      return { ...checked, row: rowOfItem(itemSchema.parse(checked.plan)) };
    },
  }),
  tool({
    name: 'read_publications',
    permission: 'read',
    description:
      'What went out, waits or needs a person; with an id one publication with every call and its figures.',
    changes: false,
    takes: z.strictObject({ id: z.string().max(300).optional() }),
    async handle(order, _, { hub }) {
      if (order.id !== undefined) return readWhole(hub, order.id);
      return { publications: (await readPublications(hub.store.database)).map(publicationView) };
    },
  }),
  tool({
    name: 'read_budget',
    permission: 'read',
    description: 'What this key may still bring about: posts, and thousandths of a US dollar.',
    changes: false,
    takes: z.strictObject({}),
    handle: async (_, guest, serving) => ({ budget: await budgetOf(serving, guest) }),
  }),
  tool({
    name: 'check_text',
    permission: 'read',
    description:
      "What the brand's rules and the platform's counting have against a text, with its fixes, before anything is proposed. Stores nothing.",
    changes: false,
    takes: z.strictObject({
      brand,
      platform: platformSchema,
      text: postText,
      thread: z.array(postText).max(60).optional(),
      firstComment: postText.optional(),
      link: z.url().optional(),
      /** As the row would say it; the brand's own word where it is left out. */
      paid_partnership: z.enum(['yes', 'no']).optional(),
    }),
    async handle({ brand: id, ...order }, _, { hub }) {
      const of = await getBrand(hub, id);
      const { platform, text, thread, firstComment, link } = order;
      const texts = {
        text,
        ...(thread === undefined ? {} : { thread }),
        ...(firstComment === undefined ? {} : { firstComment }),
      };
      const paidPartnership =
        order.paid_partnership === undefined
          ? of.disclosure.paidPartnership
          : order.paid_partnership === 'yes';
      const disclosure = { ...of.disclosure, paidPartnership };
      const beside = {
        platform,
        disclosure,
        media: [],
        ...(link === undefined ? {} : { link }),
      };
      const findings = checkTexts(of, { ...texts, ...beside });
      return {
        findings,
        errors: findings.filter(({ severity }) => severity === 'error').length,
        counts: textsOf(texts).map(({ role, text: one }) => ({ role, ...countText(platform, one, role) })),
      };
    },
  }),
  tool({
    name: 'propose_items',
    permission: 'edit',
    description:
      'Proposes new items, or whole rows for keys that are there. Stores nothing but the proposal; the answer shows the difference, what the rules have against the texts, and the token that confirms it. With an error in what goes out nobody approves it; what the platform has against kind and pictures, read_item says.',
    changes: true,
    takes: z.strictObject({ ...once, brand, rows: z.array(exchangeRowSchema).min(1).max(500) }),
    handle: async ({ brand: id, rows }, guest, serving) => propose(serving, guest, { brand: id, rows }),
  }),
  tool({
    name: 'propose_change',
    permission: 'edit',
    description:
      'Proposes other cells for an item that is there: text_a, thread_a, comment_a, date, time, publishes and so on. Stores nothing but the proposal.',
    changes: true,
    takes: z.strictObject({ ...once, id: z.string().max(200), cells }),
    async handle(order, guest, serving) {
      const [whole] = await readWholeItems(serving.hub.store.database, { ids: [order.id] });
      if (whole === undefined) throw new ApiError('not_found', `There is no item ${order.id}.`);
      const changed = Object.fromEntries(
        Object.entries(order.cells).filter(([, value]) => value !== undefined),
      );
      const row = exchangeRowSchema.parse({ ...rowOfItem(whole.plan), ...changed });
      return propose(serving, guest, { brand: whole.brand, rows: [row] });
    },
  }),
  tool({
    name: 'confirm',
    permission: 'edit',
    description:
      'Carries a proposal out by the token of its difference, and answers with the items as they are stored. A person approves them.',
    changes: true,
    takes: z.strictObject({ ...once, proposal: z.uuid(), confirmToken: z.string().max(200) }),
    handle: async ({ proposal, confirmToken }, guest, serving) => {
      const result = await confirm(serving, guest, { proposal, confirmToken });
      return result;
    },
  }),
];
