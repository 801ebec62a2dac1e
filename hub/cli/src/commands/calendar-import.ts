import {
  applyImport,
  type ImportChange,
  type ImportPlan,
  parseCsvRows,
  parseJsonRows,
  planImport,
} from '@musterhub/rules';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../print.ts';
import { readBrand, readCalendar, readText } from '../read-input.ts';
import { writeText } from '../write-text.ts';

type Flags = { brand: string; from: string; out?: string; json?: boolean };

export async function calendarImport(environment: Environment, file: string, flags: Flags): Promise<void> {
  const brand = await readBrand(environment, flags.brand);
  const calendar = await readCalendar(environment, file);
  const text = await readText(environment, flags.from);
  const rows = flags.from.endsWith('.json') ? parseJsonRows(text) : parseCsvRows(text);
  const plan = planImport(calendar, brand, rows);
  const isWritten = plan.errors.length === 0 && flags.out !== undefined;
  if (isWritten) {
    const changed = `${JSON.stringify(applyImport(calendar, plan), null, 2)}\n`;
    await writeText(environment, flags.out ?? file, changed);
  }
  print({ ...plan, isWritten }, flags.json, () => planLines(plan, isWritten ? flags.out : undefined));
  if (plan.errors.length > 0) process.exitCode = exitCodes.refused;
}

function planLines({ changes, errors }: ImportPlan, out: string | undefined): string[] {
  const count = (kind: ImportChange['kind']): number => changes.filter((one) => one.kind === kind).length;
  return [
    ...errors.map(
      ({ row, column, message }) =>
        `${row === 0 ? 'the file' : `row ${row}`}${column === undefined ? '' : `, ${column}`}: ${message}`,
    ),
    ...changes.flatMap((one) => {
      if (one.kind === 'same') return [];
      return [one.kind === 'add' ? `new      ${one.key}` : `changed  ${one.key}: ${one.columns.join(', ')}`];
    }),
    `${count('add')} new, ${count('change')} changed, ${count('same')} as they were, ${errors.length} mistakes`,
    out === undefined ? 'Nothing was written.' : `Written to ${out}`,
  ];
}
