/** `line 12`, or `lines 12 to 15`. */
export const linesWords = ({ fromLine, toLine }: { fromLine: number; toLine: number }): string =>
  fromLine === toLine ? `line ${fromLine}` : `lines ${fromLine} to ${toLine}`;
