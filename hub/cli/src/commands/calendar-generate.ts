import { campaignsOf, withHubTemplates } from '@musterhub/api';
import {
  assembleCalendar,
  type Brand,
  type Campaign,
  type Conflict,
  joinCampaigns,
  type Template,
  wallOf,
} from '@musterhub/rules';
import { calendarLines } from '../calendar-lines.ts';
import type { Environment } from '../environment.ts';
import { HubError } from '../hub-error.ts';
import { withHub } from '../open-hub.ts';
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
  campaign?: string[];
  withHub?: boolean;
  out?: string;
  json?: boolean;
};

export async function calendarGenerate(environment: Environment, flags: Flags): Promise<void> {
  const brand = await readBrand(environment, flags.brand);
  const { templates, campaigns } = await readMaterial(environment, brand, flags);
  const start = flags.start ?? brand.start ?? tomorrow(environment.now, brand);
  const answer = assembleCalendar(brand, templates, { start, days: flags.days, seed: flags.seed });
  if (answer.kind === 'conflict') throw new HubError('refused', conflictLines(answer.conflict).join('\n'));
  const calendar = joinCampaigns(answer.calendar, campaigns);
  const idle = campaigns.filter(({ id }) => calendar.campaigns?.every((one) => one.id !== id) ?? true);
  if (flags.out !== undefined) {
    await writeText(environment, flags.out, `${JSON.stringify(calendar, null, 2)}\n`);
  }
  const report = reportOn(calendar, brand);
  print({ ...calendar, report }, flags.json, () => [
    ...calendarLines(calendar, brand, report, environment),
    ...idle.map(({ id }) => `            no piece falls into the campaign ${id}`),
    ...(flags.out === undefined
      ? ['', 'Nothing was written. --out FILE keeps this calendar.']
      : ['', `Written to ${flags.out}`]),
  ]);
}

/** What there is in files, and on demand what was added to the hub; of two campaigns of one id that of the file. */
async function readMaterial(
  environment: Environment,
  brand: Brand,
  { templates: folder, campaign: files = [], withHub: isAsked = false }: Flags,
): Promise<{ templates: Template[]; campaigns: Campaign[] }> {
  const templates = await readTemplates(environment, folder);
  const campaigns = await Promise.all(files.map((file) => readCampaign(environment, file)));
  if (!isAsked) return { templates, campaigns };
  return withHub(environment, async ({ hub }) => {
    const own = await campaignsOf(hub, brand.brand);
    const others = own.filter(({ id }) => campaigns.every((one) => one.id !== id));
    return { templates: await withHubTemplates(hub, templates), campaigns: [...campaigns, ...others] };
  });
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
