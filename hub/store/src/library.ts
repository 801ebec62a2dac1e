import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { inTransaction, type Reader, type Store } from './make-store.ts';
import { brands, campaigns, media, templates } from './schema.ts';
import { StoreError } from './store-error.ts';

export type Brand = typeof brands.$inferSelect;
export type Campaign = typeof campaigns.$inferSelect;
export type Template = typeof templates.$inferSelect;
export type Media = typeof media.$inferSelect;

/** The brand as its file now says. Where its rules are others, what was approved under the former ones is looked at anew, now. */
export async function setBrand(store: Store, brand: Brand): Promise<void> {
  await inTransaction(store, async (transaction) => {
    const [before] = await transaction.select().from(brands).where(eq(brands.id, brand.id)).for('update');
    await transaction.insert(brands).values(brand).onConflictDoUpdate({ target: brands.id, set: brand });
    if (before === undefined || before.rulesVersion === brand.rulesVersion) return;
    const at = sql`${brand.changedAt.toISOString()}::timestamptz`;
    await transaction.execute(sql`
      update hub.publications p set wake_at = ${at} from hub.planned_items i join hub.calendars k on k.id = i.calendar
      where i.item = p.item and k.brand = ${brand.id} and p.state = 'open' and (p.wake_at is null or p.wake_at > ${at})`);
  });
}

export async function findBrand(reader: Reader, id: string): Promise<Brand | undefined> {
  const [row] = await reader.select().from(brands).where(eq(brands.id, id));
  return row;
}

export async function insertCampaign(store: Store, campaign: Campaign): Promise<void> {
  const inserted = await store.database
    .insert(campaigns)
    .values(campaign)
    .onConflictDoNothing()
    .returning({ id: campaigns.id });
  if (inserted.length === 0)
    throw new StoreError('taken', `There is a campaign ${campaign.id} already: give this one another id.`, {
      id: campaign.id,
    });
}

export async function changeCampaign(store: Store, campaign: Campaign): Promise<void> {
  const { id, brand, profile, changedAt } = campaign;
  const changed = await store.database
    .update(campaigns)
    .set({ profile, changedAt })
    .where(and(eq(campaigns.id, id), eq(campaigns.brand, brand)))
    .returning({ id: campaigns.id });
  if (changed.length === 0) throw new StoreError('no_row', `${brand} has no campaign ${id}.`, { id });
}

export async function findCampaigns(reader: Reader, ids: readonly string[]): Promise<Campaign[]> {
  if (ids.length === 0) return [];
  return reader
    .select()
    .from(campaigns)
    .where(inArray(campaigns.id, [...ids]));
}

/** Its items keep its name. */
export async function removeCampaign(
  store: Store,
  { id, brand }: Pick<Campaign, 'id' | 'brand'>,
): Promise<boolean> {
  const removed = await store.database
    .delete(campaigns)
    .where(and(eq(campaigns.id, id), eq(campaigns.brand, brand)))
    .returning({ id: campaigns.id });
  return removed.length > 0;
}

export async function readCampaigns(reader: Reader, brand: string): Promise<Campaign[]> {
  return reader
    .select()
    .from(campaigns)
    .where(eq(campaigns.brand, brand))
    .orderBy(sql`${campaigns.profile}->>'from'`, campaigns.id);
}

/** A template's next version; the same text again is the version that is there. */
export async function addTemplate(
  store: Store,
  template: Omit<Template, 'version'>,
): Promise<{ version: number }> {
  const [newest] = await store.database
    .select()
    .from(templates)
    .where(eq(templates.name, template.name))
    .orderBy(desc(templates.version))
    .limit(1);
  if (newest?.sha256 === template.sha256) return { version: newest.version };
  const version = (newest?.version ?? 0) + 1;
  await store.database.insert(templates).values({ ...template, version });
  return { version };
}

/** Each template as it is now. */
export async function readTemplates(reader: Reader): Promise<Template[]> {
  return reader
    .selectDistinctOn([templates.name])
    .from(templates)
    .orderBy(templates.name, desc(templates.version));
}

/** The same bytes are the same medium, under whatever name they come. */
export async function insertMedia(store: Store, medium: Media): Promise<void> {
  await store.database.insert(media).values(medium).onConflictDoNothing();
}

export async function findMedia(reader: Reader, sha256: string): Promise<Media | undefined> {
  const [row] = await reader.select().from(media).where(eq(media.sha256, sha256));
  return row;
}

export async function countMedia(reader: Reader): Promise<number> {
  const [row] = await reader.select({ count: sql<number>`count(*)::int` }).from(media);
  return row!.count;
}
