/** Ids given so far, each with how often it was asked for. */
export type TakenIds = Map<string, number>;

/** The id itself when it is free, else with `~2`, `~3` …; what comes back is taken from then on. */
export function uniqueId(taken: TakenIds, id: string): string {
  let unique = id;
  let count = taken.get(id) ?? 0;
  while (taken.has(unique)) unique = `${id}~${++count}`;
  taken.set(unique, 1);
  if (unique !== id) taken.set(id, count);
  return unique;
}
