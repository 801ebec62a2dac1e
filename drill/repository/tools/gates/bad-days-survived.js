import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { publishDays } from '../../src/publish-days.js';
import { readJson } from '../read-json.js';

const faults = await readJson('src/bad-day.json');

test('every platform has trouble: answers that are lost, limits, failures, and a refusal for good', () => {
  const hosts = new Set(faults.map(({ endpoint }) => endpoint.split('.')[0]));
  assert.deepEqual([...hosts].sort(), ['fb', 'ig', 'x']);
  const kinds = new Set(faults.map(({ kind }) => kind));
  for (const kind of ['after_commit_no_answer', 'throttled', 'error_before_commit', 'answered_with'])
    assert.ok(kinds.has(kind), kind);
});

test('what can be retried is, nothing is shown twice, and what stays refused waits for a person with its reason', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-'));
  const { posts, looked } = await publishDays({
    ...{ folder, days: 2, loaded: 2, faults },
    look: async (hub) => {
      const { body: seen } = await hub.inspection('GET', '/inspect/posts?visible=true');
      const { body: left } = await hub.inspection('GET', '/faults');
      return { shown: seen.posts, left: left.pending.filter(({ kind }) => kind !== 'answered_with') };
    },
  });
  assert.deepEqual(looked.left, [], 'expected every trouble to have come');
  const out = posts.filter(({ state }) => state === 'published');
  const parked = posts.filter(({ state }) => state !== 'published');
  assert.deepEqual(new Set(out.map(({ verification }) => verification)), new Set(['matched']));
  assert.equal(looked.shown.length, out.length);
  assert.equal(new Set(looked.shown.map(({ platform, text }) => `${platform} ${text}`)).size, out.length);
  assert.equal(new Set(out.map(({ platform }) => platform)).size, 3);
  assert.equal(parked.length, 1);
  assert.ok(parked.every(({ state, reason }) => state === 'handed_off' && reason.length > 0));
  console.log(
    `${out.length} posts out once each, ${parked.length} handed to a person: ${parked[0].reason} (SANDBOX)`,
  );
});
