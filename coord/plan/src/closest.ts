import { distance } from 'fastest-levenshtein';

/** The one of the names that was most likely meant, when a slip of a few letters explains it. */
export function closest(name: string, names: readonly string[]): string | undefined {
  if (name.length > 60) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const letters = distance(name.toLowerCase(), candidate.toLowerCase());
    if (letters >= least) continue;
    least = letters;
    best = candidate;
  }
  return best;
}
