import { type Item, type Post, RulesError } from '@musterhub/rules';
import { readMediaUses, readWholeItems, StoreError, setMadeWithAi, type WholeItem } from '@musterhub/store';
import { ApiError } from './api-error.ts';
import { type AiMark, libraryFileOf } from './draw-pictures.ts';
import { getBrand } from './get-brand.ts';
import type { Hub } from './hub.ts';
import { storeItems } from './store-items.ts';

/** Items that show the file: those that are marked anew, and those that are not, with the reason. */
export type Marked = { changed: string[]; left: { id: string; why: string }[] };

/**
 * A person says whether a file was made with AI. What shows it and is not out yet is marked accordingly, which voids its approval. The file is marked last: of one that bears
 * its mark every post has been looked at, and who is cut off before says it again.
 */
export async function markMadeWithAi(hub: Hub, said: AiMark): Promise<Marked> {
  const { store } = hub;
  const ids = [...new Set((await readMediaUses(store.database, said.sha256)).map(({ item }) => item))];
  const marked: Marked = { changed: [], left: [] };
  for (const whole of await readWholeItems(store.database, { ids })) {
    const { id } = whole.item;
    // A publication that is over may have shown it before the item had other pictures.
    if (!whole.plan.variants.some((variant) => showsFile(variant, said.sha256))) continue;
    const outcome = await refresh(hub, whole, said);
    if (outcome.kind === 'changed') marked.changed.push(id);
    if (outcome.kind === 'left') marked.left.push({ id, why: outcome.why });
  }
  await setMadeWithAi(store, said.sha256, said.isMade);
  return marked;
}

const showsFile = ({ media }: Item['variants'][number], sha256: string): boolean =>
  media.some((recipe) => libraryFileOf(recipe) === sha256);

const postOf = ({ item, variants }: WholeItem): Post =>
  variants.find(({ variant }) => variant === item.publishes)!.post;

type Outcome = { kind: 'changed' | 'same' } | { kind: 'left'; why: string };

/** The item as its plan has it, by what is said of the file. Another picture, or the item itself, may ask for the mark all the same. */
async function refresh(hub: Hub, whole: WholeItem, said: AiMark): Promise<Outcome> {
  const { brand, calendar, plan, item, publication } = whole;
  try {
    const order = { brand: await getBrand(hub, brand), calendar: { id: calendar }, items: [plan] };
    await storeItems(hub, order, undefined, said);
  } catch (error) {
    if (error instanceof ApiError || error instanceof StoreError || error instanceof RulesError)
      return { kind: 'left', why: error.message };
    throw error;
  }
  const [after] = await readWholeItems(hub.store.database, { ids: [item.id] });
  const [was, is] = [whole, after!].map((one) => postOf(one).disclosure.aiGenerated);
  if (was !== is) return { kind: 'changed' };
  if (!said.isMade || is === true) return { kind: 'same' };
  const why = publication?.state === 'published' ? 'it is out already' : 'it may be out already';
  return { kind: 'left', why };
}
