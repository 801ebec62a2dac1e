import type { Platform } from '@musterhub/rules';
import { findPublication, getWholeItem, setWish } from '@musterhub/store';
import { ApiError } from './api-error.ts';
import { checkVariant, errorsOf } from './check-item.ts';
import { getBrand } from './get-brand.ts';
import type { Hub } from './hub.ts';

/** Why a platform's posts keep their text; of the others it can be changed. */
const whyNot: Partial<Record<Platform, string>> = {
  instagram: 'Instagram lets no app change what is out',
  x: 'X makes a new post of an edit',
};

export const canCorrect = (platform: Platform): boolean => whyNot[platform] === undefined;

/** Has the text of a post that is out changed by the ledger. The new one is held to the rules that the first one was. */
export async function correct(hub: Hub, id: string, text: string): Promise<void> {
  const { database } = hub.store;
  const row = await findPublication(database, id);
  if (row === undefined) throw new ApiError('not_found', `There is no publication ${id}.`, { id });
  const { platform } = row.post;
  const refuse = (why: string, facts: object = {}) =>
    new ApiError('refused', `${id} is not corrected: ${why}.`, { id, ...facts });
  if (row.state !== 'published')
    throw refuse(`it is ${row.state}, and only what is out has a text to correct`);
  if (!canCorrect(platform))
    throw refuse(`${whyNot[platform]}; take it down (hub publish remove), and post another one`);
  const whole = await getWholeItem(database, row.item);
  const changed = { variant: whole.item.publishes, post: { ...row.post, text } };
  const errors = errorsOf(checkVariant(whole.plan, changed, await getBrand(hub, whole.brand)));
  if (errors.length > 0) throw refuse(errors.join('; '), { errors });
  await setWish(database, id, { kind: 'correct', text }, hub.now());
}
