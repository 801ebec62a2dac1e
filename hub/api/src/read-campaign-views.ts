import {
  type Brand,
  type Campaign,
  campaignSchema,
  campaignStanding,
  goalFigures,
  platformSchema,
} from '@musterhub/rules';
import { readLatestMetrics, readWholeItems, type WholeItem } from '@musterhub/store';
import { z } from 'zod';
import type { Hub } from './hub.ts';
import { campaignsOf } from './keep-campaigns.ts';

export const campaignViewSchema = z.object({
  campaign: campaignSchema,
  /** Thousandths of a US dollar. */
  standing: z.object({ items: z.int(), cost: z.int(), budget: z.int().optional(), isOver: z.boolean() }),
  /** How many of its posts are out. */
  out: z.int(),
  goal: z.discriminatedUnion('kind', [
    /** No platform tells it. */
    z.object({ kind: z.literal('not_told') }),
    /** `posts` have told, `waiting` have not yet, and the platforms of `silent` never do. */
    z.object({
      kind: z.literal('counted'),
      value: z.number(),
      posts: z.int(),
      waiting: z.int(),
      silent: z.array(platformSchema),
    }),
  ]),
});
export type CampaignView = z.infer<typeof campaignViewSchema>;

/** A brand's campaigns: what belongs to each, what that costs, and how far its goal is, by the figures that were read last. */
export async function readCampaignViews(hub: Hub, brand: Brand): Promise<CampaignView[]> {
  const { database } = hub.store;
  const campaigns = await campaignsOf(hub, brand.brand);
  if (campaigns.length === 0) return [];
  const whole = await readWholeItems(database, { brand: brand.brand });
  const plans = whole.map(({ plan }) => plan);
  const views: CampaignView[] = [];
  for (const campaign of campaigns) {
    const out = whole.filter(
      ({ plan, publication }) => plan.campaign === campaign.id && publication?.state === 'published',
    );
    const { campaign: _, budget, ...standing } = campaignStanding(plans, campaign, brand);
    views.push({
      campaign,
      standing: { ...standing, ...(budget === undefined ? {} : { budget }) },
      out: out.length,
      goal: await progressOf(hub, campaign, out),
    });
  }
  return views;
}

async function progressOf(
  { store }: Hub,
  { goal: { metric } }: Campaign,
  out: readonly WholeItem[],
): Promise<CampaignView['goal']> {
  const figures = goalFigures(metric);
  if (figures === undefined) return { kind: 'not_told' };
  const telling = out.filter(({ plan }) => figures[plan.platform].length > 0);
  const silent = [...new Set(out.map(({ plan }) => plan.platform))].filter(
    (platform) => figures[platform].length === 0,
  );
  const rows = await readLatestMetrics(
    store.database,
    telling.map(({ publication }) => publication!.id),
  );
  const told = telling.map(({ plan, publication }) =>
    rows.filter((row) => row.publication === publication!.id && figures[plan.platform].includes(row.metric)),
  );
  const posts = told.filter((own) => own.length > 0).length;
  const value = told.flat().reduce((sum, one) => sum + one.value, 0);
  return { kind: 'counted', value, posts, waiting: telling.length - posts, silent };
}
