import { type Calendar, calendarCsv, calendarIcal } from '@musterhub/rules';
import type { Environment } from '../environment.ts';
import { readCalendar } from '../read-input.ts';
import { writeText } from '../write-text.ts';

type Format = 'csv' | 'json' | 'ical';
type Flags = { format: Format; out?: string };

const textAs: Record<Format, (calendar: Calendar, now: Date) => string> = {
  csv: (calendar) => calendarCsv(calendar),
  json: (calendar) => `${JSON.stringify(calendar, null, 2)}\n`,
  ical: (calendar, now) => calendarIcal(calendar, now),
};

export async function calendarExport(environment: Environment, file: string, flags: Flags): Promise<void> {
  const calendar = await readCalendar(environment, file);
  const text = textAs[flags.format](calendar, environment.now);
  if (flags.out === undefined) {
    process.stdout.write(text);
    return;
  }
  await writeText(environment, flags.out, text);
  process.stdout.write(`${calendar.items.length} pieces written to ${flags.out}\n`);
}
