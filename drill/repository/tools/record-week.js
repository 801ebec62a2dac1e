import { seed, simulateAudience, sourceLine } from './audience.js';
import { readPublished } from './calendar.js';
import { writeJson, writeText } from './write-text.js';

// The first week: each post goes out at its minute, simulated readers come by, and the log of both is kept.

const days = 7;
const readersOfAPost = 100;
const posted = (await readPublished(days)).map(({ id, platform, variant, minute }) => ({
  id: `posted:${id}`,
  ...{ kind: 'posted', entry: id, platform, variant, minute },
}));
console.log(`the calendar has ${posted.length} posts in the first seven days`);

// The week ends for the readers, too: what they would do on day 8 is not in its log.
const seen = simulateAudience({ seed, posts: posted, readers: () => readersOfAPost }).filter(
  ({ minute }) => minute < days * 1440,
);
// A stable sort: events of the same minute keep the order in which they were made.
const log = [...posted, ...seen].sort((one, other) => one.minute - other.minute);
await writeText(
  'analytics_dashboard/events.ndjson',
  log.map((event) => `${JSON.stringify(event)}\n`).join(''),
);
await writeJson('analytics_dashboard/source.json', {
  source: sourceLine(seed),
  days,
  reports: log.length,
});
console.log(
  `analytics_dashboard/events.ndjson: ${log.length} reports, ${new Set(log.map(({ id }) => id)).size} events`,
);
