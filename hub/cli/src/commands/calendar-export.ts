import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Calendar, calendarCsv, calendarIcal } from '@musterhub/rules';
import type { Environment } from '../environment.ts';
import { readCalendar } from '../read-input.ts';

type Format = 'csv' | 'json' | 'ical';
type Flags = { format: Format; out?: string };

const textAs: Record<Format, (calendar: Calendar, now: Date) => string> = {
  csv: (calendar) => calendarCsv(calendar),
  json: (calendar) => `${JSON.stringify(calendar, null, 2)}\n`,
  ical: (calendar, now) => calendarIcal(calendar, now),
};

export async function calendarExport(environment: Environment, file: string, flags: Flags): Promise<void> {
  const text = textAs[flags.format](await readCalendar(environment, file), environment.now);
  if (flags.out === undefined) process.stdout.write(text);
  else await writeFile(resolve(environment.cwd, flags.out), text);
}
