import type { CampaignView } from '../live/facts.ts';

type Metric = CampaignView['campaign']['goal']['metric'];

export const goalNames: Record<Metric, string> = {
  reach: 'people reached',
  engagements: 'engagements',
  visits: 'visits',
  sign_ups: 'sign-ups',
  orders: 'orders',
  revenue_usd: 'dollars of revenue',
};
export const goalMetrics = Object.keys(goalNames) as Metric[];
