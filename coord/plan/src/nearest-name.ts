import { distance } from 'fastest-levenshtein';

// Longer words than these are no slip of the pen, and comparing them takes time by the square of their length.
const longestName = 60;

/** The name that was probably meant: the nearest within a third of its length in wrong letters, the first of equals. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > longestName) return undefined;
  const wanted = name.toLowerCase();
  let nearest: { name: string; mistakes: number } | undefined;
  for (const candidate of names) {
    const mistakes = distance(wanted, candidate.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
    if (mistakes <= allowed && mistakes < (nearest?.mistakes ?? Number.POSITIVE_INFINITY))
      nearest = { name: candidate, mistakes };
  }
  return nearest?.name;
}
