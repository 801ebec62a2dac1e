/** Two-sided 95 %. */
const z95 = 1.959964;

/**
 * Two shares compared by the two-proportion z-test (pooled), with an interval for the difference b - a (unpooled).
 * Below five clicks or five views without one the normal curve is no guide: that is `not_enough_data`.
 */
export function compareVersions(a, b) {
  const have = Math.min(...[a, b].flatMap(({ clicks, views }) => [clicks, views - clicks]));
  if (have < 5) return { kind: 'not_enough_data', have, need: 5 };
  const [shareA, shareB] = [a.clicks / a.views, b.clicks / b.views];
  const pooled = (a.clicks + b.clicks) / (a.views + b.views);
  const difference = shareB - shareA;
  const z = difference / Math.sqrt(pooled * (1 - pooled) * (1 / a.views + 1 / b.views));
  const reach = z95 * Math.sqrt((shareA * (1 - shareA)) / a.views + (shareB * (1 - shareB)) / b.views);
  return {
    kind: 'compared',
    difference,
    z,
    p: 2 * upperTail(Math.abs(z)),
    interval: [difference - reach, difference + reach],
  };
}

/** Views that each version needs to show a difference from `share` to `other`, at 5 % and a power of 80 %. */
export function viewsNeeded(share, other) {
  const spread = share * (1 - share) + other * (1 - other);
  return Math.ceil(((z95 + 0.841621) ** 2 * spread) / (share - other) ** 2);
}

/** Chance of a standard normal value above z, for z >= 0: Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
export function upperTail(z) {
  const t = 1 / (1 + 0.2316419 * z);
  const weights = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = weights.reduceRight((inner, weight) => t * (weight + inner), 0);
  return (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}
