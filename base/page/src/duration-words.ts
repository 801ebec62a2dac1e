const units: [string, number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** The largest unit and the one below it, `2 h 5 min`; below a second in milliseconds. */
export function durationWords(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  const at = units.findIndex(([, size]) => ms >= size);
  const [name, size] = units[at]!;
  const count = Math.floor(ms / size);
  const below = units[at + 1];
  const rest = below === undefined ? 0 : Math.floor((ms - count * size) / below[1]);
  return rest === 0 || below === undefined ? `${count} ${name}` : `${count} ${name} ${rest} ${below[0]}`;
}
