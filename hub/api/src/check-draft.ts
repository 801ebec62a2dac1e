import { type ExchangeRow, postSchema } from '@musterhub/rules';
import { getWholeItem } from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from './api-error.ts';
import { checkVariant, errorsOf, variantCheckSchema } from './check-item.ts';
import { drawPictures } from './draw-pictures.ts';
import { getBrand } from './get-brand.ts';
import type { Hub } from './hub.ts';
import { draftOf } from './rows.ts';
import { postsOf } from './store-items.ts';

export const draftCheckSchema = variantCheckSchema.extend({
  /** As it would go out, with its pictures. */
  post: postSchema,
  contentHash: z.string(),
  /** What goes out would not be what was approved any more: keeping it voids the approval. */
  voidsApproval: z.boolean(),
  errors: z.array(z.string()),
});
export type DraftCheck = z.infer<typeof draftCheckSchema>;

/** A variant as somebody is writing it, before it is kept. Pictures that are new are drawn into the library; nothing else is stored. */
export async function checkDraft(
  hub: Hub,
  id: string,
  { variant, cells }: { variant: 'A' | 'B'; cells: Partial<ExchangeRow> },
): Promise<DraftCheck> {
  const whole = await getWholeItem(hub.store.database, id);
  const brand = await getBrand(hub, whole.brand);
  const { item, errors } = draftOf(whole, brand, cells);
  const [first] = errors;
  if (first !== undefined)
    throw new ApiError('malformed', `${first.column ?? ''} ${first.message}`.trim(), {
      issues: errors.map(({ column = '', message }) => ({ path: column, message })),
    });
  const posts = postsOf(item, await drawPictures(hub, [item]));
  const draft = posts.find((one) => one.variant === variant)!;
  const check = checkVariant(item, draft, brand);
  return {
    ...check,
    post: draft.post,
    contentHash: draft.contentHash,
    voidsApproval:
      variant === whole.item.publishes &&
      whole.approval !== undefined &&
      whole.approval.contentHash !== draft.contentHash,
    errors: errorsOf(check),
  };
}
