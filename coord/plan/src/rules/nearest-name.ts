import { closest, distance } from 'fastest-levenshtein';

/** The known name that a wrong one was most likely meant to be: at most a third of its letters differ. */
export function nearestName(wrong: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const name = closest(wrong.toLowerCase(), [...names]);
  return distance(wrong.toLowerCase(), name.toLowerCase()) <= Math.max(1, Math.ceil(wrong.length / 3))
    ? name
    : undefined;
}
