/**
 * The nearest-rank percentile: the smallest sample that at least `share` per cent of all samples do not exceed. It is one of the
 * samples, never a value between two; with 100 samples p95 is the 95th in order. Undefined without samples.
 */
export function percentile(samples: number[], share: number): number | undefined {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((share / 100) * sorted.length)) - 1];
}
