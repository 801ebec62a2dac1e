import { distance } from 'fastest-levenshtein';

/** The name that was probably meant: one within a third of its length in typing mistakes; undefined when none is near. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
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
