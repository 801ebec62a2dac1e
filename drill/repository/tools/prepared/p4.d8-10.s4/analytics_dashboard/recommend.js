import { compareVersions, viewsNeeded } from './compare-versions.js';

const level = 0.05;

/**
 * What to change, one answer for each platform. With several comparisons at once the level is divided by their number
 * (Bonferroni), so that one of them does not win by chance.
 */
export function recommend(sums) {
  const platforms = [...new Set(sums.map(({ platform }) => platform))];
  return platforms.map((platform) => {
    const [a, b] = ['a', 'b'].map((variant) =>
      sums.find((sum) => sum.platform === platform && sum.variant === variant),
    );
    const result = compareVersions(a, b);
    return { platform, ...result, advice: adviceOf(result, { a, b, level: level / platforms.length }) };
  });
}

function adviceOf(result, { a, b, level: allowed }) {
  if (result.kind === 'not_enough_data') return 'wait: too few clicks to compare';
  if (result.p < allowed) return `keep ${result.difference > 0 ? 'b' : 'a'}, stop asking`;
  const [one, two] = [a.clicks / a.views, b.clicks / b.views];
  if (one === two) return 'both versions do the same so far: try a third';
  return `go on asking: a difference as large as this one needs about ${viewsNeeded(one, two)} views of each version, ${Math.min(a.views, b.views)} are there`;
}
