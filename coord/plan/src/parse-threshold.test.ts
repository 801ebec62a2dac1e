import { describe, expect, it } from 'vitest';
import { parseThreshold } from './parse-threshold.ts';

describe('parseThreshold', () => {
  it.each([
    ['99%+ uptime with automated failover', '>= 99 %'],
    ['<200ms API response times', '< 200 ms'],
    ['at least 95.5 % of posts', '>= 95.5 %'],
    ['answers under 2 seconds', '< 2 s'],
    ['no more than 3 failures in 24 hours', '<= 3 '],
    ['≥ 10 posts, each < 5s', '>= 10 '],
    ['more than 100 percent', '> 100 %'],
    ['3+ platforms', '>= 3 '],
    ['All 12 endpoints are secured', undefined],
    ['', undefined],
  ])('[P40] reads %j', (text, expected) => {
    const threshold = parseThreshold(text);
    expect(threshold && `${threshold.comparison} ${threshold.value} ${threshold.unit}`).toBe(expected);
  });
});
