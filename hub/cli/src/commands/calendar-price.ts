import { type CalendarPrice, type CheaperWay, priceCalendar, usd } from '@musterhub/rules';
import type { Environment } from '../environment.ts';
import { print } from '../print.ts';
import { readBrand, readCalendar } from '../read-input.ts';

type Flags = { brand: string; json?: boolean };

const howWords: Record<CheaperWay['how'], string> = {
  other_variant: 'publish the other variant, which has no link',
  link_in_profile: 'leave the link to the profile',
};

export async function calendarPrice(environment: Environment, file: string, flags: Flags): Promise<void> {
  const brand = await readBrand(environment, flags.brand);
  const calendar = await readCalendar(environment, file);
  print(priceCalendar(calendar.items, brand), flags.json, priceLines);
}

function priceLines({ total, prices, cheaper }: CalendarPrice): string[] {
  return [
    ...prices.map(({ item, total: one, hasUrl, altTexts }) => {
      const notes = [
        hasUrl && 'with a link',
        altTexts > 0 && `${usd(altTexts)} for alternative texts`,
      ].filter(Boolean);
      return `${usd(one)}  ${item}${notes.length === 0 ? '' : `  (${notes.join(', ')})`}`;
    }),
    `${usd(total)}  in all; Instagram and Facebook charge nothing`,
    ...(cheaper.length === 0 ? [] : ['', 'Cheaper:']),
    ...cheaper.map(({ item, saves, how }) => `${usd(saves)} less  ${item}: ${howWords[how]}`),
  ];
}
