import type { Item } from '@musterhub/rules';
import { calendarLines } from '../calendar-lines.ts';
import type { Environment } from '../environment.ts';
import { HubError } from '../hub-error.ts';
import { reportOn } from '../plan-report.ts';
import { print } from '../print.ts';
import { readBrand, readCalendar } from '../read-input.ts';

type Flags = { brand: string; item?: string; json?: boolean };

export async function calendarShow(environment: Environment, file: string, flags: Flags): Promise<void> {
  const brand = await readBrand(environment, flags.brand);
  const calendar = await readCalendar(environment, file);
  if (flags.item === undefined) {
    const report = reportOn(calendar, brand);
    print({ ...calendar, report }, flags.json, () => calendarLines(calendar, brand, report, environment));
    return;
  }
  const item = calendar.items.find(({ id }) => id === flags.item);
  if (item === undefined)
    throw new HubError('usage', `expected the id of an item of ${file}, found '${flags.item}'`);
  print(item, flags.json, itemLines);
}

function itemLines(item: Item): string[] {
  const { id, platform, kind, pillar, template, about, wall, zone, at, pair, publishes, variants } = item;
  return [
    `${id}: ${kind} on ${platform}, ${pillar}, ${wall} ${zone} (${at})`,
    `template ${template ?? 'none'} about ${about ?? 'nothing named'}; ${pair ?? 'no pair'}; publishes ${publishes}`,
    ...variants.flatMap(({ label, factor, level, text, link, media }) => [
      '',
      `${label}, ${factor}: ${level}`,
      ...text.split('\n').map((line) => `    ${line}`),
      ...(link === undefined ? [] : [`    link: ${link}`]),
      ...media.map((recipe) => `    picture: ${recipe.recipe}, ${recipe.altText}`),
    ]),
  ];
}
