/** How often longer than usual a gate run may take before somebody is told. */
const patience = 3;
/** Below this nobody waits long enough to be told. */
export const shortestStallMs = 10_000;

export type Stall = {
  kind: 'slow' | 'bad_head';
  entry: string;
  commit: string;
  forMs: number;
  usualMs: number;
};

/**
 * Whether everybody waits for the head of the line. When entries behind it were judged in their usual time meanwhile, it is the
 * head that hangs; otherwise everything is slow. Without earlier runs to compare with nothing is said.
 */
export function stallOf({
  head,
  ended,
}: {
  /** The entry at the front while its gates run; `usualMs` of its gates together, undefined when they never passed. */
  head: { entry: string; commit: string; forMs: number; usualMs: number | undefined } | undefined;
  /** Gate runs of others that ended since the head's began. */
  ended: { tookMs: number; usualMs: number | undefined }[];
}): Stall | undefined {
  if (head?.usualMs === undefined) return undefined;
  const { entry, commit, forMs, usualMs } = head;
  if (forMs < shortestStallMs || forMs < patience * usualMs) return undefined;
  const isOthersUsual = ended.some(
    (other) => other.usualMs !== undefined && other.tookMs < patience * Math.max(other.usualMs, 1),
  );
  return { kind: isOthersUsual ? 'bad_head' : 'slow', entry, commit, forMs, usualMs };
}
