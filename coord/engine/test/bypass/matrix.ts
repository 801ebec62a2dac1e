/** One cell: what each layer did about one attack of one driver. */
export type Cell = {
  driver: string;
  attack: string;
  target: string;
  /** Whether the attack works with every layer off. */
  control: string;
  writeTime: string;
  fence: string;
  check: string;
  landing: string;
};

const columns = [
  ['driver', 'driver'],
  ['attack', 'attack'],
  ['target', 'what it writes'],
  ['control', 'all layers off'],
  ['writeTime', '1 write time'],
  ['fence', '2 process'],
  ['check', '3 after the turn'],
  ['landing', '4 landing'],
] as const;

/** The matrix as plain columns. */
export function matrixLines(cells: readonly Cell[]): string[] {
  const widths = columns.map(([key, title]) =>
    Math.max(title.length, ...cells.map((cell) => cell[key].length)),
  );
  const line = (words: readonly string[]): string =>
    words
      .map((word, index) => word.padEnd(widths[index]!))
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(([, title]) => title)),
    ...cells.map((cell) => line(columns.map(([key]) => cell[key]))),
  ];
}
