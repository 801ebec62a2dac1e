/**
 * The pages, counted from the oldest event, that hold the rows in view, without those that the newest events cover. Row 0 is
 * the newest event, place 0 the oldest.
 */
export function pagesOf(
  { total, known, pageSize }: { total: number; known: number; pageSize: number },
  rows: { first: number; last: number },
): number[] {
  const from = Math.max(rows.first, known);
  const to = Math.min(rows.last, total - 1);
  if (from > to) return [];
  const oldest = Math.floor((total - 1 - to) / pageSize);
  const newest = Math.floor((total - 1 - from) / pageSize);
  return Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index);
}
