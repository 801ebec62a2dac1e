import { checkCalendar } from '@musterhub/rules';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../print.ts';
import { readBrand, readCalendar } from '../read-input.ts';

type Flags = { brand: string; json?: boolean };

export async function calendarCheck(environment: Environment, file: string, flags: Flags): Promise<void> {
  const brand = await readBrand(environment, flags.brand);
  const calendar = await readCalendar(environment, file);
  const findings = checkCalendar(calendar, brand);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  print({ file, items: calendar.items.length, errors, findings }, flags.json, () => [
    ...findings.map(({ rule, severity, message }) => `${severity}: ${message} [${rule}]`),
    `${calendar.items.length} items, ${errors} errors, ${findings.length - errors} warnings`,
  ]);
  if (errors > 0) process.exitCode = exitCodes.refused;
}
