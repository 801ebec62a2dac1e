import { readJson } from './read-json.js';
import { writeJson } from './write-text.js';

// Which version of a post how many readers see. A version takes over when even the low end of what its clicks may be
// lies above the high end of the other's; until then both run to equal halves, or nothing more would be learnt.

const winnerShare = 0.9;
const { source, entries } = await readJson('analytics_dashboard/figures.json');
const platforms = [...new Set(entries.map(({ platform }) => platform))].sort();

const choices = platforms.map((platform) => {
  const [a, b] = ['a', 'b'].map((variant) =>
    range(entries.filter((entry) => entry.platform === platform && entry.variant === variant)),
  );
  const winner = a.low > b.high ? 'a' : b.low > a.high ? 'b' : undefined;
  const shares = winner === undefined ? { a: 0.5, b: 0.5 } : { a: 0.1, b: 0.1, [winner]: winnerShare };
  const because = `clicks of views: a ${words(a)}, b ${words(b)}`;
  console.log(
    `${platform}: ${winner === undefined ? 'undecided, equal halves' : `${winner} takes over`}; ${because} (simulated)`,
  );
  return [platform, { shares, because }];
});
await writeJson('content_templates/selection.json', {
  source,
  shares: Object.fromEntries(choices),
  rewrite: cold(entries),
});
console.log(`${cold(entries).length} posts that neither half cared for are to be rewritten`);

/** Share of clicks with its 95 % interval (Wilson, 1927): it holds for small numbers, too. */
function range(rows) {
  const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
  const [views, clicks] = [sum('views'), sum('clicks')];
  if (views === 0) return { low: 0, high: 1, views };
  const z = 1.959964;
  const share = clicks / views;
  const middle = (share + (z * z) / (2 * views)) / (1 + (z * z) / views);
  const reach =
    (z / (1 + (z * z) / views)) * Math.sqrt((share * (1 - share)) / views + (z * z) / (4 * views * views));
  return { low: middle - reach, high: middle + reach, views };
}

function words({ low, high, views }) {
  return `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} % of ${views}`;
}

/** Posts that were seen in both versions and clicked in neither. */
function cold(rows) {
  const posts = new Map();
  for (const { entry, views, clicks } of rows) {
    const post = entry.slice(0, -2);
    const sum = posts.get(post) ?? { views: 0, clicks: 0 };
    posts.set(post, { views: sum.views + views, clicks: sum.clicks + clicks });
  }
  return [...posts].flatMap(([post, { views, clicks }]) => (views > 0 && clicks === 0 ? [post] : []));
}
