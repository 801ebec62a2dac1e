import { describe, expect, it } from 'vitest';
import { parseDuration } from './parse-duration.ts';

describe('parseDuration', () => {
  it.each([
    ['30s', 30_000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['1h 30m', 5_400_000],
    ['1.5s', 1500],
    ['500 MS', 500],
    ['1d', 86_400_000],
    ['10', undefined],
    ['0s', undefined],
    ['-5s', undefined],
    ['5 years', undefined],
  ])('[P22] reads %j', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });
});
