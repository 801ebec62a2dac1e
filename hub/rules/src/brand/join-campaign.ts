import type { Item } from '../calendar/item.ts';
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

/** The items with those marked that fall into a campaign by day, pillar and channel. One that belongs to another stays there. */
export function joinCampaign(items: readonly Item[], campaign: Campaign): Item[] {
  const { id, from, to, pillars, channels } = campaign;
  return items.map((item) => {
    const date = item.wall.slice(0, 10);
    const isPart =
      from <= date &&
      date <= to &&
      (pillars?.includes(item.pillar) ?? true) &&
      (channels?.includes(item.channel) ?? true);
    return isPart && item.campaign === undefined ? { ...item, campaign: id } : item;
  });
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
