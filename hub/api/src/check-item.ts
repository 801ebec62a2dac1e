import {
  type Brand,
  checkPost,
  checkTexts,
  countText,
  type Item,
  type Post,
  priceCalendar,
  textsOf,
} from '@musterhub/rules';
import type { WholeItem } from '@musterhub/store';
import { z } from 'zod';

const severity = z.enum(['error', 'warning', 'info']);
/** Which text of the post: its own is 0, then come those of its thread, or its first comment. */
const part = z.int().min(0);
const countSchema = z.object({
  role: z.enum(['text', 'thread', 'first_comment']),
  length: z.int(),
  limit: z.int(),
  /** Where it begins to be too long. */
  overFrom: z.int().nullable(),
  hashtags: z.object({ count: z.int(), limit: z.int() }).nullable(),
});
export type PartCount = z.infer<typeof countSchema>;
/** A variant against the brand's rules and the platform's, as it would go out. */
export const variantCheckSchema = z.object({
  variant: z.enum(['A', 'B']),
  /** By the brand's rules, each with its place in its text and, where there is one, its fix. */
  lint: z.array(
    z.object({
      part,
      rule: z.string(),
      severity,
      message: z.string(),
      start: z.int(),
      end: z.int(),
      edits: z.array(z.object({ start: z.int(), end: z.int(), text: z.string() })).optional(),
      isPlatforms: z.boolean(),
    }),
  ),
  /** By the platform's formats. What is about the post as a whole has no part. */
  format: z.array(
    z.object({
      part: part.optional(),
      rule: z.string(),
      severity,
      message: z.string(),
      line: z.int(),
      column: z.int(),
      fix: z.string().optional(),
    }),
  ),
  /** Each text as the platform counts it, in the order in which they go out. */
  counts: z.array(countSchema),
  /** What it costs if it is the one that goes out, and what would cost less. */
  usdThousandths: z.int(),
  cheaper: z.array(
    z.object({
      variant: z.enum(['A', 'B']),
      saves: z.int(),
      how: z.enum(['other_variant', 'link_in_profile']),
      text: z.string(),
    }),
  ),
});
export type VariantCheck = z.infer<typeof variantCheckSchema>;

/** What is to be known of an item before somebody says yes to it. */
export const itemCheckSchema = z.object({
  variants: z.array(variantCheckSchema),
  /** Of the variant that goes out: with any, it is not approved. */
  errors: z.array(z.string()),
  usdThousandths: z.int(),
});
export type ItemCheck = z.infer<typeof itemCheckSchema>;

export function checkItem(whole: WholeItem, brand: Brand): ItemCheck {
  const variants = whole.variants.map((one) => checkVariant(whole.plan, one, brand));
  const chosen = variants.find(({ variant }) => variant === whole.item.publishes)!;
  return { variants, errors: errorsOf(chosen), usdThousandths: chosen.usdThousandths };
}

/** The findings for which it is not approved, each once. */
export function errorsOf({ lint, format }: Pick<VariantCheck, 'lint' | 'format'>): string[] {
  const errors = [...lint, ...format].filter(({ severity }) => severity === 'error');
  return [...new Set(errors.map(({ rule, message }) => `${message} [${rule}]`))];
}

export function checkVariant(
  plan: Item,
  { variant, post }: { variant: 'A' | 'B'; post: Post },
  brand: Brand,
): VariantCheck {
  const planned = plan.variants[variant === 'A' ? 0 : 1];
  const texts = textsOf(post);
  const lint = checkTexts(brand, { ...post, media: planned.media });
  const { total, cheaper } = priceCalendar([{ ...plan, publishes: variant }], brand);
  return {
    variant,
    lint: lint
      // What a platform refuses of a text or a post as a whole is told by the format, with what to do.
      .filter(
        ({ isPlatforms, start, end, part }) => !isPlatforms || start > 0 || end < texts[part]!.text.length,
      )
      .map(({ edits, ...rest }) => (edits ? { ...rest, edits } : rest)),
    format: checkPost(post),
    counts: texts.map(({ role, text }) => ({ role, ...countText(post.platform, text, role) })),
    usdThousandths: total,
    cheaper: cheaper.map(({ saves, how, text: instead }) => ({
      variant: how === 'other_variant' ? other(variant) : variant,
      saves,
      how,
      text: instead,
    })),
  };
}

const other = (variant: 'A' | 'B') => (variant === 'A' ? 'B' : 'A');
