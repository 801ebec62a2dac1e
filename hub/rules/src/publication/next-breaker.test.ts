import { expect, test } from 'vitest';
import { nextBreaker } from './next-breaker.ts';
import type { Breaker } from './publication.ts';

const now = new Date('2026-12-01T09:00:00Z');
const closed: Breaker = { state: 'closed', failures: 0 };
const failed = { kind: 'refused', class: 'transient', remedy: 'repeat' } as const;

test('[J12] the fifth failure in a row opens it, each further one for longer, and one that worked closes it', () => {
  let breaker: Breaker = closed;
  for (let count = 1; count <= 4; count += 1) breaker = nextBreaker(breaker, failed, now, 'a');
  expect(breaker).toEqual({ state: 'closed', failures: 4 });
  const opened = nextBreaker(breaker, failed, now, 'a');
  const again = nextBreaker(opened, { kind: 'unknown' }, now, 'a');
  expect(opened.state === 'open' && again.state === 'open' && again.until > opened.until).toBe(true);
  expect(nextBreaker(again, { kind: 'worked' }, now, 'a')).toEqual(closed);
});

test('a refused text and a throttled call say nothing of the account', () => {
  for (const refusal of ['content', 'throttle', 'quota'] as const)
    expect(nextBreaker(closed, { kind: 'refused', class: refusal, remedy: 'wait' }, now, 'a')).toEqual(
      closed,
    );
});

test('an unpaid bill opens it at once, for an hour', () => {
  expect(
    nextBreaker(closed, { kind: 'refused', class: 'billing', remedy: 'stop_channel' }, now, 'a'),
  ).toMatchObject({
    state: 'open',
    until: new Date('2026-12-01T10:00:00Z'),
    because: 'billing',
  });
});
