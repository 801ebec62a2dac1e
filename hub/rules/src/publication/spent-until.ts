import type { LedgerAllowance } from './publication.ts';

/** Where a platform says that nothing is left and not until when. */
const unknownResetMs = 15 * 60_000;

/** Until when what an account has used up holds its calls back; undefined: it has something left of everything. */
export function spentUntil(allowances: readonly LedgerAllowance[], now: Date): Date | undefined {
  const ends = allowances
    .filter(({ remaining }) => remaining <= 0)
    .map(({ resetsAt, seenAt }) => (resetsAt ?? new Date(seenAt.getTime() + unknownResetMs)).getTime())
    .filter((end) => end > now.getTime());
  return ends.length === 0 ? undefined : new Date(Math.max(...ends));
}

/** The same for calls that read: Meta counts every call together, X what is read apart from what is posted. */
export function readingSpentUntil(
  platform: 'instagram' | 'facebook' | 'x',
  allowances: readonly LedgerAllowance[],
  now: Date,
): Date | undefined {
  return platform === 'x' ? undefined : spentUntil(allowances, now);
}
