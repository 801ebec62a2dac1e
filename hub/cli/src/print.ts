/** `--json` prints one value; people get lines. Both come from the same value. */
export function print<Value>(
  value: Value,
  isJson: boolean | undefined,
  lines: (value: Value) => string[],
): void {
  const text = isJson === true ? JSON.stringify(value, null, 2) : lines(value).join('\n');
  process.stdout.write(`${text}\n`);
}
