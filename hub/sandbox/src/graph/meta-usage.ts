/** Calls of one token's subject in a moving window, in 24 slices, and until when it is locked out. */
export type MetaUsage = { slices: Map<number, number>; lockedUntil: number };

export type MetaAllowance = { limit: number; lengthMs: number; lockMs: number; prolongMs: number };

export type MetaCount = { percent: number; regainMinutes: number; isLocked: boolean };

/**
 * Counts a call. At 100 percent the subject is locked; each further call while it is locked prolongs that. When the lock ends the
 * count begins anew.
 */
export function countMetaCall(
  usage: MetaUsage,
  { limit, lengthMs, lockMs, prolongMs }: MetaAllowance,
  now: number,
  calls = 1,
): MetaCount {
  const isLocked = now < usage.lockedUntil;
  if (isLocked) usage.lockedUntil += prolongMs;
  else if (usage.lockedUntil > 0) {
    usage.slices.clear();
    usage.lockedUntil = 0;
  }
  const sliceMs = lengthMs / 24;
  const slice = Math.floor(now / sliceMs);
  for (const old of usage.slices.keys()) if (old <= slice - 24) usage.slices.delete(old);
  if (!isLocked) usage.slices.set(slice, (usage.slices.get(slice) ?? 0) + calls);
  const total = [...usage.slices.values()].reduce((sum, count) => sum + count, 0);
  const percent = Math.floor((total / limit) * 100);
  if (!isLocked && percent >= 100) usage.lockedUntil = now + lockMs;
  return {
    percent,
    regainMinutes: usage.lockedUntil > now ? Math.ceil((usage.lockedUntil - now) / 60_000) : 0,
    isLocked,
  };
}
