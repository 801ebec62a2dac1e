import { type Post, platforms } from '@musterhub/rules';
import { expect, test } from 'vitest';
import { isSameText, makeChannel, redact } from '../src/index.ts';
import { mediaSha256 } from '../src/media-sha256.ts';
import { isWrittenText, xWrittenText } from '../src/x-written-text.ts';

test.each([
  ['Tea &amp; time https://t.co/abc', 'Tea & time https://example.com/very/long', true],
  ['Tea  \n', 'Tea', true],
  ['Tea https://t.co/x', 'Tea', true],
  ['gru\u0308n', 'gr\u00fcn', true],
  ['&lt;b&gt; &quot;a&quot; &#39;b&#39;', `<b> "a" 'b'`, true],
  ['Tea at https://t.co/abc, or https://t.co/d.', 'Tea at example.org, or https://example.com/x?y.', true],
  ['Tea', 'tea', false],
  ['Tea one', 'Tea two', false],
])('[N16] %j shown for %j: %s', (shown, meant, expected) => {
  expect(isSameText(shown, meant)).toBe(expected);
});

test('[N22] a text of X is read as it was written: its own addresses, no address of its media, no entities', () => {
  const post = {
    id: '7',
    text: 'Tea &amp; &lt;time&gt; https://t.co/aa and https://t.co/bb https://t.co/cc',
    entities: {
      urls: [
        { url: 'https://t.co/aa', expanded_url: 'https://example.com/a?b=$&' },
        { url: 'https://t.co/bb', expanded_url: 'http://example.org' },
        { url: 'https://t.co/cc', expanded_url: 'https://x.com/i/status/7/photo/1' },
      ],
    },
  };
  expect(xWrittenText(post)).toBe('Tea & <time> https://example.com/a?b=$& and http://example.org');
  expect(xWrittenText({ id: '8', text: 'As it is' })).toBe('As it is');
});

test('[N22] an address without a protocol is written as X has it, and is no other text', () => {
  const urls = [{ url: 'https://t.co/aa', expanded_url: 'http://tea.unknown-top-level' }];
  const post = { id: '7', text: 'Tea at https://t.co/aa &amp; home', entities: { urls } };
  expect(isWrittenText(post, 'Tea at tea.unknown-top-level & home')).toBe(true);
  expect(isWrittenText(post, 'Tea at tea.another-one & home')).toBe(false);
});

test.each([
  [
    'failed at https://host/path?access_token=abc123def&x=1',
    [],
    'failed at https://host/path?access_token=[redacted]&x=1',
  ],
  ['Authorization: Bearer abcdefghijkl', [], 'Authorization: Bearer [redacted]'],
  ['{"refresh_token":"abc/def"}', [], '{"refresh_token":"[redacted]"}'],
  ['said s3cr3t twice: s3cr3t', ['s3cr3t'], 'said [redacted] twice: [redacted]'],
  ['encoded a%2Fb', ['a/b='], 'encoded a%2Fb'],
  ['"code":190', [], '"code":190'],
])('[N17] %j', (text, secrets, expected) => {
  expect(redact(text, secrets)).toBe(expected);
});

test('[N18] bytes are read from the public web or a sandbox, never from this network', async () => {
  const setting = { hosts: {}, timeoutMs: 1000 };
  const addresses = [
    'http://example.com/a.jpg',
    'https://127.0.0.1/a.jpg',
    'https://[::1]/a.jpg',
    'https://router/a.jpg',
    'https://metadata.internal/a.jpg',
    'file:///etc/hostname',
    'no address',
    undefined,
  ];
  for (const address of addresses) expect(await mediaSha256(address, setting)).toBeUndefined();
});

test.each(platforms)('[N1] the id of a post that is out on %s is enough not to show it again', (platform) => {
  const channel = makeChannel(platform, {
    hosts: {},
    mediaUrl: (sha256) => sha256,
    mediaBytes: async () => new Uint8Array(),
    mediaPart: async () => new Uint8Array(),
    timeoutMs: 1_000,
    now: () => new Date(0),
  });
  const post: Post = {
    ...{ platform, kind: 'photo', text: 'Out', media: [] },
    disclosure: { aiGenerated: false, paidPartnership: false },
  };
  expect(channel.nextCall(post, { post: '42' })).toBe('complete');
});
