import { z } from 'zod';
import { type Placed, parseYaml } from '../parse-yaml.ts';

/** Groups items under one budget and one goal, for as long as it runs. */
export const campaignSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected a name such as opening-day'),
    name: z.string().trim().min(1),
    from: z.iso.date(),
    to: z.iso.date(),
    /** What publishing may cost, in US dollars; no limit when absent. */
    budgetUsd: z.number().min(0).optional(),
    /** What is counted, how much of it is wanted, and by when. */
    goal: z.strictObject({
      metric: z.enum(['reach', 'engagements', 'visits', 'sign_ups', 'orders', 'revenue_usd']),
      atLeast: z.number().positive(),
    }),
    /** Which items belong to it: all of these pillars and channels; of every one when absent. */
    pillars: z.array(z.string()).min(1).optional(),
    channels: z.array(z.string()).min(1).optional(),
  })
  .refine(({ from, to }) => from <= to, 'a campaign ends on the day it begins or later');
export type Campaign = z.infer<typeof campaignSchema>;

export function parseCampaign(text: string): Placed<Campaign> {
  return parseYaml(text, 'campaign', campaignSchema);
}
