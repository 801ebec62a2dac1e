import { ruleSetOf } from '@musterhub/rules';
import {
  approveItem,
  findTwin,
  getWholeItem,
  type Publication,
  schedulePublication,
  type WholeItem,
} from '@musterhub/store';
import { ApiError } from './api-error.ts';
import { checkItem } from './check-item.ts';
import { getBrand } from './get-brand.ts';
import type { Hub } from './hub.ts';

/**
 * Somebody's yes to what an item publishes, bound to its content hash and to the version of the rules that it was held against. From
 * then on the ledger has it: it goes out at its hour.
 */
export async function approve(
  hub: Hub,
  yes: { item: string; contentHash: string; by: string },
): Promise<{ approval: number; publication: Publication }> {
  const { store, now } = hub;
  const whole = await getWholeItem(store.database, yes.item);
  const brand = await getBrand(hub, whole.brand);
  const { errors } = checkItem(whole, brand);
  if (errors.length > 0)
    throw new ApiError('refused', `${yes.item} is not approved: ${errors.join('; ')}`, {
      item: yes.item,
      errors,
    });
  await refuseTwin(hub, whole);
  const isHeld = whole.approval?.contentHash === yes.contentHash;
  const order = { ...yes, rulesVersion: ruleSetOf(brand), at: now() };
  const approval = isHeld ? whole.approval! : await approveItem(store, order);
  const { publication } = await schedulePublication(store, yes.item, now());
  return { approval: approval.id, publication };
}

/** The same words again within this are seen as a repetition; platforms refuse it, or count it as spam. */
const twinsApartMs = 7 * 86_400_000;

async function refuseTwin({ store }: Hub, { item, variants }: WholeItem): Promise<void> {
  const { post } = variants.find(({ variant }) => variant === item.publishes)!;
  const { platform, text } = post;
  if (text.trim() === '') return;
  const question = { platform, text, item: item.id, near: item.dueAt, withinMs: twinsApartMs };
  const twin = await findTwin(store.database, question);
  if (twin === undefined) return;
  throw new ApiError(
    'refused',
    `${item.id} is not approved: ${twin.item} says the same on ${platform}, at ${twin.dueAt.toISOString()}. Change one of them, or keep them a week apart.`,
    { item: item.id, twin: twin.item },
  );
}

/** Whether a yes to everything means it too: not what somebody has sent back, nor what is out. */
export function isWaiting({ approval, sentBack, publication }: WholeItem): boolean {
  return approval === undefined && sentBack === undefined && publication?.state !== 'published';
}

/** The hash that an approval of an item has to name now. */
export async function hashToApprove({ store }: Hub, id: string): Promise<string> {
  const whole = await getWholeItem(store.database, id);
  return whole.variants.find(({ variant }) => variant === whole.item.publishes)!.contentHash;
}
