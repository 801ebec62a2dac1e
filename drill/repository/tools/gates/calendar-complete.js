import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCalendar } from '../calendar.js';
import { readJson } from '../read-json.js';

const calendar = await readCalendar();
const platforms = await readJson('content_templates/platforms.json');
const { avoid, link } = await readJson('content_templates/brand.json');
const entries = calendar.flatMap((day) => day.entries);

test('thirty days, three platforms, two versions', () => {
  assert.deepEqual(
    calendar.map(({ day }) => day),
    Array.from({ length: 30 }, (_, index) => index + 1),
  );
  for (const { day, entries: own } of calendar) {
    const found = own.map(({ platform, variant }) => `${platform}-${variant}`).sort();
    const wanted = Object.keys(platforms).flatMap((name) => [`${name}-a`, `${name}-b`]);
    assert.deepEqual(found, wanted.sort(), `day ${day}`);
  }
});

test('no id and no text appears twice on a platform', () => {
  assert.equal(new Set(entries.map(({ id }) => id)).size, entries.length);
  assert.equal(new Set(entries.map(({ platform, text }) => `${platform}\n${text}`)).size, entries.length);
});

test('every post has a time, fits its platform and leads to the start page', () => {
  for (const { id, platform, time, text } of entries) {
    assert.match(time, /^([01]\d|2[0-3]):[0-5]\d$/, id);
    assert.ok(text.length <= platforms[platform].limit, `${id} has ${text.length} characters`);
    assert.ok(text.includes(link), `${id} leads nowhere`);
  }
});

test('no post uses a word that the brand avoids, and no slot was left open', () => {
  for (const { id, text } of entries) {
    assert.deepEqual(
      avoid.filter((word) => text.toLowerCase().includes(word)),
      [],
      id,
    );
    assert.doesNotMatch(text, /[{}]|undefined/, id);
  }
});
