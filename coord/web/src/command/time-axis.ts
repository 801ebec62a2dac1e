/** A span of time on so many pixels. */
export type TimeAxis = { from: number; until: number; width: number };

export const xOf = (axis: TimeAxis, at: number): number =>
  ((at - axis.from) / (axis.until - axis.from)) * axis.width;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 28].map((count) => count * day),
];

/** Round moments at least `apartPx` from each other, counted from `from`: the run's own time, whatever the hour was. */
export function ticksOf(axis: TimeAxis, apartPx: number): { at: number; stepMs: number }[] {
  const span = axis.until - axis.from;
  if (span <= 0 || axis.width <= 0) return [];
  const wantedMs = (span * apartPx) / axis.width;
  const stepMs = steps.find((step) => step >= wantedMs) ?? Math.ceil(wantedMs / (28 * day)) * 28 * day;
  const count = Math.floor(span / stepMs);
  return Array.from({ length: count + 1 }, (_, index) => ({ at: axis.from + index * stepMs, stepMs }));
}

/** Bars so near each other that they cannot be told apart need not all be drawn. */
export function isVisible(
  axis: TimeAxis,
  bar: { from: number; until: number },
  left: number,
  right: number,
): boolean {
  return xOf(axis, bar.until) >= left && xOf(axis, bar.from) <= right;
}
