import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { readJson } from '../read-json.js';
import { readLines } from '../read-lines.js';

const folder = 'analytics_dashboard';
const reports = await readLines(`${folder}/events.ndjson`);
const figures = await readJson(`${folder}/figures.json`);
const { source, reports: recorded } = await readJson(`${folder}/source.json`);
const events = [...new Map(reports.map((event) => [event.id, event])).values()];

test('the log is whole', () => {
  assert.equal(reports.length, recorded);
  assert.ok(
    events.length < reports.length,
    'expected reports that came twice: without them nothing is shown',
  );
});

test('the figures agree with a second count of the log, entry by entry', () => {
  const count = (entry, kind) =>
    events.filter((event) => event.entry === entry && event.kind === kind).length;
  assert.deepEqual(
    figures.entries.map(({ entry, posts, views, clicks, bookings }) => [
      entry,
      posts,
      views,
      clicks,
      bookings,
    ]),
    [...new Set(events.map(({ entry }) => entry))]
      .sort()
      .map((entry) => [
        entry,
        ...['posted', 'viewed', 'clicked', 'booked'].map((kind) => count(entry, kind)),
      ]),
  );
  assert.equal(figures.events, events.length);
  assert.equal(figures.repeats, reports.length - events.length);
});

test('figures and page say that the readers are simulated', async () => {
  assert.match(source, /simulated/);
  assert.equal(figures.source, source);
  assert.ok((await readFile(`${folder}/figures.html`, 'utf8')).includes(source));
});
