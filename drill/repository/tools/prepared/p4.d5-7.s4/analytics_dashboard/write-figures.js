import { readFile, writeFile } from 'node:fs/promises';
import { readLines } from '../tools/read-lines.js';
import { makeCounts, sumByVersion } from './count-events.js';
import { figuresPage } from './figures-page.js';

// Counts the recorded week and draws the page.

const folder = 'analytics_dashboard';
const { source } = JSON.parse(await readFile(`${folder}/source.json`, 'utf8'));
const counts = makeCounts();
for (const event of await readLines(`${folder}/events.ndjson`)) counts.add(event);
const figures = counts.figures();
await writeFile(`${folder}/figures.json`, `${JSON.stringify({ source, ...figures }, null, 2)}\n`);
await writeFile(`${folder}/figures.html`, figuresPage({ source, figures }));
for (const { platform, variant, views, clicks, bookings } of sumByVersion(figures.entries)) {
  console.log(`${platform} ${variant}: ${views} views, ${clicks} clicks, ${bookings} bookings (simulated)`);
}
