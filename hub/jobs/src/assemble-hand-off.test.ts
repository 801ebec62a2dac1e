import { expect, test } from 'vitest';
import { assembleHandOff } from './assemble-hand-off.ts';

const medium = {
  sha256: 'a'.repeat(64),
  type: 'image/jpeg',
  bytes: 1,
  width: 1,
  height: 1,
  altText: 'A square',
} as const;

test('[J15] a packet holds everything of a post, in the order in which a person puts it out', () => {
  const packet = assembleHandOff(
    {
      platform: 'instagram',
      kind: 'photo',
      text: 'Hello',
      media: [medium],
      firstComment: '#one',
      disclosure: { aiGenerated: true, paidPartnership: false },
    },
    'Drill',
    (sha256) => `https://hub.example/media/${sha256.slice(0, 3)}`,
  );
  expect(packet.steps.map(({ what, paste, media }) => paste ?? media?.address ?? what)).toEqual([
    'Begin a new photo as Drill',
    'https://hub.example/media/aaa',
    'Hello',
    'Mark it as made with AI',
    'Publish it, and note its address',
    '#one',
  ]);
});
