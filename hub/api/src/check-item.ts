import {
  type Brand,
  checkPost,
  checkText,
  countText,
  type Item,
  type Post,
  priceCalendar,
} from '@musterhub/rules';
import type { WholeItem } from '@musterhub/store';
import { z } from 'zod';

const severity = z.enum(['error', 'warning', 'info']);
/** A variant against the brand's rules and the platform's, as it would go out. */
export const variantCheckSchema = z.object({
  variant: z.enum(['A', 'B']),
  /** By the brand's rules, each with its place in the text and, where there is one, its fix. */
  lint: z.array(
    z.object({
      rule: z.string(),
      severity,
      message: z.string(),
      start: z.int(),
      end: z.int(),
      edits: z.array(z.object({ start: z.int(), end: z.int(), text: z.string() })).optional(),
      isPlatforms: z.boolean(),
    }),
  ),
  /** By the platform's formats. */
  format: z.array(
    z.object({
      rule: z.string(),
      severity,
      message: z.string(),
      line: z.int(),
      column: z.int(),
      fix: z.string().optional(),
    }),
  ),
  /** As the platform counts it; `overFrom` is where it begins to be too long. */
  count: z.object({
    length: z.int(),
    limit: z.int(),
    overFrom: z.int().nullable(),
    hashtags: z.object({ count: z.int(), limit: z.int() }).nullable(),
  }),
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
  const { platform, text, link, disclosure } = post;
  const lint = checkText(brand, { platform, text, link, media: planned.media, disclosure });
  const { total, cheaper } = priceCalendar([{ ...plan, publishes: variant }], brand);
  return {
    variant,
    lint: lint.map(({ edits, ...rest }) => (edits ? { ...rest, edits } : rest)),
    format: checkPost(post),
    count: countText(platform, text),
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
