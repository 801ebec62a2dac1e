import { factOf } from '../facts/platform-facts.ts';
import type { Platform } from '../post/post.ts';
import type { Campaign } from './campaign.ts';

const figures: Partial<Record<Campaign['goal']['metric'], Record<Platform, readonly string[]>>> = {
  reach: {
    instagram: factOf('instagram.reach_metrics'),
    facebook: factOf('facebook.reach_metrics'),
    // X counts how often a post was shown, and not to how many.
    x: [],
  },
  engagements: {
    instagram: factOf('instagram.engagement_metrics'),
    facebook: factOf('facebook.engagement_metrics'),
    x: factOf('x.engagement_metrics'),
  },
};

/**
 * The figures of a platform whose sum counts for a goal; none where the platform does not tell. Undefined: no platform tells that, it happens
 * on the brand's own pages.
 */
export function goalFigures(
  metric: Campaign['goal']['metric'],
): Readonly<Record<Platform, readonly string[]>> | undefined {
  return figures[metric];
}
