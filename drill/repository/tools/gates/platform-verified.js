import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarFile } from '../calendar.js';
import { readJson } from '../read-json.js';

// `node tools/gates/platform-verified.js x`: what was read back from that platform's account. That the evidence is what a hub
// gives, calendar-posts-itself finds by having another hub do it again.

const platform = process.argv[2];
const { items } = await readJson(calendarFile);
const { source, published } = await readJson('src/published.json');
const posts = published.filter((post) => post.platform === platform);

test(`${platform}: posts went out, and each was read back from the account as it was meant`, () => {
  assert.ok(posts.length >= 2, `${posts.length} posts on ${platform}`);
  for (const { item, state, verification, evidence, contentHash, media } of posts) {
    assert.deepEqual([state, verification], ['published', 'matched'], item);
    assert.match(evidence, /^read back from the account/, item);
    assert.match(contentHash, /^[0-9a-f]{64}$/, item);
    const piece = items.find(({ id }) => id === item);
    const chosen = piece.variants.find(({ label }) => label === piece.publishes);
    assert.equal(media.length > 0, chosen.media.length > 0, `${item} has ${media.length} pictures`);
    for (const hash of media) assert.match(hash, /^[0-9a-f]{64}$/, item);
  }
  const pictures = posts.reduce((sum, { media }) => sum + media.length, 0);
  console.log(`${posts.length} posts and ${pictures} pictures on ${platform} read back as they were meant`);
  console.log(source);
});
