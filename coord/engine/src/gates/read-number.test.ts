import { describe, expect, test } from 'vitest';
import { readNumber } from './read-number.ts';

describe('[G7] a number is read', () => {
  const json = (pointer: string) => ({ kind: 'json', pointer }) as const;
  const match = (pattern: string) => ({ kind: 'match', pattern }) as const;
  const last = { kind: 'last_number' } as const;
  test.each([
    [last, 'p95 took 12.5 ms\n', 12.5],
    [last, '3 of 7 at -2e3', -2000],
    [last, 'v1.2.3 and x9', undefined],
    [json(''), '7', 7],
    [json('/a~1b/~0/1'), '{"a/b": {"~": [0, 4.5]}}', 4.5],
    [json('/a'), '{"a": "4"}', undefined],
    [json('/toString'), '{}', undefined],
    [json('/a'), 'not json', undefined],
    [json('/0'), '[null]', undefined],
    [match('^total: (\\d+)'), 'a\ntotal: 31\n', 31],
    [match('(\\w+)'), 'seven', undefined],
    [match('x(\\d*)'), 'x', undefined],
  ])('by %j from %j', (read, text, value) => {
    const reading = readNumber(read, text);
    if (value === undefined) expect(reading.kind).toBe('none');
    else expect(reading).toEqual({ kind: 'number', value });
  });
});
