import { expect, test } from 'vitest';
import { nextRefresh } from './next-refresh.ts';

const issuedAt = new Date('2026-12-01T00:00:00Z');
const hours = (count: number) => new Date(issuedAt.getTime() + count * 3_600_000);

test('[J16] a token is refreshed at 60 to 70 % of its life, the hour depending on the seed', () => {
  const seeds = Array.from({ length: 50 }, (_, index) => `c${index}`);
  const token = { issuedAt, expiresAt: hours(60 * 24), canRefresh: true, youngestRefreshMs: 0 };
  const refreshes = seeds.map((seed) => nextRefresh(token, seed));
  const times = refreshes.map((refresh) => (refresh.kind === 'at' ? refresh.at.getTime() : 0));
  expect(Math.min(...times)).toBeGreaterThanOrEqual(hours(36 * 24).getTime());
  expect(Math.max(...times)).toBeLessThanOrEqual(hours(42 * 24).getTime());
  expect(new Set(times).size).toBe(50);
});

test('not before it may be, and where that is too late a person connects again', () => {
  const token = { issuedAt, canRefresh: true, youngestRefreshMs: 24 * 3_600_000 };
  expect(nextRefresh({ ...token, expiresAt: hours(30) }, 'c')).toEqual({ kind: 'at', at: hours(24) });
  expect(nextRefresh({ ...token, expiresAt: hours(20) }, 'c')).toEqual({
    kind: 'reconnect',
    before: hours(20),
  });
  expect(nextRefresh({ ...token, expiresAt: hours(99), canRefresh: false }, 'c').kind).toBe('reconnect');
  expect(nextRefresh({ ...token, expiresAt: undefined }, 'c')).toEqual({ kind: 'never' });
});
