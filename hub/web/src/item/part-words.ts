import type { VariantCheck } from '../live/facts.ts';

/** Which text of a post something is about, as people say it; undefined where there is but one. */
export function partWords(counts: VariantCheck['counts'], part: number): string | undefined {
  const role = counts[part]?.role;
  if (counts.length < 2 || role === undefined) return undefined;
  if (role === 'first_comment') return 'first comment';
  return counts.some((one) => one.role === 'thread') ? `post ${part + 1}` : undefined;
}
