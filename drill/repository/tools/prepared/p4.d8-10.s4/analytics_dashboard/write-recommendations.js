import { readFile, writeFile } from 'node:fs/promises';
import { sumByVersion } from './count-events.js';
import { recommend } from './recommend.js';

// The weekly list: what to change and how sure we are.

const folder = 'analytics_dashboard';
const { source, entries } = JSON.parse(await readFile(`${folder}/figures.json`, 'utf8'));
const list = recommend(sumByVersion(entries)).map(({ difference, z, p, interval, ...rest }) => ({
  ...rest,
  ...(p === undefined
    ? {}
    : { difference: rounded(difference), z: rounded(z), p: rounded(p), interval: interval.map(rounded) }),
}));
await writeFile(
  `${folder}/recommendations.json`,
  `${JSON.stringify({ source, recommendations: list }, null, 2)}\n`,
);
for (const { platform, p, advice } of list)
  console.log(`${platform}: ${advice}${p === undefined ? '' : ` (p ${p || 'below 0.000001'}, simulated)`}`);

/** Six decimals: more than the figures carry, and the same text on every machine. */
function rounded(number) {
  return Number(number.toFixed(6));
}
