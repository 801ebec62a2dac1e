import { expect, test } from 'vitest';
import { parseTokens, tokensSchema } from './amounts.ts';

test.each([
  ['50000', 50_000],
  ['50_000', 50_000],
  ['500k', 500_000],
  ['1.5M', 1_500_000],
  [' 2m ', 2_000_000],
  ['0', 0],
])('%s are %d tokens', (text, tokens) => {
  expect(parseTokens(text)).toBe(tokens);
});

test.each(['', 'k', '-1', '1.5.2k', '1.5', '1e6', '5 USD', '9'.repeat(15).concat('m'), '_5'])(
  '%j are no tokens',
  (text) => {
    expect(parseTokens(text)).toBeUndefined();
  },
);

test('a number of YAML is read like its text', () => {
  expect(tokensSchema.parse(50_000)).toBe(50_000);
  for (const wrong of [-1, 0.5, null, { tokens: 5 }])
    expect(tokensSchema.safeParse(wrong).success).toBe(false);
});
