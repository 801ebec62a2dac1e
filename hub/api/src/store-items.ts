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
  findWaitingEdit,
  insertCalendar,
  insertItem,
  moveItem,
  readChannelAccounts,
  readWholeItems,
  StoreError,
  setPlannedItem,
  type WholeItem,
} from '@musterhub/store';
import { ApiError } from './api-error.ts';
import { type AiMark, drawPictures } from './draw-pictures.ts';
import { storeBrand } from './get-brand.ts';
import type { Hub } from './hub.ts';

/** `out`: it went out otherwise, and was left as it is. `waits`: it may be out, and stays as it is before that is known. */
export type StoredItem =
  | { id: string; kind: 'new' | 'changed' | 'same' | 'out' }
  | { id: string; kind: 'waits'; why: string };
type Facts = { id: string } & Record<string, unknown>;

/**
 * Brings items of a plan into the hub, or in line with it: each is stored with both its variants as they would go out, pictures drawn. The
 * same items once more change nothing. An edit of what was approved voids the approval; of what is out or may be it is refused, or, where that came while the pictures
 * were drawn, left.
 */
export async function storeItems(
  hub: Hub,
  plan: { brand: Brand; calendar: Facts; items: readonly Item[] },
  tell?: (done: number, of: number) => void,
  said?: AiMark,
): Promise<StoredItem[]> {
  const { store } = hub;
  const { brand, calendar, items } = plan;
  const readKnown = () => readWholeItems(store.database, { ids: items.map(({ id }) => id) });
  const early = await readKnown();
  refuseOthers(brand, early);
  refuseOut(early, items);
  const [waiting] = await findWaiting(hub, early, items);
  if (waiting !== undefined) throw waiting.error;
  const accounts = await accountsOf(hub, brand, items);
  refuseOtherAccounts(early, items, accounts);
  if ((await findBrand(store.database, brand.brand)) === undefined) await storeBrand(hub, brand);
  const mediaOf = await drawPictures(hub, items, tell, said);
  const { id, ...facts } = calendar;
  await insertCalendar(store, { id, brand: brand.brand, facts, addedAt: hub.now() });
  // A month of pictures takes its time, and posts go out meanwhile.
  const known = await readKnown();
  const stored: StoredItem[] = [];
  for (const item of items) {
    const posts = postsOf(item, mediaOf);
    const before = known.find((one) => one.item.id === item.id);
    const order = { item, posts, calendar: id, account: accounts.get(item.channel)! };
    stored.push(await storeOne(hub, brand, before, order));
  }
  return stored;
}

async function storeOne(
  hub: Hub,
  brand: Brand,
  before: WholeItem | undefined,
  order: Order,
): Promise<StoredItem> {
  const { id } = order.item;
  try {
    if (before === undefined) return { id, kind: await insertPlanned(hub, brand, order) };
    return { id, kind: await changePlanned(hub, before, order) };
  } catch (error) {
    if (error instanceof StoreError && error.code === 'edit_waits')
      return { id, kind: 'waits', why: error.message };
    throw error;
  }
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

function refuseOtherAccounts(
  known: readonly WholeItem[],
  items: readonly Item[],
  accounts: ReadonlyMap<string, string>,
): void {
  for (const { id, channel } of items) {
    const before = known.find(({ item }) => item.id === id)?.item;
    if (before === undefined || before.account === accounts.get(channel)) continue;
    throw new ApiError(
      'refused',
      `${id} is planned for ${before.account}; another account needs an item of its own.`,
    );
  }
}

/** Items that would be changed, and may be out: nobody knows yet what the change would be of. */
export async function findWaiting(
  { store }: Hub,
  known: readonly WholeItem[],
  items: readonly Item[],
): Promise<{ id: string; error: Error }[]> {
  const waiting: { id: string; error: Error }[] = [];
  for (const item of items) {
    const before = known.find((one) => one.item.id === item.id);
    if (before?.publication === undefined || isShownAlike(before.plan, item)) continue;
    const error = await findWaitingEdit(store.database, item.id);
    if (error !== undefined) waiting.push({ id: item.id, error });
  }
  return waiting;
}

/** Of what the account shows the plan says what was meant: an edit would have it say something that nobody has seen. */
export function isOutOtherwise(known: readonly WholeItem[], item: Item): boolean {
  const before = known.find((one) => one.item.id === item.id);
  if (before?.publication?.state !== 'published') return false;
  return !isShownAlike(before.plan, item);
}

/** Under which pillar and campaign a post stands, nobody sees. */
function isShownAlike(one: Item, other: Item): boolean {
  const shownOf = ({ pillar: _, campaign: __, ...shown }: Item) => canonicalJson(shown);
  return shownOf(one) === shownOf(other);
}

export const outWords =
  'what is out is not changed in the plan; correct the post where its platform allows that, or take it down first.';

type Order = {
  item: Item;
  posts: { variant: 'A' | 'B'; factor: Item['variants'][0]['factor']; post: Post; contentHash: string }[];
  calendar: string;
  account: string;
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
  const { item, posts, calendar, account } = order;
  const { id, isNew } = await insertItem(
    store,
    {
      id: item.id,
      externalKey: `${brand.brand}/${item.key}`,
      account,
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
  const { item, posts } = order;
  const at = now();
  let hasChanged = false;
  if (before.item.publishes !== item.publishes) {
    await chooseVariant(store, item.id, item.publishes, at);
    hasChanged = true;
  }
  const edits = posts.filter((edit) => {
    const stored = before.variants.find(({ variant }) => variant === edit.variant);
    return stored?.contentHash !== edit.contentHash || stored.factor !== edit.factor;
  });
  // What is out, or may be, stays as it was sent, also where more is known of its pictures by now.
  const isLeft =
    edits.length > 0 &&
    isShownAlike(before.plan, item) &&
    (await findWaitingEdit(store.database, item.id)) !== undefined;
  for (const edit of isLeft ? [] : edits) {
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
