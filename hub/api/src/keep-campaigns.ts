import { type Campaign, campaignSchema, canonicalJson } from '@musterhub/rules';
import { findCampaigns, insertCampaign, readCampaigns } from '@musterhub/store';
import { ApiError } from './api-error.ts';
import type { Hub } from './hub.ts';

/** `kept`: the hub has it with another goal, other days or another budget, and that stays. */
export type StoredCampaign = { id: string; kind: 'new' | 'same' | 'kept' };

export async function campaignsOf({ store }: Hub, brand: string): Promise<Campaign[]> {
  const rows = await readCampaigns(store.database, brand);
  return rows.map(({ profile }) => campaignSchema.parse(profile));
}

/** An id belongs to one brand: who knows its campaigns by these ids writes into no other's. */
export async function refuseOthersCampaigns(
  { store }: Hub,
  brand: string,
  campaigns: readonly Campaign[],
): Promise<void> {
  const known = await findCampaigns(
    store.database,
    campaigns.map(({ id }) => id),
  );
  const other = known.find((one) => one.brand !== brand);
  if (other !== undefined)
    throw new ApiError('refused', `Another brand has a campaign ${other.id}: give this one another id.`, {
      id: other.id,
    });
}

/** Brings the campaigns of a plan in. Who has changed one on the page meant that. */
export async function keepCampaigns(
  hub: Hub,
  brand: string,
  campaigns: readonly Campaign[],
): Promise<StoredCampaign[]> {
  const known = await campaignsOf(hub, brand);
  const stored: StoredCampaign[] = [];
  for (const campaign of campaigns) {
    const { id } = campaign;
    const before = known.find((one) => one.id === id);
    if (before === undefined)
      await insertCampaign(hub.store, { id, brand, profile: campaign, changedAt: hub.now() });
    const isSame = before !== undefined && canonicalJson(before) === canonicalJson(campaign);
    stored.push({ id, kind: before === undefined ? 'new' : isSame ? 'same' : 'kept' });
  }
  return stored;
}
