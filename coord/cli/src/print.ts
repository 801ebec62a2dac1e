/** `--json` prints one value; people get lines. Both come from the same value. */
export function print<Value>(
  value: Value,
  isJson: boolean | undefined,
  lines: (value: Value) => string[],
): void {
  const text = isJson === true ? JSON.stringify(value, null, 2) : lines(value).join('\n');
  process.stdout.write(`${text}\n`);
}

/** Columns as wide as their widest cell; the last one is left ragged. */
export function table(rows: string[][]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index]!)))
      .join('  ')
      .trimEnd(),
  );
}
