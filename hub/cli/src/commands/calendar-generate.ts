import {
  assembleCalendar,
  type Brand,
  type CampaignStanding,
  type Conflict,
  campaignStanding,
  joinCampaign,
  usd,
  wallOf,
} from '@musterhub/rules';
import { calendarLines } from '../calendar-lines.ts';
import type { Environment } from '../environment.ts';
import { HubError } from '../hub-error.ts';
import { reportOn } from '../plan-report.ts';
import { print } from '../print.ts';
import { readBrand, readCampaign, readTemplates } from '../read-input.ts';
import { writeText } from '../write-text.ts';

type Flags = {
  brand: string;
  days: number;
  seed: number;
  start?: string;
  templates?: string;
  campaign?: string;
  out?: string;
  json?: boolean;
};

export async function calendarGenerate(environment: Environment, flags: Flags): Promise<void> {
  const brand = await readBrand(environment, flags.brand);
  const templates = await readTemplates(environment, flags.templates);
  const start = flags.start ?? brand.start ?? tomorrow(environment.now, brand);
  const answer = assembleCalendar(brand, templates, { start, days: flags.days, seed: flags.seed });
  if (answer.kind === 'conflict') throw new HubError('refused', conflictLines(answer.conflict).join('\n'));
  const campaign = flags.campaign === undefined ? undefined : await readCampaign(environment, flags.campaign);
  const calendar =
    campaign === undefined
      ? answer.calendar
      : { ...answer.calendar, items: joinCampaign(answer.calendar.items, campaign) };
  const standing = campaign === undefined ? undefined : campaignStanding(calendar.items, campaign, brand);
  if (flags.out !== undefined) {
    await writeText(environment, flags.out, `${JSON.stringify(calendar, null, 2)}\n`);
  }
  const report = reportOn(calendar, brand);
  print({ ...calendar, report, ...(standing === undefined ? {} : { standing }) }, flags.json, () => [
    ...calendarLines(calendar, brand, report, environment),
    ...(standing === undefined ? [] : [campaignLine(standing)]),
    ...(flags.out === undefined
      ? ['', 'Nothing was written. --out FILE keeps this calendar.']
      : ['', `Written to ${flags.out}`]),
  ]);
}

function campaignLine({ campaign, items, cost, budget, isOver }: CampaignStanding): string {
  const limit =
    budget === undefined ? 'without a budget' : `${isOver ? 'over' : 'within'} its budget of ${usd(budget)}`;
  return `Campaign    ${campaign}: ${items} pieces for ${usd(cost)}, ${limit}`;
}

function tomorrow(now: Date, { zone }: Brand): string {
  const today = wallOf(now.toISOString(), zone).slice(0, 10);
  return new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
}

function conflictLines({ constraints, stuck, steps }: Conflict): string[] {
  return [
    `no calendar was found (${steps} pieces tried). These constraints conflict; without any one of them there is a calendar:`,
    ...constraints.flatMap(({ name, asks, loosen }) => [`  ${name}: ${asks}`, `    to loosen it: ${loosen}`]),
    `The search got stuck at ${stuck.where}: ${stuck.why}.`,
  ];
}
