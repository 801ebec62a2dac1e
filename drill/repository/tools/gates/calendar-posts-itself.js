import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../../src/connect.js';
import { makePlatforms } from '../../src/make-platforms.js';
import { runClock } from '../../src/run-clock.js';
import { openService } from '../../src/service.js';
import { readCalendar } from '../calendar.js';

const token = 'gate';
const day = 1440;
// Read by the gate itself: what the service makes of the calendar is what is being judged.
const entries = (await readCalendar()).flatMap((own) =>
  own.entries.map((entry) => {
    const [hours, minutes] = entry.time.split(':').map(Number);
    return { ...entry, minute: (own.day - 1) * day + hours * 60 + minutes };
  }),
);

async function openWithCalendar(platforms) {
  const service = await openService({ token, platforms });
  const call = connect({ url: service.url, token });
  for (const entry of entries) assert.equal((await call('POST', '/entries', entry)).status, 201, entry.id);
  const { body } = await call('GET', '/entries');
  assert.equal(body.filter(({ state }) => state === 'scheduled').length, entries.length);
  return { call, close: service.close };
}

test('the calendar speaks to three platforms', () => {
  assert.deepEqual([...new Set(entries.map(({ platform }) => platform))].sort(), [
    'facebook',
    'instagram',
    'x',
  ]);
});

test('every entry is posted, once, with a restart in between, and in its hour while the clock runs', async () => {
  const platforms = makePlatforms();
  const first = await openWithCalendar(platforms);
  const early = await runClock(first.call, { lastMinute: 15 * day, stepMinutes: 360, pauseMs: 1 });
  await first.close();
  assert.ok(early.posted > 0 && early.posted < entries.length && early.parked === 0);

  const second = await openWithCalendar(platforms);
  const quick = { firstMinute: 15 * day, lastMinute: 28 * day, stepMinutes: 360, pauseMs: 1 };
  const hourly = { firstMinute: 28 * day, lastMinute: 30 * day, stepMinutes: 60, pauseMs: 1 };
  const settled = [await runClock(second.call, quick), await runClock(second.call, hourly)];
  const events = (await second.call('GET', '/events')).body;
  await second.close();

  assert.equal(settled[0].posted + settled[1].posted, entries.length);
  for (const { id, platform, text } of entries) {
    const shown = platforms[platform].posts().filter(({ key }) => key === id);
    assert.deepEqual(
      shown.map((post) => post.text),
      [text],
      id,
    );
  }
  const minutes = new Map(events.map(({ entry, minute }) => [entry, minute]));
  for (const { id, minute } of entries.filter((entry) => entry.minute > 28 * day)) {
    const late = minutes.get(id) - minute;
    assert.ok(late >= 0 && late < 60, `${id} was posted ${late} minutes after its minute`);
  }
  const calls = Object.values(platforms).reduce((sum, platform) => sum + platform.calls(), 0);
  console.log(`sandboxes show ${entries.length} posts after ${calls} calls`);
});
