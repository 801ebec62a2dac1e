import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AdmissionPolicy, type AdmittedTurn, accountOf, nextAdmissions } from './admission.ts';

const policy: AdmissionPolicy = { start: 2, ceiling: 6, staggerMs: 1_000, turnBytes: 100 };
const plenty = 1e9;
type Kind = NonNullable<AdmittedTurn['end']>['kind'];
const turn = (startedAt: number, endedAt: number | null, kind: Kind = 'clean', retryAfterMs?: number) => ({
  account: 'a',
  startedAt,
  end:
    endedAt === null ? null : { at: endedAt, kind, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
});
const windowOf = (...turns: AdmittedTurn[]) => accountOf(turns, policy).window;
const due = (...ids: string[]) => ids.map((id) => ({ id, account: id.split(':')[0]! }));
const admit = (parts: Partial<Parameters<typeof nextAdmissions>[0]>) =>
  nextAdmissions({
    due: due('a:1', 'a:2', 'a:3'),
    turns: [],
    policy,
    freeBytes: plenty,
    now: 100_000,
    ...parts,
  });

describe('[W1] the window of an account', () => {
  test('begins as configured, and is one wider after a window of clean turns, up to the ceiling', () => {
    expect(windowOf()).toBe(2);
    expect(windowOf(turn(0, 10))).toBe(2.5);
    expect(windowOf(turn(0, 10), turn(0, 11))).toBe(3);
    expect(windowOf(...Array.from({ length: 99 }, (_, index) => turn(index, index + 1)))).toBe(6);
  });

  test('halves with a rate limit, never below one', () => {
    expect(windowOf(turn(0, 10), turn(0, 11), turn(12, 20, 'rate_limit'))).toBe(1);
    expect(windowOf(turn(0, 10, 'rate_limit'), turn(11, 20, 'rate_limit'))).toBe(1);
  });

  test('halves once for a burst, whatever the others of it meet', () => {
    const burst = [turn(0, 10, 'rate_limit'), turn(1, 11, 'rate_limit'), turn(2, 12, 'clean')];
    expect(accountOf(burst, { ...policy, start: 6 }).window).toBe(3);
  });

  test('stays as it is with an end that says nothing of the account', () => {
    expect(windowOf(turn(0, 10, 'other'))).toBe(2);
  });
});

describe('[W2] a start', () => {
  test('needs a place in the window of its account; the end of a turn wakes who waits for one', () => {
    const turns = [turn(0, null), turn(1, null)];
    expect(admit({ turns })).toEqual({ start: [], lookAgainAt: null });
    expect(admit({ turns, due: due('a:1', 'b:1') })).toEqual({ start: ['b:1'], lookAgainAt: null });
  });

  test('comes some time after the one before it on the account', () => {
    expect(admit({})).toEqual({ start: ['a:1'], lookAgainAt: 101_000 });
    expect(admit({ turns: [turn(99_500, null)] })).toEqual({ start: [], lookAgainAt: 100_500 });
    expect(admit({ policy: { ...policy, staggerMs: 0 } })).toEqual({
      start: ['a:1', 'a:2'],
      lookAgainAt: null,
    });
  });

  test('waits as long as the vendor asked, else longer with each limit in a row', () => {
    const asked = turn(0, 90_000, 'rate_limit', 60_000);
    expect(admit({ turns: [asked] })).toEqual({ start: [], lookAgainAt: 150_000 });
    const rests = (...turns: AdmittedTurn[]) => accountOf(turns, policy).restsUntil - turns.at(-1)!.end!.at;
    const first = turn(0, 10, 'rate_limit');
    const second = turn(20, 30, 'rate_limit');
    expect(rests(first)).toBe(15_000);
    expect(rests(first, second)).toBe(30_000);
    expect(rests(first, turn(11, 12), second)).toBe(15_000);
    const many = Array.from({ length: 40 }, (_, index) => turn(index * 10, index * 10 + 5, 'rate_limit'));
    expect(rests(...many)).toBe(15 * 60_000);
  });

  test('needs memory, also for those that have just begun to take theirs', () => {
    const start = (freeBytes: number, turns: AdmittedTurn[]) =>
      admit({ policy: { ...policy, staggerMs: 0 }, freeBytes, turns }).start.length;
    expect(start(250, [turn(0, null)])).toBe(1);
    expect(start(150, [turn(99_000, null)])).toBe(0);
    expect(admit({ freeBytes: 50, turns: [turn(0, null)] })).toEqual({ start: [], lookAgainAt: 105_000 });
  });

  test('of one agent is never refused for memory: else nothing would ever run', () => {
    expect(admit({ freeBytes: 0 }).start).toEqual(['a:1']);
  });
});

test('[W3] over any history and any look: within every window, in order, apart in time, and never stuck', () => {
  const kinds = fc.constantFrom<Kind>('clean', 'rate_limit', 'other');
  const step = fc.record({
    account: fc.constantFrom('a', 'b'),
    kind: kinds,
    retryAfterMs: fc.option(fc.nat(20_000), { nil: undefined }),
    ends: fc.nat(3),
    waitMs: fc.nat(10_000),
    freeBytes: fc.nat(800),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat(2_000), (steps, staggerMs) => {
      const rules = { ...policy, staggerMs };
      const turns: AdmittedTurn[] = [];
      let now = 0;
      for (const { account, kind, retryAfterMs, ends, waitMs, freeBytes } of steps) {
        for (const one of turns.filter(({ end }) => end === null).slice(0, ends))
          one.end = { at: now, kind, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
        const asked = due(...['1', '2', '3'].map((id) => `${account}:${id}`), 'b:9');
        const facts = { due: asked, turns, policy: rules, freeBytes, now };
        const { start, lookAgainAt } = nextAdmissions(facts);
        expect(nextAdmissions(facts)).toEqual({ start, lookAgainAt });
        expect(asked.map(({ id }) => id).filter((id) => start.includes(id))).toEqual(start);
        if (lookAgainAt !== null) expect(lookAgainAt).toBeGreaterThan(now);
        for (const name of ['a', 'b']) {
          const before = accountOf(
            turns.filter((one) => one.account === name),
            rules,
          );
          const started = start.filter((id) => id.startsWith(`${name}:`)).length;
          expect(before.window).toBeGreaterThanOrEqual(1);
          expect(before.window).toBeLessThanOrEqual(rules.ceiling);
          if (started > 0) {
            expect(before.running + started).toBeLessThanOrEqual(Math.floor(before.window));
            expect(now).toBeGreaterThanOrEqual(before.restsUntil);
            expect(now).toBeGreaterThanOrEqual((before.lastStart ?? Number.NEGATIVE_INFINITY) + staggerMs);
            if (staggerMs > 0) expect(started).toBe(1);
          }
        }
        const isIdle = turns.every(({ end }) => end !== null);
        if (!isIdle) expect(start.length).toBeLessThanOrEqual(Math.floor(freeBytes / rules.turnBytes));
        if (isIdle) expect(start.length > 0 || lookAgainAt !== null).toBe(true);
        for (const id of start) turns.push({ account: id.split(':')[0]!, startedAt: now, end: null });
        now += waitMs;
      }
    }),
  );
});
