import { connect } from '../src/connect.js';
import { readEntries } from '../src/read-entries.js';
import { runClock } from '../src/run-clock.js';
import { openService } from '../src/service.js';
import { simulateAudience, sourceLine } from './audience.js';
import { readJson } from './read-json.js';
import { writeJson, writeText } from './write-text.js';

// The first week: the service posts into its sandboxes, simulated readers come by, and the log of both is kept.

const lastMinute = 7 * 1440;
const { seed } = await readJson('content_templates/brand.json');
const posted = await postWeek();
console.log(`the service posted ${posted.length} entries in the first seven days`);

// The week ends for the readers, too: what they would do on day 8 is not in its log.
const seen = simulateAudience({ seed, posts: posted, readers: () => 40 }).filter(
  ({ minute }) => minute < lastMinute,
);
// A stable sort: events of the same minute keep the order in which they were made.
const log = [...posted, ...seen].sort((one, other) => one.minute - other.minute);
await writeText(
  'analytics_dashboard/events.ndjson',
  log.map((event) => `${JSON.stringify(event)}\n`).join(''),
);
await writeJson('analytics_dashboard/source.json', {
  source: sourceLine(seed),
  days: 7,
  reports: log.length,
});
console.log(
  `analytics_dashboard/events.ndjson: ${log.length} reports, ${new Set(log.map(({ id }) => id)).size} events`,
);

async function postWeek() {
  const service = await openService({ token: 'record' });
  try {
    const call = connect({ url: service.url, token: 'record' });
    const entries = await readEntries('content_templates/calendar');
    for (const entry of entries.filter(({ minute }) => minute <= lastMinute))
      await call('POST', '/entries', entry);
    await runClock(call, { lastMinute, stepMinutes: 60, pauseMs: 1 });
    return (await call('GET', '/events')).body.filter(({ kind }) => kind === 'posted');
  } finally {
    await service.close();
  }
}
