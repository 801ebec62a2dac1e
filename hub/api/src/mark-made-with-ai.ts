import { type Item, type Post, RulesError } from '@musterhub/rules';
import { readMediaUses, readWholeItems, StoreError, setMadeWithAi, type WholeItem } from '@musterhub/store';
import { ApiError } from './api-error.ts';
import { libraryFileOf, type Origin } from './draw-pictures.ts';
import { getBrand } from './get-brand.ts';
import type { Hub } from './hub.ts';
import { storeItems } from './store-items.ts';

/** Items that show the file: those that are marked anew, and those that are not, with the reason. */
export type Marked = { changed: string[]; left: { id: string; why: string }[] };

/**
 * A person says whether a file was made with AI. What shows it and is not out yet is marked accordingly, which voids its approval. The file is marked last: of one that bears
 * its mark every post has been looked at, and who is cut off before says it again.
 */
export async function markMadeWithAi(hub: Hub, said: Origin): Promise<Marked> {
  const { store } = hub;
  const ids = [...new Set((await readMediaUses(store.database, said.sha256)).map(({ item }) => item))];
  const marked: Marked = { changed: [], left: [] };
  for (const whole of await readWholeItems(store.database, { ids })) {
    const { id } = whole.item;
    // A publication that is over may have shown it before the item had other pictures.
    if (!whole.plan.variants.some((variant) => showsFile(variant, said.sha256))) continue;
    const why = await refresh(hub, whole, said);
    if (why !== undefined) marked.left.push({ id, why });
    else if (postOf(whole).disclosure.aiGenerated !== said.isMade) marked.changed.push(id);
  }
  await setMadeWithAi(store, said.sha256, said.isMade);
  return marked;
}

const showsFile = ({ media }: Item['variants'][number], sha256: string): boolean =>
  media.some((recipe) => libraryFileOf(recipe) === sha256);

const postOf = ({ item, variants }: WholeItem): Post =>
  variants.find(({ variant }) => variant === item.publishes)!.post;

/** The item as its plan has it, by what is said of the file; why it is as it was, where it had to be another. */
async function refresh(hub: Hub, whole: WholeItem, said: Origin): Promise<string | undefined> {
  const { brand, calendar, plan, item, publication } = whole;
  try {
    const order = { brand: await getBrand(hub, brand), calendar: { id: calendar }, items: [plan] };
    await storeItems(hub, order, undefined, said);
  } catch (error) {
    if (error instanceof ApiError || error instanceof StoreError || error instanceof RulesError)
      return error.message;
    throw error;
  }
  const [after] = await readWholeItems(hub.store.database, { ids: [item.id] });
  if (!said.isMade || postOf(after!).disclosure.aiGenerated) return undefined;
  return publication?.state === 'published' ? 'it is out already' : 'it may be out already';
}
