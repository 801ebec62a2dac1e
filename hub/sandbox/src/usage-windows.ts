/** A fixed window of calls: it opens with the first call and is whole again `lengthMs` later. */
export type CallWindow = { count: number; opensAt: number };

export type Count = { limit: number; remaining: number; resetsAt: number; isOver: boolean };

/** Counts one call in the window, unless it is full. */
export function countCall(
  windows: Map<string, CallWindow>,
  key: string,
  { limit, lengthMs, now }: { limit: number; lengthMs: number; now: number },
): Count {
  const known = windows.get(key);
  const window = known && now < known.opensAt + lengthMs ? known : { count: 0, opensAt: now };
  const isOver = window.count >= limit;
  if (!isOver) window.count += 1;
  windows.set(key, window);
  return { limit, remaining: limit - window.count, resetsAt: window.opensAt + lengthMs, isOver };
}

/** The times of a moving window that still count; what is older is dropped from the list. */
export function stillCounting(times: number[], now: number, lengthMs: number): number {
  while (times.length > 0 && times[0]! <= now - lengthMs) times.shift();
  return times.length;
}
