import { type CsvError, parse } from 'csv-parse/sync';
import type { Campaign } from '../brand/campaign.ts';
import { calendarSchema } from '../calendar/item.ts';
import { type ExchangeRow, exchangeColumns, exchangeRowSchema, rowOf } from './exchange-row.ts';

/** A mistake in a row; the first row below the headings is 1. `column` is absent where it is about the row or file. */
export type RowError = { row: number; column?: string; message: string };
export type ParsedRows = {
  rows: { row: number; value: ExchangeRow }[];
  errors: RowError[];
  /** Of a whole calendar. */
  campaigns?: Campaign[];
};

/** The columns without which no row can be read. */
const needed = exchangeColumns.filter((name) => !exchangeRowSchema.shape[name].safeParse(undefined).success);

/** Rows of a CSV file with headings. Columns may stand in any order; one that is not known is an error. */
export function parseCsvRows(text: string): ParsedRows {
  let records: unknown[];
  let headings: string[] = [];
  try {
    records = parse(text, {
      columns(names: string[]) {
        headings = names;
        return names;
      },
      bom: true,
      skip_empty_lines: true,
      trim: false,
      relax_quotes: false,
    });
  } catch (cause) {
    const { message, lines } = cause as CsvError & { lines?: number };
    return { rows: [], errors: [{ row: Math.max(0, (lines ?? 1) - 1), message }] };
  }
  const wrong = checkHeadings(headings);
  return wrong === undefined ? parseRecords(records) : { rows: [], errors: [{ row: 0, message: wrong }] };
}

/** Said once of the file, and not of each of its rows. */
function checkHeadings(headings: readonly string[]): string | undefined {
  const known: readonly string[] = exchangeColumns;
  const unknown = headings.filter((name) => !known.includes(name));
  const missing = needed.filter((name) => !headings.includes(name));
  if (unknown.length === 0 && missing.length === 0) return undefined;
  if (headings.length === 1 && headings[0]!.includes(';'))
    return 'its columns are parted by semicolons: expected commas';
  const parts = [
    ...(missing.length === 0 ? [] : [`there is no column ${missing.join(', ')}`]),
    ...(unknown.length === 0 ? [] : [`${unknown.join(', ')} is no column`]),
  ];
  return `${parts.join('; ')}: expected headings of ${known.join(', ')}`;
}

/** Rows of a JSON file: a list of objects with the columns as keys, or a whole calendar. */
export function parseJsonRows(text: string): ParsedRows {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return { rows: [], errors: [{ row: 0, message: (cause as Error).message }] };
  }
  const calendar = calendarSchema.safeParse(value);
  if (calendar.success)
    return { ...parseRecords(calendar.data.items.map(rowOf)), campaigns: calendar.data.campaigns ?? [] };
  if (Array.isArray(value)) return parseRecords(value);
  return { rows: [], errors: [{ row: 0, message: 'expected a list of rows, or a calendar' }] };
}

function parseRecords(records: readonly unknown[]): ParsedRows {
  const parsed = records.map((record, index) => ({
    row: index + 1,
    result: exchangeRowSchema.safeParse(record),
  }));
  const errors = parsed.flatMap(({ row, result }) =>
    (result.error?.issues ?? []).map((issue): RowError => {
      const message =
        issue.code === 'unrecognized_keys'
          ? `${issue.keys.join(', ')}: no such column; known: ${exchangeColumns.join(', ')}`
          : issue.message;
      const [column] = issue.path;
      return { row, ...(column === undefined ? {} : { column: String(column) }), message };
    }),
  );
  const rows = parsed.flatMap(({ row, result }) => (result.success ? [{ row, value: result.data }] : []));
  const seen = new Map<string, number>();
  for (const { row, value } of rows) {
    const first = seen.get(value.key);
    if (first === undefined) seen.set(value.key, row);
    else errors.push({ row, column: 'key', message: `${value.key} stands in row ${first} too` });
  }
  return { rows, errors };
}
