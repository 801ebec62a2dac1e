import type { Item as PlannedItem } from '@musterhub/rules';
import { and, asc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Variant } from './items.ts';
import type { Reader, Store } from './make-store.ts';
import { calendars, channelAccounts, drawnRecipes, plannedItems } from './plan-schema.ts';
import { accounts, approvals, brands, items, media, publications, sentBack, variants } from './schema.ts';
import { StoreError } from './store-error.ts';

export type Calendar = typeof calendars.$inferSelect;
export type ChannelAccount = typeof channelAccounts.$inferSelect;
/** An item with all that is known of it. `approval` and `sentBack` are those that hold, `publication` is the newest. */
export type WholeItem = {
  item: typeof items.$inferSelect;
  plan: PlannedItem;
  calendar: string;
  brand: string;
  variants: Variant[];
  approval: typeof approvals.$inferSelect | undefined;
  sentBack: typeof sentBack.$inferSelect | undefined;
  publication: typeof publications.$inferSelect | undefined;
};

export async function setChannelAccount(store: Store, row: ChannelAccount): Promise<void> {
  await store.database
    .insert(channelAccounts)
    .values(row)
    .onConflictDoUpdate({
      target: [channelAccounts.brand, channelAccounts.channel],
      set: { account: row.account },
    });
}

export async function readChannelAccounts(reader: Reader, brand: string): Promise<ChannelAccount[]> {
  return reader
    .select()
    .from(channelAccounts)
    .where(eq(channelAccounts.brand, brand))
    .orderBy(asc(channelAccounts.channel));
}

export async function readBrands(reader: Reader): Promise<(typeof brands.$inferSelect)[]> {
  return reader.select().from(brands).orderBy(asc(brands.id));
}

export async function setAccountBrand(store: Store, account: string, brand: string): Promise<void> {
  await store.database.update(accounts).set({ brand }).where(eq(accounts.id, account));
}

export async function insertCalendar(store: Store, calendar: Calendar): Promise<void> {
  await store.database.insert(calendars).values(calendar).onConflictDoNothing();
}

export async function readCalendars(reader: Reader): Promise<Calendar[]> {
  return reader.select().from(calendars).orderBy(asc(calendars.addedAt), asc(calendars.id));
}

/** What the planner knows of an item, as it is now. */
export async function setPlannedItem(
  store: Store,
  row: { item: string; calendar: string; plan: PlannedItem },
): Promise<void> {
  await store.database
    .insert(plannedItems)
    .values(row)
    .onConflictDoUpdate({ target: plannedItems.item, set: { plan: row.plan } });
}

export async function readWholeItems(
  reader: Reader,
  which: { brand?: string; from?: Date; to?: Date } | { ids: readonly string[] },
): Promise<WholeItem[]> {
  const wanted =
    'ids' in which
      ? inArray(items.id, [...which.ids])
      : and(
          which.brand === undefined ? undefined : eq(calendars.brand, which.brand),
          which.from === undefined ? undefined : gte(items.dueAt, which.from),
          which.to === undefined ? undefined : lt(items.dueAt, which.to),
        );
  if ('ids' in which && which.ids.length === 0) return [];
  const rows = await reader
    .select({ item: items, plan: plannedItems.plan, calendar: calendars.id, brand: calendars.brand })
    .from(items)
    .innerJoin(plannedItems, eq(plannedItems.item, items.id))
    .innerJoin(calendars, eq(calendars.id, plannedItems.calendar))
    .where(wanted)
    .orderBy(asc(items.dueAt), asc(items.id));
  if (rows.length === 0) return [];
  const ids = rows.map(({ item }) => item.id);
  const [its, yeses, noes, outs] = await Promise.all([
    reader.select().from(variants).where(inArray(variants.item, ids)).orderBy(asc(variants.variant)),
    reader
      .select()
      .from(approvals)
      .where(and(inArray(approvals.item, ids), sql`${approvals.voidedAt} is null`)),
    reader.select().from(sentBack).where(inArray(sentBack.item, ids)).orderBy(asc(sentBack.id)),
    reader
      .select()
      .from(publications)
      .where(inArray(publications.item, ids))
      .orderBy(asc(publications.createdAt)),
  ]);
  return rows.map((row) => {
    const own = its.filter(({ item }) => item === row.item.id);
    const goesOut = own.find(({ variant }) => variant === row.item.publishes)?.contentHash;
    const approval = yeses.find(({ item }) => item === row.item.id);
    const no = noes.findLast(({ item, contentHash }) => item === row.item.id && contentHash === goesOut);
    return {
      ...row,
      variants: own,
      approval,
      // A yes after a no to the same content is somebody's other mind.
      sentBack: approval === undefined ? no : undefined,
      publication: outs.findLast(({ item }) => item === row.item.id),
    };
  });
}

export async function getWholeItem(reader: Reader, id: string): Promise<WholeItem> {
  const [whole] = await readWholeItems(reader, { ids: [id] });
  if (whole === undefined) throw new StoreError('no_row', `There is no item ${id}.`, { item: id });
  return whole;
}

/** The pictures of recipes, in their order, by recipe. A recipe that was not drawn is not in the answer. */
export async function readDrawn(
  reader: Reader,
  recipes: readonly string[],
): Promise<Map<string, (typeof media.$inferSelect)['facts'][]>> {
  const drawn = new Map<string, (typeof media.$inferSelect)['facts'][]>();
  if (recipes.length === 0) return drawn;
  const rows = await reader
    .select({ recipe: drawnRecipes.recipe, altText: drawnRecipes.altText, facts: media.facts })
    .from(drawnRecipes)
    .innerJoin(media, eq(media.sha256, drawnRecipes.sha256))
    .where(inArray(drawnRecipes.recipe, [...recipes]))
    .orderBy(asc(drawnRecipes.recipe), asc(drawnRecipes.position));
  for (const { recipe, altText, facts } of rows)
    drawn.set(recipe, [...(drawn.get(recipe) ?? []), { ...facts, altText }]);
  return drawn;
}

export async function setDrawn(
  store: Store,
  recipe: string,
  pictures: readonly { sha256: string; altText: string }[],
): Promise<void> {
  await store.database
    .insert(drawnRecipes)
    .values(pictures.map((picture, position) => ({ recipe, position, ...picture })))
    .onConflictDoNothing();
}

export async function readMedia(
  reader: Reader,
  page: { limit: number; after?: string },
): Promise<(typeof media.$inferSelect)[]> {
  return reader
    .select()
    .from(media)
    .where(page.after === undefined ? undefined : sql`${media.sha256} > ${page.after}`)
    .orderBy(asc(media.sha256))
    .limit(page.limit);
}
