import type { AgentError } from '@musterhq/agents';
import { describe, expect, it } from 'vitest';
import { at, makeAttempt, makeFacts, makeLimits, makeTurn, planOf } from '../../test/make-facts.ts';
import { decide } from '../decide.ts';
import { workOf } from '../work.ts';
import { pauseAfter } from './pause-after.ts';

const plan = planOf({ '1-2': { 2: '' } });
const task = plan.tasks[0]!.id;
const out = (number: number, error: AgentError, driver = 'claude') =>
  makeTurn({
    task,
    number,
    driver,
    outcome: { kind: 'failed', reason: 'agent_error', tail: '', error },
    verdict: { kind: 'rework', cause: 'outage', feedback: 'out' },
    endedAt: at(number),
  });
const limited = (retryAfterMs?: number): AgentError => ({
  class: 'rate_limit',
  message: 'too many requests',
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const waitedMs = (turns: ReturnType<typeof out>[]) => {
  const pause = pauseAfter(turns, 'claude');
  if (pause.kind !== 'wait') throw new Error(`expected a wait, found ${pause.kind}`);
  return pause.until.getTime() - turns.at(-1)!.endedAt!.getTime();
};

describe('after an outage', () => {
  it('[A3] waits 5 s, then twice as long each time, 10 min at most, or as long as the vendor says', () => {
    const row = (length: number, last = limited()) =>
      Array.from({ length }, (_, index) => out(index + 1, index + 1 === length ? last : limited()));
    expect([1, 2, 3, 8].map((length) => waitedMs(row(length)))).toEqual([5_000, 10_000, 20_000, 600_000]);
    expect(waitedMs(row(1, limited(90_000)))).toBe(90_000);
    expect(waitedMs(row(3, limited(1)))).toBe(20_000);
    expect(pauseAfter(row(12), 'claude')).toMatchObject({ kind: 'give_up' });
  });

  it('[A3] counts in a row: a turn that worked, or that another driver took, begins anew', () => {
    const worked = makeTurn({
      task,
      number: 2,
      driver: 'claude',
      verdict: { kind: 'stopped' },
      endedAt: at(2),
    });
    expect(waitedMs([out(1, limited()), worked, out(3, limited())])).toBe(5_000);
    expect(waitedMs([out(1, limited()), out(2, limited(), 'codex'), out(3, limited())])).toBe(5_000);
    expect(pauseAfter([out(1, limited())], 'codex')).toEqual({ kind: 'go' });
    expect(pauseAfter([], 'claude')).toEqual({ kind: 'go' });
  });

  it.each([
    [{ class: 'auth', message: 'no login' }, /no login\. Sign it in/],
    [{ class: 'quota', message: 'nothing left' }, /nothing left\. Once there is quota/],
  ] as const)('[A3] asks a person where only one can help: %j', (error, reason) => {
    expect(pauseAfter([out(1, error)], 'claude')).toMatchObject({
      kind: 'give_up',
      reason: expect.stringMatching(reason),
    });
  });
});

describe('what is decided in an outage', () => {
  const facts = (turns: ReturnType<typeof makeTurn>[], parts = {}) =>
    makeFacts({ attempts: [makeAttempt({ task, session: 2 })], turns, ...parts });
  const limits = makeLimits({ driverOf: () => 'claude', turns: 2 });
  const decided = (turns: ReturnType<typeof makeTurn>[], parts = {}) =>
    decide(plan, workOf(plan, []), facts(turns, parts), limits);

  it('[A4] is to wait, which keeps the run open, and then to take the next turn with what was to be put right before', () => {
    const red = makeTurn({
      task,
      driver: 'claude',
      verdict: { kind: 'rework', cause: 'gates', feedback: 'red' },
    });
    const turns = [red, out(2, limited()), out(3, limited()), out(4, limited())];
    expect(decided(turns, { now: at(4) })).toEqual([
      expect.objectContaining({ kind: 'wait', task, until: new Date(at(4).getTime() + 20_000) }),
    ]);
    expect(decided(turns, { now: at(5) })).toEqual([
      expect.objectContaining({ kind: 'start_turn', task, turn: 5, feedback: 'red', cause: 'gates' }),
    ]);
  });

  it('[A4] does not use up the turns of an attempt', () => {
    const red = (number: number) =>
      makeTurn({
        task,
        number,
        driver: 'claude',
        verdict: { kind: 'rework', cause: 'gates', feedback: 'red' },
      });
    const turns = [out(1, limited()), out(2, limited()), red(3)];
    expect(decided(turns)).toEqual([expect.objectContaining({ kind: 'start_turn', turn: 4 })]);
    expect(decided([...turns, red(4)])).toEqual([expect.objectContaining({ kind: 'block', reason: 'red' })]);
  });

  it('[A4] is to block the task where only a person can help', () => {
    expect(decided([out(1, { class: 'auth', message: 'no login' })])).toEqual([
      expect.objectContaining({ kind: 'block', reason: expect.stringContaining('no login') }),
    ]);
  });
});
