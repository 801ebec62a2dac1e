/** What was written, step by step. `last` tells what the newest step is of, and when its last letter came. */
export type DraftHistory<Value> = {
  past: readonly Value[];
  now: Value;
  future: readonly Value[];
  last?: { of: string; at: number };
};

/** Letters of one field that follow each other so soon are one step. */
const joinMs = 800;
const mostSteps = 200;

export const beginHistory = <Value>(now: Value): DraftHistory<Value> => ({ past: [], now, future: [] });

/** Another state of what is written, by a change of `of` (a field, or an act that is always a step of its own) at an instant. */
export function written<Value>(
  { past, now, last }: DraftHistory<Value>,
  next: Value,
  { of, at, isWhole }: { of: string; at: number; isWhole: boolean },
): DraftHistory<Value> {
  const isJoined = !isWhole && last?.of === of && at - last.at < joinMs;
  const before = isJoined ? past : [...past, now].slice(-mostSteps);
  return { past: before, now: next, future: [], ...(isWhole ? {} : { last: { of, at } }) };
}

export function undone<Value>({ past, now, future }: DraftHistory<Value>): DraftHistory<Value> {
  const before = past.at(-1);
  if (before === undefined) return { past, now, future };
  return { past: past.slice(0, -1), now: before, future: [now, ...future] };
}

export function redone<Value>({ past, now, future }: DraftHistory<Value>): DraftHistory<Value> {
  const [next, ...rest] = future;
  if (next === undefined) return { past, now, future };
  return { past: [...past, now], now: next, future: rest };
}
