import type { Calendar, Item } from '../calendar/item.ts';
import { priceCalendar, type UsdThousandths } from '../calendar/price-calendar.ts';
import type { Brand } from './brand.ts';
import type { Campaign } from './campaign.ts';

export type CampaignStanding = {
  campaign: string;
  items: number;
  cost: UsdThousandths;
  /** What may be spent; undefined without a budget. */
  budget: UsdThousandths | undefined;
  isOver: boolean;
};

/** A calendar with its items marked that fall into campaigns by day, pillar and channel. One that belongs to another stays there. */
export function joinCampaigns(calendar: Calendar, campaigns: readonly Campaign[]): Calendar {
  const items = campaigns.reduce<readonly Item[]>(joinCampaign, calendar.items);
  const joined = campaigns.filter(({ id }) => items.some(({ campaign }) => campaign === id));
  if (joined.length === 0) return calendar;
  const { items: _, campaigns: before = [], ...facts } = calendar;
  const others = before.filter(({ id }) => joined.every((one) => one.id !== id));
  return { ...facts, campaigns: [...others, ...joined], items: [...items] };
}

function joinCampaign(items: readonly Item[], campaign: Campaign): Item[] {
  return items.map((item) =>
    item.campaign === undefined && isWithin(item, campaign) ? { ...item, campaign: campaign.id } : item,
  );
}

/** Whether an item is of the days, pillars and channels of a campaign. */
export function isWithin(
  { wall, pillar, channel }: Pick<Item, 'wall' | 'pillar' | 'channel'>,
  { from, to, pillars, channels }: Campaign,
): boolean {
  const date = wall.slice(0, 10);
  const isAsked = (pillars?.includes(pillar) ?? true) && (channels?.includes(channel) ?? true);
  return from <= date && date <= to && isAsked;
}

/** What publishing a campaign's items costs, against its budget. */
export function campaignStanding(
  items: readonly Item[],
  { id, budgetUsd }: Campaign,
  brand: Pick<Brand, 'links'>,
): CampaignStanding {
  const own = items.filter(({ campaign }) => campaign === id);
  const { total } = priceCalendar(own, brand);
  const budget = budgetUsd === undefined ? undefined : Math.round(budgetUsd * 1000);
  return {
    campaign: id,
    items: own.length,
    cost: total,
    budget,
    isOver: budget !== undefined && total > budget,
  };
}
