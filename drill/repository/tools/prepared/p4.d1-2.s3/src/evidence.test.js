import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assembleEvidence, publishedOf } from './evidence.js';

const calendar = { brand: 'kiln', start: '2026-03-16', days: 30, seed: 7, items: [] };
const post = {
  publication: 'kiln-x-1#1',
  item: 'kiln-x-1',
  platform: 'x',
  account: 'x/4711',
  kind: 'text',
  dueAt: '2026-03-16T08:00:00.000Z',
  state: 'published',
  reason: null,
  url: 'https://x.com/i/web/status/1',
  contentHash: 'aa',
  media: [],
  verification: 'matched',
  evidence: 'read back',
};

test('what differs from one time to the next is left out: addresses, accounts, numbers of tries', () => {
  const [published] = publishedOf([post]);
  for (const name of ['publication', 'account', 'url', 'reason']) assert.ok(!(name in published), name);
  assert.equal(published.verification, 'matched');
});

test('a post that did not go out keeps its reason', () => {
  const [failed] = publishedOf([{ ...post, state: 'failed', reason: 'refused', verification: 'none' }]);
  assert.deepEqual([failed.state, failed.reason], ['failed', 'refused']);
});

test('scheduled pieces are counted by platform, and the price is in dollars', () => {
  const scheduled = ['x', 'instagram', 'x'].map((platform) => ({ platform }));
  const evidence = assembleEvidence({
    calendar,
    usdThousandths: 2515,
    fits: true,
    scheduled,
    posts: [post],
  });
  assert.deepEqual(evidence.scheduled, { instagram: 1, x: 2 });
  assert.equal(evidence.price.dollarsOnX, 2.515);
  assert.match(evidence.source, /SANDBOX/);
});
