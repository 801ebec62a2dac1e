/**
 * The lines of one side of a file's unified diff, changed ones and those around them; undefined where the diff does not show both ends.
 */
export function quoteLines(
  patch: string,
  { side, fromLine, toLine }: { side: 'old' | 'new'; fromLine: number; toLine: number },
): string | undefined {
  const shown = new Map<number, string>();
  const own = side === 'old' ? '-' : '+';
  let next: number | undefined;
  for (const line of patch.split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (hunk !== null) next = Number(side === 'old' ? hunk[1] : hunk[2]);
    else if (next !== undefined && (line.startsWith(own) || line.startsWith(' '))) {
      shown.set(next, line.slice(1));
      next += 1;
    }
  }
  if (!shown.has(fromLine) || !shown.has(toLine)) return undefined;
  return [...shown].flatMap(([at, line]) => (at >= fromLine && at <= toLine ? [line] : [])).join('\n');
}
