/**
 * The first moment from `from` on at which an account may post and keep `spacingMs` from everything that it has posted or
 * planned. What was missed is spread by it after a downtime, instead of going out at once.
 */
export function nextFree(from: Date, taken: readonly Date[], spacingMs: number): Date {
  let free = from.getTime();
  for (const at of taken.map((one) => one.getTime()).toSorted((a, b) => a - b)) {
    if (at + spacingMs <= free) continue;
    if (at - spacingMs >= free) break;
    free = at + spacingMs;
  }
  return new Date(free);
}
