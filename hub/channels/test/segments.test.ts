import { factOf } from '@musterhub/rules';
import { expect, test } from 'vitest';
import type { Handles } from '../src/index.ts';
import { makeSubject } from './make-subject.ts';

test('[N21] of an upload in segments no more is read than the segment at hand', async () => {
  const { channel, account, posts, parts, advance, close } = await makeSubject('x');
  const post = posts['photos, one of several segments']!;
  let handles: Handles = {};
  for (
    let call = channel.nextCall(post, handles);
    call !== 'complete';
    call = channel.nextCall(post, handles)
  ) {
    const answer = await channel.perform(call, post, handles, account);
    if (answer.kind === 'pending') advance(answer.retryAfterMs);
    else expect(answer.kind).toBe('done');
    if (answer.kind === 'done') handles = { ...handles, ...answer.handles };
  }
  const segments = post.media.map(({ bytes }) => Math.ceil(bytes / factOf('x.segment_bytes')));
  expect(segments[0]).toBeGreaterThan(1);
  expect(parts).toHaveLength(segments.reduce((sum, one) => sum + one, 0));
  expect(Math.max(...parts)).toBeLessThanOrEqual(factOf('x.segment_bytes'));
  await close();
});
