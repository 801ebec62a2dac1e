import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalJson } from '../canonical-json.ts';
import { contentHash } from './content-hash.ts';
import type { Post } from './post.ts';

const post: Post = {
  platform: 'x',
  kind: 'text',
  text: 'Grüße',
  media: [],
  disclosure: { aiGenerated: false, paidPartnership: false },
};

test('[H1] the hash is that of the ordered JSON of the post', () => {
  const json =
    '{"disclosure":{"aiGenerated":false,"paidPartnership":false},"kind":"text","media":[],"platform":"x","text":"Grüße"}';
  expect(canonicalJson(post)).toBe(json);
  expect(contentHash(post)).toBe(createHash('sha256').update(json).digest('hex'));
});

test('[H2] the order of keys does not matter, each field does', () => {
  const shuffled = Object.fromEntries(Object.entries(post).reverse()) as Post;
  expect(contentHash(shuffled)).toBe(contentHash(post));
  const changes: Post[] = [
    { ...post, text: 'Gruesse' },
    { ...post, kind: 'thread', thread: ['mehr'] },
    { ...post, link: 'https://example.com' },
    { ...post, firstComment: '' },
    { ...post, disclosure: { aiGenerated: true, paidPartnership: false } },
  ];
  expect(new Set([post, ...changes].map(contentHash)).size).toBe(changes.length + 1);
});

test('[H2] a field without a value is the same as none', () => {
  expect(canonicalJson({ b: undefined, a: [{ d: 1, c: null }] })).toBe('{"a":[{"c":null,"d":1}]}');
});
