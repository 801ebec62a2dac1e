import {
  type Brand,
  type Calendar,
  type CampaignStanding,
  chosenVariant,
  type Item,
  usd,
} from '@musterhub/rules';
import type { PlanReport } from './plan-report.ts';

type Screen = { isTerminal: boolean; columns: number };
const short = { instagram: 'IG', facebook: 'FB', x: 'X' } as const;
const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A calendar for people: a line for each piece, by day, and below it what the plan comes to. */
export function calendarLines(
  calendar: Calendar,
  brand: Brand,
  report: PlanReport,
  screen: Screen,
): string[] {
  const dim = (text: string): string => (screen.isTerminal ? `\u001b[2m${text}\u001b[22m` : text);
  const bold = (text: string): string => (screen.isTerminal ? `\u001b[1m${text}\u001b[22m` : text);
  const lines = [
    bold(
      `${brand.name}: ${calendar.days} days from ${calendar.start}, ${calendar.zone}, seed ${calendar.seed}`,
    ),
    '',
  ];
  const pillarWidth = Math.max(...brand.pillars.map(({ id }) => id.length));
  const left = new Map(calendar.left.map(({ date, why }) => [date, why]));
  for (const date of datesOf(calendar)) {
    const items = calendar.items.filter(({ wall }) => wall.startsWith(date));
    const head = bold(
      `${weekdayNames[new Date(`${date}T00:00:00Z`).getUTCDay()]} ${date.slice(8)}.${date.slice(5, 7)}.`,
    );
    const why = left.get(date);
    if (why !== undefined) lines.push(`${head}  ${dim(`nothing: ${why}`)}`);
    for (const [index, item] of items.entries()) {
      lines.push(`${index === 0 ? head : '          '}  ${itemLine(item, pillarWidth, screen, dim)}`);
    }
  }
  return [...lines, '', ...reportLines(report, bold)];
}

function itemLine(item: Item, pillarWidth: number, screen: Screen, dim: (text: string) => string): string {
  const { factor, level, parts, text } = chosenVariant(item);
  const url = item.platform === 'x' && /https?:\/\//.test(text) ? ' $' : '';
  const front = [
    item.wall.slice(11),
    short[item.platform].padEnd(2),
    item.pillar.padEnd(pillarWidth),
    item.kind.padEnd(8),
    `${item.publishes} ${`${factor.replaceAll('_', ' ')}: ${level}`.padEnd(21)}`,
  ].join('  ');
  const room = Math.max(20, screen.columns - 12 - front.length - 2 - url.length);
  const hook = parts.hook.replaceAll('\n', ' ');
  const cut = hook.length > room ? `${hook.slice(0, room - 3).trimEnd()}...` : hook;
  return `${front}  ${cut}${dim(url)}`;
}

/** What a plan comes to, in a few lines. */
function reportLines(report: PlanReport, bold: (text: string) => string = (text) => text): string[] {
  const { price, feasibility, highestSimilarity, findings, perChannel, perPillar } = report;
  const named = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const errors = findings.filter(({ severity }) => severity === 'error');
  const dear = price.prices.filter(({ hasUrl }) => hasUrl).length;
  const saved = savings(report);
  const tight = feasibility.windows.toSorted(
    (one, other) => other.peak / other.limit - one.peak / one.limit,
  )[0];
  const unknown = feasibility.tokens.filter(({ kind }) => kind === 'unknown').length;
  return [
    `${bold('Pieces')}      ${report.items}: ${named(perChannel)}`,
    `${bold('Pillars')}     ${named(perPillar)}`,
    `${bold('A and B')}     ${report.pairs} pairs of comparable slots, one of each pair publishes A, the other B`,
    `${bold('Likeness')}    ${highestSimilarity === null ? 'fewer than two pieces' : `highest ${highestSimilarity.similarity.toFixed(3)}, ${highestSimilarity.between.join(' and ')}`}`,
    `${bold('Price')}       ${usd(price.total)} on X, ${dear} with a link${saved === 0 ? '' : `; ${usd(saved)} less without these links (hub calendar price)`}`,
    `${bold('Feasible')}    ${feasibility.fits ? 'yes' : 'no'}${tight === undefined ? '' : `; fullest window: ${tight.peak} of ${tight.limit} (${tight.what}, ${tight.who})`}`,
    ...(unknown === 0 ? [] : [`            the end of ${unknown} credentials is not known`]),
    ...feasibility.ends.map(
      ({ kind, channel, ends, items }) =>
        `            ${items.length} posts of ${channel} are due after ${kind === 'data_access' ? "Meta's access to data lapses" : "the Graph API's version ends"} (${ends})`,
    ),
    ...report.campaigns.map((one) => `${bold('Campaign')}    ${campaignWords(one)}`),
    `${bold('Checks')}      ${errors.length === 0 ? 'no errors' : `${errors.length} errors`}, ${findings.length - errors.length} warnings`,
    ...errors.slice(0, 20).map(({ rule, message }) => `            ${message} [${rule}]`),
  ];
}

function campaignWords({ campaign, items, cost, budget, isOver }: CampaignStanding): string {
  const limit =
    budget === undefined ? 'without a budget' : `${isOver ? 'over' : 'within'} its budget of ${usd(budget)}`;
  return `${campaign}: ${items} pieces for ${usd(cost)}, ${limit}`;
}

/** The most that can be saved: for each post its cheapest way. */
function savings({ price }: PlanReport): number {
  const best = new Map<string, number>();
  for (const { item, saves } of price.cheaper) best.set(item, Math.max(saves, best.get(item) ?? 0));
  return [...best.values()].reduce((sum, saves) => sum + saves, 0);
}

function datesOf({ start, days }: Calendar): string[] {
  return Array.from({ length: days }, (_, index) =>
    new Date(Date.parse(start) + index * 86_400_000).toISOString().slice(0, 10),
  );
}
