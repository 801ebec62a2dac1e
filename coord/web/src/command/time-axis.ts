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

/** The shortest round time that is as long. */
export const nextStep = (ms: number): number =>
  steps.find((step) => step >= ms) ?? Math.ceil(ms / (28 * day)) * 28 * day;

/** Round moments at least `apartPx` from each other, counted from `from`: the run's own time, whatever the hour was. */
export function ticksOf(axis: TimeAxis, apartPx: number): { at: number; stepMs: number }[] {
  const span = axis.until - axis.from;
  if (span <= 0 || axis.width <= 0) return [];
  const wantedMs = (span * apartPx) / axis.width;
  const stepMs = nextStep(wantedMs);
  const count = Math.floor(span / stepMs);
  return Array.from({ length: count + 1 }, (_, index) => ({ at: axis.from + index * stepMs, stepMs }));
}

/** The part of an axis that is in view, in pixels of the axis. */
export type View = { axis: TimeAxis; left: number; right: number };

/** What lies beside the view need not be drawn. */
export const isVisible = ({ axis, left, right }: View, bar: { from: number; until: number }): boolean =>
  xOf(axis, bar.until) >= left && xOf(axis, bar.from) <= right;
