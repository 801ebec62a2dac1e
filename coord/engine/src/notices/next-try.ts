/** After each try in vain: a receiver that is restarted, one that is mended, one that somebody has to look at. */
const pausesMs = [5_000, 30_000, 120_000, 600_000, 3_600_000, 4 * 3_600_000];

/** When a delivery is tried again after so many tries; undefined when it is given up, some nine hours after the first. */
export function nextTry(tries: number, nowMs: number): Date | undefined {
  const pause = pausesMs[tries - 1];
  return pause === undefined ? undefined : new Date(nowMs + pause);
}

/** What no further try changes: the receiver understood, and does not want it. Too many, too slow and not there are for later. */
export const isFinal = (status: number): boolean =>
  status >= 400 && status < 500 && ![408, 409, 421, 425, 429].includes(status);
