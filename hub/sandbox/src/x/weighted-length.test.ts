import { expect, test } from 'vitest';
import { hasLink, weightedLength } from './weighted-length.ts';

test.each([
  ['', 0],
  ['plain text', 10],
  ['caf\u0065\u0301', 4],
  ['\u6f22\u5b57', 4],
  ['\u{1f600}', 2],
  ['\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}', 2],
  ['\u{1f1e8}\u{1f1ed}', 2],
  ['\u{1f44d}\u{1f3fd}', 2],
  ['\u2764\ufe0f', 2],
  ['see https://example.com/a/very/long/path?with=query', 27],
  ['see example.com.', 28],
  ['mail me@example.com', 19],
  ['http://a.io and http://b.io', 51],
  [`${'a'.repeat(64)}.com`, 68],
])('[X3] %j weighs %i', (text, weight) => {
  expect(weightedLength(text)).toBe(weight);
});

test('[X8] an address makes a post dearer, with or without a scheme; an e-mail address does not', () => {
  expect(hasLink('see https://example.com')).toBe(true);
  expect(hasLink('see example.com/path now')).toBe(true);
  expect(hasLink('mail me@example.com or wait...ok')).toBe(false);
});
