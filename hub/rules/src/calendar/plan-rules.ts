import type { Brand } from '../brand/brand.ts';
import { campaignStanding, isWithin } from '../brand/join-campaign.ts';
import { ruleSetOf } from '../lint/check-text.ts';
import { type CalendarRule, grouped, type Wrong } from './calendar-rule.ts';
import { checkFeasibility } from './check-feasibility.ts';
import { dateOf, dayNumber, minuteOf } from './civil-day.ts';
import { likenesses } from './highest-similarity.ts';
import { chosenVariant, type Item } from './item.ts';
import { usd } from './price-calendar.ts';
import { avoided, windowsOn } from './slots-of.ts';

/** What can only be said of the items together. */
export const planRules: readonly CalendarRule[] = [
  {
    id: 'C1/twice',
    severity: 'error',
    find: ({ items }) => [...repeated(items, 'id'), ...repeated(items, 'key')],
  },
  {
    id: 'C20/missing',
    severity: 'error',
    find: ({ items, brand, calendar }) =>
      daysOf(calendar).flatMap((date) => {
        if (avoided(brand, date) !== undefined) return [];
        return brand.channels.flatMap(({ id, platform, perDay }): Wrong[] => {
          const count = items.filter(({ channel, wall }) => channel === id && wall.startsWith(date)).length;
          if (count >= perDay || windowsOn(brand, platform, date).length === 0) return [];
          return [{ message: `${date}: ${count} of ${perDay} pieces on ${id}`, items: [] }];
        });
      }),
  },
  {
    id: 'C21/too-many',
    severity: 'error',
    find: ({ items, brand }) =>
      [...grouped(items, ({ channel, wall }) => `${channel} ${wall.slice(0, 10)}`).values()].flatMap(
        (group) => {
          const perDay = brand.channels.find(({ id }) => id === group[0]!.channel)?.perDay;
          if (perDay === undefined || group.length <= perDay) return [];
          const { channel, wall } = group[0]!;
          return [
            {
              message: `${wall.slice(0, 10)}: ${group.length} pieces on ${channel}, at most ${perDay}`,
              items: idsOf(group),
            },
          ];
        },
      ),
  },
  {
    id: 'C22/spacing',
    severity: 'error',
    find: ({ items, brand }) =>
      neighbours(items).flatMap(([one, other]) => {
        const hours = (Date.parse(other.at) - Date.parse(one.at)) / 3_600_000;
        if (hours >= brand.spacing.hours) return [];
        const message = `${one.id} and ${other.id} are ${hours.toFixed(1)} hours apart, at least ${brand.spacing.hours}`;
        return [{ message, items: [one.id, other.id] }];
      }),
  },
  {
    id: 'C23/pillar-spacing',
    severity: 'error',
    find: ({ items, brand }) =>
      tooSoon(items, ({ channel, pillar }) => `${pillar} on ${channel}`, brand.spacing.pillarDays),
  },
  {
    id: 'C24/pillar-mix',
    severity: 'error',
    find: ({ items, brand }) => {
      const all = brand.pillars.reduce((sum, { weight }) => sum + weight, 0);
      return [...grouped(items, ({ channel }) => channel)].flatMap(([channel, own]) =>
        brand.pillars.flatMap(({ id, weight }): Wrong[] => {
          const count = own.filter(({ pillar }) => pillar === id).length;
          const expected = (own.length * weight) / all;
          // Posts come in pairs, so a share can be off by a pair.
          if (Math.abs(count - expected) <= 2) return [];
          return [
            {
              message: `${channel}: ${count} posts of ${id}, its weight asks for ${expected.toFixed(1)}`,
              items: [],
            },
          ];
        }),
      );
    },
  },
  {
    id: 'C25/template-reuse',
    severity: 'error',
    find: ({ items, brand }) =>
      tooSoon(
        items.filter(({ template }) => template !== undefined),
        ({ channel, template }) => `template ${template} on ${channel}`,
        brand.spacing.templateDays,
      ),
  },
  {
    id: 'C26/near-duplicate',
    severity: 'error',
    find: ({ items, brand }) =>
      [...likenesses(items)]
        .filter(({ similarity }) => similarity > brand.similarityAtMost)
        .map(({ similarity, between: [one, other] }) => ({
          message: `${one.id} and ${other.id} are ${similarity.toFixed(2)} alike, at most ${brand.similarityAtMost}`,
          items: [one.id, other.id].map((id) => id.slice(0, -2)),
        })),
  },
  {
    id: 'C27/pair',
    severity: 'error',
    find: ({ items }) =>
      pairsOf(items).flatMap(([pair, members]) =>
        members.length === 2
          ? []
          : [{ message: `${pair} has ${members.length} slots, expected 2`, items: idsOf(members) }],
      ),
  },
  {
    id: 'C28/comparable',
    severity: 'error',
    find: ({ items, brand }) =>
      pairsOf(items).flatMap(([pair, [one, other]]): Wrong[] => {
        if (one === undefined || other === undefined) return [];
        const differing = [
          one.channel !== other.channel && 'channel',
          one.pillar !== other.pillar && 'pillar',
          one.kind !== other.kind && 'kind',
          factorOf(one) !== factorOf(other) && 'factor',
          factorOf(one) !== 'time' && partOf(brand, one) !== partOf(brand, other) && 'part of the day',
        ].filter((word) => word !== false);
        if (differing.length === 0) return [];
        return [
          { message: `the slots of ${pair} differ in ${differing.join(', ')}`, items: [one.id, other.id] },
        ];
      }),
  },
  {
    id: 'C29/balance',
    severity: 'error',
    find: ({ items }) =>
      pairsOf(items).flatMap(([pair, [one, other]]): Wrong[] => {
        if (one === undefined || other === undefined || one.publishes !== other.publishes) return [];
        return [{ message: `both slots of ${pair} publish ${one.publishes}`, items: [one.id, other.id] }];
      }),
  },
  {
    id: 'C30/quota',
    severity: 'error',
    find: ({ items, brand }) =>
      checkFeasibility(items, brand).windows.flatMap(
        ({ firstOver, who, what, peak, limit, windowSeconds, source }) => {
          if (firstOver === undefined) return [];
          const words = `${what}: ${peak} within ${windowSeconds / 3600} hours on ${who}, at most ${limit} (${source})`;
          return [{ message: words, items: [firstOver] }];
        },
      ),
  },
  {
    id: 'C31/credential',
    severity: 'error',
    find: ({ items, brand }) =>
      checkFeasibility(items, brand).tokens.flatMap((notice): Wrong[] => {
        if (notice.kind === 'unknown') return [];
        const { channel, expires, items: late } = notice;
        return [
          {
            message: `${late.length} posts of ${channel} are due after its credential ends (${expires})`,
            items: late,
          },
        ];
      }),
  },
  {
    id: 'C35/access',
    severity: 'error',
    find: ({ items, brand }) =>
      checkFeasibility(items, brand).ends.map(({ kind, channel, ends, items: late }): Wrong => {
        const what =
          kind === 'data_access' ? 'its access to data lapses' : 'the version of the Graph API ends';
        return { message: `${late.length} posts of ${channel} are due after ${what} (${ends})`, items: late };
      }),
  },
  {
    id: 'C32/brand',
    severity: 'error',
    find: ({ calendar, brand }) =>
      calendar.brand === brand.brand
        ? []
        : [{ message: `the calendar is of ${calendar.brand}, the brand file of ${brand.brand}`, items: [] }],
  },
  {
    id: 'C33/rule-set',
    severity: 'warning',
    find: ({ calendar, brand }) => {
      const now = ruleSetOf(brand);
      if (calendar.ruleSet === now) return [];
      return [{ message: `written under the rules ${calendar.ruleSet}, now they are ${now}`, items: [] }];
    },
  },
  {
    id: 'C36/campaign-days',
    severity: 'warning',
    find: ({ items, calendar }) =>
      (calendar.campaigns ?? []).flatMap((campaign): Wrong[] => {
        const strays = items.filter((item) => item.campaign === campaign.id && !isWithin(item, campaign));
        if (strays.length === 0) return [];
        const words = `${strays.length} posts of ${campaign.name} are outside of its days (${campaign.from} to ${campaign.to}), pillars or channels`;
        return [{ message: words, items: idsOf(strays) }];
      }),
  },
  {
    id: 'C37/campaign-budget',
    severity: 'error',
    find: ({ items, calendar, brand }) =>
      (calendar.campaigns ?? []).flatMap((campaign): Wrong[] => {
        const { cost, budget, isOver } = campaignStanding(items, campaign, brand);
        if (budget === undefined || !isOver) return [];
        const words = `the posts of ${campaign.name} cost ${usd(cost)}, and its budget is ${usd(budget)}: raise it, or take links off X`;
        return [{ message: words, items: [] }];
      }),
  },
];

const idsOf = (items: readonly Item[]): string[] => items.map(({ id }) => id);
const factorOf = (item: Item): string => chosenVariant(item).factor;

function repeated(items: readonly Item[], name: 'id' | 'key'): Wrong[] {
  return [...grouped(items, (item) => item[name])].flatMap(([value, group]) =>
    group.length === 1
      ? []
      : [{ message: `${name} ${value} stands ${group.length} times`, items: idsOf(group) }],
  );
}

function daysOf({ start, days }: { start: string; days: number }): string[] {
  return Array.from({ length: days }, (_, index) => dateOf(dayNumber(start) + index));
}

/** Posts of a channel that follow each other. */
function neighbours(items: readonly Item[]): [Item, Item][] {
  return [...grouped(items, ({ channel }) => channel).values()].flatMap((own) => {
    const inOrder = own.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
    return inOrder.slice(1).map((item, index): [Item, Item] => [inOrder[index]!, item]);
  });
}

function tooSoon(items: readonly Item[], keyOf: (item: Item) => string, days: number): Wrong[] {
  return [...grouped(items, keyOf)].flatMap(([key, own]) => {
    const inOrder = own.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
    return inOrder.slice(1).flatMap((item, index): Wrong[] => {
      const before = inOrder[index]!;
      const apart = dayNumber(item.wall) - dayNumber(before.wall);
      if (apart >= days) return [];
      return [
        { message: `${key} comes back after ${apart} days, at least ${days}`, items: [before.id, item.id] },
      ];
    });
  });
}

function pairsOf(items: readonly Item[]): [string, Item[]][] {
  const paired = items.filter(({ pair }) => pair !== undefined);
  return [...grouped(paired, ({ pair }) => pair ?? '')];
}

/** The part of the day by the posting window that the wall time falls into; outside of all of them it has none. */
function partOf(brand: Brand, { platform, wall }: Item): string | undefined {
  const minute = minuteOf(wall.slice(11));
  return windowsOn(brand, platform, wall).find(({ from, to }) => from <= minute && minute <= to)?.part;
}
