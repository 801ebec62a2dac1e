import { readFile } from 'node:fs/promises';
import { checkReadings } from './check-readings.js';
import { nextCalls } from './next-calls.js';

// A night in made-up readings, so that whoever is on call knows what the alarms look like. It prints; it writes nothing.

const normal = JSON.parse(await readFile(new URL('./normal.json', import.meta.url), 'utf8'));
const fine = { posted_share: 1, parked_entries: 0, answer_p95_ms: 12, figures_age_minutes: 0 };
const night = [
  [0, fine],
  [30, { ...fine, figures_age_minutes: 14 }],
  [45, { ...fine, figures_age_minutes: 29 }],
  [60, fine],
  [90, { ...fine, posted_share: undefined }],
];
let open = {};
for (const [minute, readings] of night) {
  const calls = nextCalls({ open, alarms: checkReadings(readings, normal), minute });
  open = calls.open;
  const words = [
    ...calls.raised.map(({ severity, message }) => `${severity}, ${message}`),
    ...calls.recovered.map((name) => `${name} is normal again`),
  ];
  console.log(`minute ${minute}: ${words.join('; ') || 'nobody is called'} (rehearsal)`);
}
