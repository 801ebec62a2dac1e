import { type Brand, checkPost, checkText, priceCalendar } from '@musterhub/rules';
import type { WholeItem } from '@musterhub/store';
import { z } from 'zod';

const severity = z.enum(['error', 'warning', 'info']);
/** What is to be known of an item before somebody says yes to it. */
export const itemCheckSchema = z.object({
  variants: z.array(
    z.object({
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
    }),
  ),
  /** Of the variant that goes out: with any, it is not approved. */
  errors: z.array(z.string()),
  usdThousandths: z.int(),
});
export type ItemCheck = z.infer<typeof itemCheckSchema>;

/** Both variants against the brand's rules and the platform's, as they would go out. */
export function checkItem(whole: WholeItem, brand: Brand): ItemCheck {
  const { plan, item } = whole;
  const variants = whole.variants.map(({ variant, post }) => {
    const planned = plan.variants[variant === 'A' ? 0 : 1];
    const { platform, text, link, disclosure } = post;
    const lint = checkText(brand, { platform, text, link, media: planned.media, disclosure });
    return {
      variant,
      lint: lint.map(({ edits, ...rest }) => (edits ? { ...rest, edits } : rest)),
      format: checkPost(post),
    };
  });
  const chosen = variants.find(({ variant }) => variant === item.publishes)!;
  const errors = [...chosen.lint, ...chosen.format]
    .filter((one) => one.severity === 'error')
    .map(({ rule, message }) => `${message} [${rule}]`);
  return { variants, errors: [...new Set(errors)], usdThousandths: priceCalendar([plan], brand).total };
}
