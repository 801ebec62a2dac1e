import { z } from 'zod';
import { campaignSchema } from '../brand/campaign.ts';
import { mediaRecipeSchema } from '../brand/media-recipe.ts';
import { factorNames, factors } from '../brand/template.ts';
import { platformSchema, postKinds } from '../post/post.ts';

const wall = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'expected a wall time such as 2026-03-29T09:05');
const instant = z.iso.datetime();
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected an id such as kiln-x-2026-03-16-1');

const levelsSchema = z.strictObject({
  hook: z.enum(factors.hook),
  format: z.enum(factors.format),
  call_to_action: z.enum(factors.call_to_action),
  image: z.enum(factors.image),
  time: z.enum(factors.time),
});

/** A text is its parts, those that are not empty, joined by empty lines. */
const textPartsSchema = z.strictObject({
  hook: z.string(),
  body: z.string(),
  call: z.string(),
  tags: z.string(),
});
export type TextParts = z.infer<typeof textPartsSchema>;

const variantLabels = ['A', 'B'] as const;

export const variantSchema = z.strictObject({
  id,
  label: z.enum(variantLabels),
  /** The one factor in which the two variants of an item differ, and this one's level of it. */
  factor: z.enum(factorNames),
  level: z.string(),
  levels: levelsSchema,
  wall,
  at: instant,
  text: z.string(),
  parts: textPartsSchema,
  /** Facebook's link preview. */
  link: z.url().optional(),
  media: z.array(mediaRecipeSchema),
  /** X: the texts that follow as a thread. The pictures stand with the first one. */
  thread: z.array(z.string()).min(1).optional(),
  /** Instagram and Facebook: what the account itself puts under the post. */
  firstComment: z.string().min(1).optional(),
});
export type Variant = z.infer<typeof variantSchema>;

/** One planned piece for one channel. The variants are alternatives: `publishes` says which of them goes out. */
export const itemSchema = z.strictObject({
  id,
  /** How the item is known outside: by this an import finds it again. */
  key: z.string().min(1),
  platform: platformSchema,
  channel: z.string(),
  kind: z.enum(postKinds),
  pillar: z.string(),
  template: z.string().optional(),
  /** The fact it is about, as list and number: `problems/2`. */
  about: z.string().optional(),
  campaign: z.string().optional(),
  wall,
  zone: z.string(),
  policy: z.strictObject({
    gap: z.enum(['later', 'earlier', 'refuse']),
    overlap: z.enum(['first', 'second', 'refuse']),
  }),
  /** Whether the wall time came once (`exact`), never (`gap`) or twice (`overlap`) on that day. */
  resolved: z.enum(['exact', 'gap', 'overlap']),
  at: instant,
  /** Two comparable slots of one channel share a pair; one of them publishes A, the other B. */
  pair: z.string().optional(),
  publishes: z.enum(variantLabels),
  disclosure: z.strictObject({ aiGenerated: z.boolean(), paidPartnership: z.boolean() }),
  variants: z.tuple([variantSchema, variantSchema]),
});
export type Item = z.infer<typeof itemSchema>;

export const calendarSchema = z.strictObject({
  calendar: z.literal(1),
  brand: z.string(),
  zone: z.string(),
  start: z.iso.date(),
  days: z.int().positive(),
  seed: z.int().min(0),
  /** The version of the brand linter's rules that every text was held against. */
  ruleSet: z.string(),
  /** Days on which nothing is posted, and why. */
  left: z.array(z.strictObject({ date: z.iso.date(), why: z.string() })),
  /** Those that items of it belong to. */
  campaigns: z.array(campaignSchema).min(1).optional(),
  items: z.array(itemSchema),
});
export type Calendar = z.infer<typeof calendarSchema>;

/** The variant that goes out. */
export function chosenVariant(item: Item): Variant {
  return item.publishes === 'A' ? item.variants[0] : item.variants[1];
}
