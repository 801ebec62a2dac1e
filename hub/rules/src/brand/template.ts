import { z } from 'zod';

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected a name such as empty-chair');
const name = z.string().regex(/^[a-z][a-z_]*$/, 'expected a name such as way_out');
/** Liquid over `brand`, `about` (the fact that the piece is about) and `values` (the brand's values by name). */
const liquid = z.string().trim().min(1);

/**
 * What may be varied, and between which two levels. Levels mean the same in every template, so that the pairs of a whole
 * month answer one question: does a question open better than a statement?
 */
export const factors = {
  hook: ['question', 'statement'],
  format: ['prose', 'list'],
  call_to_action: ['reply', 'visit'],
  image: ['words', 'product'],
  time: ['early', 'late'],
} as const;
export const factorNames = ['hook', 'format', 'call_to_action', 'image', 'time'] as const;
export type Factor = (typeof factorNames)[number];
export type Levels = { [Name in Factor]: (typeof factors)[Name][number] };

/** `list` is an absent body in a template that has no list to show; `format` is then not varied. */
const bodySchema = z.strictObject({ prose: liquid, list: liquid.optional() });
/** The lines of `lines` and `points` are the entries of the list. */
const pictureSchema = z.discriminatedUnion('recipe', [
  z.strictObject({ recipe: z.literal('quote-card'), quote: liquid, by: z.string().default(''), alt: liquid }),
  z.strictObject({
    recipe: z.literal('before-after'),
    title: liquid,
    before: liquid,
    after: liquid,
    alt: liquid,
  }),
  z.strictObject({
    recipe: z.literal('product-frame'),
    title: liquid,
    lines: liquid,
    caption: z.string().default(''),
    alt: liquid,
  }),
]);

const drawnKinds = z.enum(['text', 'photo', 'carousel']);

const templateSchema = z.strictObject({
  id: slug,
  pillar: slug,
  /** Which of the brand's facts a piece is about, and which fields of it are used, by type. */
  about: z.strictObject({ list: slug, fields: z.record(name, z.enum(['text', 'list'])) }),
  /** What it needs of the brand's values, by type. A brand that lacks one is never given this template. */
  slots: z.record(name, z.enum(['text', 'list', 'number', 'date', 'link'])).default({}),
  /** The forms in which it is published, by platform. A platform that is absent is not written for. */
  kinds: z.strictObject({
    instagram: z
      .array(z.enum(['photo', 'carousel']))
      .min(1)
      .optional(),
    facebook: z.array(drawnKinds).min(1).optional(),
    x: z.array(drawnKinds).min(1).optional(),
  }),
  varies: z.array(z.enum(factorNames)).min(1),
  hook: z.strictObject({ question: liquid, statement: liquid }),
  body: z.strictObject({
    instagram: bodySchema.optional(),
    facebook: bodySchema.optional(),
    x: bodySchema.optional(),
  }),
  call: z.strictObject({ reply: liquid, visit: liquid }),
  picture: z.strictObject({ words: pictureSchema, product: pictureSchema.optional() }),
  carousel: z.strictObject({ title: liquid, points: liquid, closing: liquid, alt: liquid }).optional(),
});
export type Template = z.infer<typeof templateSchema>;

export const templateFileSchema = z.strictObject({ templates: z.array(templateSchema).min(1) });
export type TemplateFile = z.infer<typeof templateFileSchema>;
