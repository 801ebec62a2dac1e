import {
  type Brand,
  type Calendar,
  type CalendarFinding,
  type CalendarPrice,
  type CampaignStanding,
  campaignStanding,
  checkCalendar,
  checkFeasibility,
  type Feasibility,
  highestSimilarity,
  priceCalendar,
} from '@musterhub/rules';

/** What is to be known of a plan before anyone approves it. */
export type PlanReport = {
  items: number;
  perChannel: Record<string, number>;
  perPillar: Record<string, number>;
  pairs: number;
  highestSimilarity: { similarity: number; between: [string, string] } | null;
  price: CalendarPrice;
  feasibility: Feasibility;
  campaigns: CampaignStanding[];
  findings: CalendarFinding[];
};

export function reportOn(calendar: Calendar, brand: Brand): PlanReport {
  const { items } = calendar;
  const likeness = highestSimilarity(items);
  return {
    items: items.length,
    perChannel: counted(items.map(({ channel }) => channel)),
    perPillar: counted(items.map(({ pillar }) => pillar)),
    pairs: new Set(items.flatMap(({ pair }) => pair ?? [])).size,
    highestSimilarity:
      likeness === undefined
        ? null
        : {
            similarity: Math.round(likeness.similarity * 1000) / 1000,
            between: [likeness.between[0].id, likeness.between[1].id],
          },
    price: priceCalendar(items, brand),
    feasibility: checkFeasibility(items, brand),
    campaigns: (calendar.campaigns ?? []).map((one) => campaignStanding(items, one, brand)),
    findings: checkCalendar(calendar, brand),
  };
}

function counted(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of [...words].sort()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
