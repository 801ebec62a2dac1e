/**
 * One measurement; where it draws, from how many seeds. Rows are cells in the order of the columns; `notes` say what a
 * reader has to know to judge them.
 */
export type Benchmark = { name: string; title: string; run(options: BenchmarkOptions): Promise<Table> };
/** `slots` and `rate` are of `publishing`: how many posts, and how many of the hub's milliseconds pass in one of the wall's. */
type BenchmarkOptions = { seeds?: number; slots?: number; rate?: number };
export type Table = { columns: string[]; rows: string[][]; notes?: string[] };

/** A plain table: the first column to the left, numbers to the right. */
export function formatTable({ columns, rows, notes = [] }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: string[]): string =>
    cells
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(columns), ...rows.map(line), ...notes].join('\n');
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined)
    throw new Error('expected values to take the median of, received none');
  return (lower + upper) / 2;
}
