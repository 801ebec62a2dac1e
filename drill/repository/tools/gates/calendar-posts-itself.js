import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { publishedOf } from '../../src/evidence.js';
import { publishDays } from '../../src/publish-days.js';
import { calendarFile } from '../calendar.js';
import { readJson } from '../read-json.js';

const days = 2;
const { start, items } = await readJson(calendarFile);
const committed = await readJson('src/published.json');
const end = new Date(Date.parse(start) + days * 86_400_000).toISOString().slice(0, 10);
const wanted = items.filter(({ wall }) => wall.slice(0, 10) < end);

test('every piece of the month is scheduled, on three platforms', () => {
  const count = (platform) => items.filter((item) => item.platform === platform).length;
  assert.deepEqual(committed.scheduled, {
    facebook: count('facebook'),
    instagram: count('instagram'),
    x: count('x'),
  });
});

test('in a hub of this gate the first two days go out by themselves, each post once and as it was meant', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-'));
  const { posts, looked } = await publishDays({
    ...{ folder, days, loaded: days },
    // The sandbox as a witness: what its platforms show, whatever the hub says.
    look: async (hub) => (await hub.inspection('GET', '/inspect/posts?visible=true')).body.posts,
  });
  assert.deepEqual(
    posts.map(({ item, verification }) => [item, verification]),
    wanted.map(({ id }) => [id, 'matched']),
  );
  const shown = looked.map(({ platform, text, media }) => [
    platform,
    text,
    media.map(({ sha256 }) => sha256),
  ]);
  const meant = wanted.map(({ platform, publishes, variants }, index) => [
    platform,
    variants.find(({ label }) => label === publishes).text,
    posts[index].media,
  ]);
  assert.deepEqual(shown.sort(byText), meant.sort(byText));
  assert.deepEqual(
    publishedOf(posts),
    committed.published,
    'expected the same evidence as in src/published.json',
  );
  console.log(`the sandboxes show ${shown.length} posts, each once (SANDBOX)`);
});

function byText(one, other) {
  return one[1] < other[1] ? -1 : 1;
}
