import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';

export const aspects = ['1:1', '4:5', '1.91:1'] as const;

const colour = z.string().regex(/^#[0-9a-f]{6}$/, 'expected a colour such as #1f3a4d');
export const coloursSchema = z.strictObject({ background: colour, text: colour, accent: colour });
export type Colours = z.infer<typeof coloursSchema>;

const words = z.string().min(1);
const drawn = {
  aspect: z.enum(aspects),
  colours: coloursSchema,
  brand: words,
  altText: z.string().min(1).max(1000),
};

/**
 * A picture as text: what `hub/media` draws, or a file of the media library. The same recipe always gives the same pictures, so
 * a calendar needs no pixels. `brand` is the name that stands small on each picture.
 */
export const mediaRecipeSchema = z.discriminatedUnion('recipe', [
  z.strictObject({
    recipe: z.literal('quote-card'),
    slots: z.strictObject({ quote: words, by: z.string() }),
    ...drawn,
  }),
  /** A drawn screen of the product with `lines` on it; with `picture`, a file of the library stands in the frame instead. */
  z.strictObject({
    recipe: z.literal('product-frame'),
    slots: z.strictObject({
      title: words,
      lines: z.array(words).min(1).max(5),
      caption: z.string(),
      picture: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .optional(),
    }),
    ...drawn,
  }),
  z.strictObject({
    recipe: z.literal('before-after'),
    slots: z.strictObject({ title: words, before: words, after: words }),
    ...drawn,
  }),
  /** Several pictures: a title, one for each point, and a closing one. */
  z.strictObject({
    recipe: z.literal('list-carousel'),
    slots: z.strictObject({ title: words, points: z.array(words).min(2).max(8), closing: words }),
    ...drawn,
  }),
  z.strictObject({
    recipe: z.literal('library'),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    altText: z.string().max(1000),
  }),
]);
export type MediaRecipe = z.infer<typeof mediaRecipeSchema>;

/** How many pictures a recipe gives. */
export function pictureCount(recipe: MediaRecipe): number {
  return recipe.recipe === 'list-carousel' ? recipe.slots.points.length + 2 : 1;
}

/** The name that rendered pictures are kept under: equal recipes, whatever the order of their keys, have equal keys. */
export function mediaRecipeKey(recipe: MediaRecipe): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(sorted(recipe)))));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
