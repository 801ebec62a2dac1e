import { describe, expect, it } from 'vitest';
import { parseDate } from './parse-date.ts';

describe('parseDate', () => {
  it.each([
    ['July 27, 2025', '2025-07-27'],
    ['27th Sept. 2025', '2025-09-27'],
    ['2024-02-29', '2024-02-29'],
    ['February 29, 2025', undefined],
    ['2025-13-01', undefined],
    ['Nonsense 1, 2025', undefined],
    ['soon', undefined],
  ])('[P4] reads %j', (text, date) => {
    expect(parseDate(text)).toBe(date);
  });
});
