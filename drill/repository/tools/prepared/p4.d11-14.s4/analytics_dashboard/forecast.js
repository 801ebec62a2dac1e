/**
 * The naive forecast: tomorrow is like today, with the range that the steps from day to day have shown so far, growing
 * with the root of the distance. It asks for twice as many days as it looks ahead, and for seven at least.
 */
export function forecast(series, horizon) {
  const need = Math.max(7, 2 * horizon);
  if (series.length < need) return { kind: 'not_enough_data', have: series.length, need };
  const steps = series.slice(1).map((value, index) => value - series[index]);
  const spread = Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0) / steps.length);
  const last = series.at(-1);
  return {
    kind: 'forecast',
    days: Array.from({ length: horizon }, (_, index) => {
      const reach = 1.959964 * spread * Math.sqrt(index + 1);
      return {
        ahead: index + 1,
        value: last,
        low: Math.max(0, Math.round(last - reach)),
        high: Math.round(last + reach),
      };
    }),
  };
}
