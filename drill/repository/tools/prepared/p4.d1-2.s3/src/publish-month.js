import { calendarFile } from '../tools/calendar.js';
import { readJson } from '../tools/read-json.js';
import { writeJson } from '../tools/write-text.js';
import { assembleEvidence } from './evidence.js';
import { publishDays } from './publish-days.js';

// The whole month comes into the hub and is scheduled; its first two days go out. What was seen of them is kept.

const calendar = await readJson(calendarFile);
const evidence = assembleEvidence({ calendar, ...(await publishDays({ folder: '.', days: 2 })) });
await writeJson('src/published.json', evidence);
const matched = evidence.published.filter(({ verification }) => verification === 'matched').length;
console.log(
  `src/published.json: ${evidence.published.length} posts out, ${matched} read back as they were meant`,
);
