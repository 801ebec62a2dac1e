import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../../src/connect.js';
import { makePlatforms } from '../../src/make-platforms.js';
import { runClock } from '../../src/run-clock.js';
import { openService } from '../../src/service.js';
import { readCalendar } from '../calendar.js';

const token = 'gate';
const lastMinute = 30 * 1440;
// Read by the gate itself: what the service makes of the calendar is what is being judged.
const entries = (await readCalendar()).flatMap(({ day, entries: own }) =>
  own.map((entry) => {
    const [hours, minutes] = entry.time.split(':').map(Number);
    return { ...entry, minute: (day - 1) * 1440 + hours * 60 + minutes };
  }),
);

async function openWithCalendar(platforms) {
  const service = await openService({ token, platforms });
  const call = connect({ url: service.url, token });
  for (const entry of entries) assert.equal((await call('POST', '/entries', entry)).status, 201, entry.id);
  return { call, close: service.close };
}

test('every entry of the calendar is accepted and posted in its hour, once, with a restart in between', async () => {
  const platforms = makePlatforms();
  const half = lastMinute / 2;
  const first = await openWithCalendar(platforms);
  const early = await runClock(first.call, { lastMinute: half, stepMinutes: 240, pauseMs: 1 });
  await first.close();

  const second = await openWithCalendar(platforms);
  const all = await runClock(second.call, { firstMinute: half, lastMinute, stepMinutes: 60, pauseMs: 1 });
  const events = (await second.call('GET', '/events')).body;
  await second.close();

  assert.ok(early.posted > 0 && early.posted < entries.length);
  assert.deepEqual(all, { posted: entries.length, parked: 0 });
  for (const { id, platform, text } of entries) {
    assert.deepEqual(
      platforms[platform]
        .posts()
        .filter(({ key }) => key === id)
        .map((post) => post.text),
      [text],
      id,
    );
  }
  const minutes = new Map(events.map(({ entry, minute }) => [entry, minute]));
  for (const { id, minute } of entries.filter((entry) => entry.minute > half)) {
    const late = minutes.get(id) - minute;
    assert.ok(late >= 0 && late < 60, `${id} was posted ${late} minutes after its minute`);
  }
  const calls = Object.values(platforms).reduce((sum, platform) => sum + platform.calls(), 0);
  console.log(`sandboxes show ${entries.length} posts after ${calls} calls`);
});

test('the whole calendar lies scheduled, on three platforms', async () => {
  const { call, close } = await openWithCalendar(makePlatforms());
  const { body } = await call('GET', '/entries');
  await close();
  assert.equal(body.filter(({ state }) => state === 'scheduled').length, entries.length);
  assert.deepEqual([...new Set(body.map(({ platform }) => platform))].sort(), ['facebook', 'instagram', 'x']);
});
