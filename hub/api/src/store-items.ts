import {
  assemblePost,
  type Brand,
  canonicalJson,
  contentHash,
  type Item,
  type MediaRecipe,
  type Post,
  type PostMedia,
} from '@musterhub/rules';
import {
  chooseVariant,
  editVariant,
  findBrand,
  insertCalendar,
  insertItem,
  moveItem,
  readCampaigns,
  readChannelAccounts,
  readWholeItems,
  setPlannedItem,
  type WholeItem,
} from '@musterhub/store';
import { ApiError } from './api-error.ts';
import { drawPictures } from './draw-pictures.ts';
import { storeBrand } from './get-brand.ts';
import type { Hub } from './hub.ts';

/** `out`: it went out otherwise, and was left as it is. */
export type StoredItem = { id: string; kind: 'new' | 'changed' | 'same' | 'out' };
type Facts = { id: string } & Record<string, unknown>;

/**
 * Brings items of a plan into the hub, or in line with it: each is stored with both its variants as they would go out, pictures drawn. The
 * same items once more change nothing. An edit of what was approved voids the approval; of what may be out already it is refused.
 */
export async function storeItems(
  hub: Hub,
  plan: { brand: Brand; calendar: Facts; items: readonly Item[] },
  tell?: (done: number, of: number) => void,
): Promise<StoredItem[]> {
  const { store } = hub;
  const { brand, calendar, items } = plan;
  const known = await readWholeItems(store.database, { ids: items.map(({ id }) => id) });
  refuseOthers(brand, known);
  refuseOut(known, items);
  const accounts = await accountsOf(hub, brand, items);
  if ((await findBrand(store.database, brand.brand)) === undefined) await storeBrand(hub, brand);
  const campaigns = new Set((await readCampaigns(store.database, brand.brand)).map(({ id }) => id));
  const mediaOf = await drawPictures(hub, items, tell);
  const { id, ...facts } = calendar;
  await insertCalendar(store, { id, brand: brand.brand, facts, addedAt: hub.now() });
  const stored: StoredItem[] = [];
  for (const item of items) {
    const posts = postsOf(item, mediaOf);
    const before = known.find((one) => one.item.id === item.id);
    const order = { item, posts, calendar: id, account: accounts.get(item.channel)!, campaigns };
    const kind =
      before === undefined ? await insertPlanned(hub, brand, order) : await changePlanned(hub, before, order);
    stored.push({ id: item.id, kind });
  }
  return stored;
}

/** Ids are made of channels: two brands that name theirs alike would write into each other's plans. */
function refuseOthers({ brand }: Brand, known: readonly WholeItem[]): void {
  const [other] = known.filter((one) => one.brand !== brand);
  if (other === undefined) return;
  throw new ApiError(
    'refused',
    `${other.item.id} is an item of the brand ${other.brand}: give the channels of ${brand} ids of their own, and plan its calendar anew.`,
    { item: other.item.id, brand: other.brand },
  );
}

function refuseOut(known: readonly WholeItem[], items: readonly Item[]): void {
  const changed = items.filter((item) => isOutOtherwise(known, item));
  if (changed.length === 0) return;
  const ids = changed.map(({ id }) => id);
  throw new ApiError('refused', `${ids.join(', ')}: ${outWords}`, { items: ids });
}

/** Of what the account shows the plan says what was meant: an edit would have it say something that nobody has seen. */
export function isOutOtherwise(known: readonly WholeItem[], item: Item): boolean {
  const before = known.find((one) => one.item.id === item.id);
  if (before?.publication?.state !== 'published') return false;
  return canonicalJson(before.plan) !== canonicalJson(item);
}

export const outWords =
  'what is out is not changed in the plan; correct the post where its platform allows that, or take it down first.';

type Order = {
  item: Item;
  posts: { variant: 'A' | 'B'; factor: Item['variants'][0]['factor']; post: Post; contentHash: string }[];
  calendar: string;
  account: string;
  campaigns: ReadonlySet<string>;
};

/** Both variants of an item as they would go out, by the pictures that its recipes gave. */
export function postsOf(
  item: Item,
  mediaOf: (recipe: MediaRecipe, place: Item) => readonly PostMedia[] | undefined,
): Order['posts'] {
  return item.variants.map(({ label, factor }) => {
    const post = assemblePost(item, label, (recipe) => mediaOf(recipe, item));
    return { variant: label, factor, post, contentHash: contentHash(post) };
  });
}

async function insertPlanned({ store, now }: Hub, brand: Brand, order: Order): Promise<'new' | 'same'> {
  const { item, posts, calendar, account, campaigns } = order;
  const { id, isNew } = await insertItem(
    store,
    {
      id: item.id,
      externalKey: `${brand.brand}/${item.key}`,
      account,
      ...(item.campaign !== undefined && campaigns.has(item.campaign) ? { campaign: item.campaign } : {}),
      ...timeOf(item),
      publishes: item.publishes,
      lateAfterMs: brand.late.afterMinutes * 60_000,
      lateAction: brand.late.action,
      changedAt: now(),
    },
    posts,
  );
  if (!isNew && id !== item.id)
    throw new ApiError('refused', `The key ${item.key} belongs to item ${id}: one key is one piece.`, {
      key: item.key,
    });
  await setPlannedItem(store, { item: id, calendar, plan: item });
  return isNew ? 'new' : 'same';
}

/** Only what differs is touched, so that an approval lasts as long as what it was given for. */
async function changePlanned(
  { store, now }: Hub,
  before: WholeItem,
  order: Order,
): Promise<'changed' | 'same'> {
  const { item, posts, account } = order;
  const at = now();
  let hasChanged = false;
  if (before.item.account !== account)
    throw new ApiError(
      'refused',
      `${item.id} is planned for ${before.item.account}; another account needs an item of its own.`,
    );
  if (before.item.publishes !== item.publishes) {
    await chooseVariant(store, item.id, item.publishes, at);
    hasChanged = true;
  }
  for (const edit of posts) {
    const stored = before.variants.find(({ variant }) => variant === edit.variant);
    if (stored?.contentHash === edit.contentHash && stored.factor === edit.factor) continue;
    await editVariant(store, item.id, edit, at);
    hasChanged = true;
  }
  const time = timeOf(item);
  const isMoved =
    before.item.wallTime !== time.wallTime ||
    before.item.zone !== time.zone ||
    // The same time on the wall is another instant where its policy is another.
    before.item.dueAt.getTime() !== time.dueAt.getTime();
  if (isMoved) {
    await moveItem(store, item.id, time, at);
    hasChanged = true;
  }
  const isSamePlan = canonicalJson(before.plan) === canonicalJson(item);
  if (!isSamePlan) await setPlannedItem(store, { item: item.id, calendar: before.calendar, plan: item });
  return hasChanged || !isSamePlan ? 'changed' : 'same';
}

const timeOf = (item: Item) => ({
  wallTime: item.wall,
  zone: item.zone,
  decision: item.resolved === 'exact' ? ('plain' as const) : item.resolved,
  dueAt: new Date(item.at),
});

/** The account of each channel; channels without one are named all at once. */
async function accountsOf(
  { store }: Hub,
  brand: Brand,
  items: readonly Item[],
): Promise<Map<string, string>> {
  const rows = await readChannelAccounts(store.database, brand.brand);
  const accounts = new Map(rows.map(({ channel, account }) => [channel, account]));
  const missing = [...new Set(items.map(({ channel }) => channel))].filter(
    (channel) => !accounts.has(channel),
  );
  if (missing.length === 0) return accounts;
  throw new ApiError(
    'refused',
    `No account is connected for ${missing.join(', ')} of ${brand.brand}. 'hub accounts connect PLATFORM --brand FILE' connects one.`,
    { channels: missing },
  );
}
