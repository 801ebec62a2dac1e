import type { DriverEvent } from '@musterhq/agents';
import { expect, test } from 'vitest';
import { type CheckFacts, judgeAgentCheck, type SeenTurn } from './judge-agent-check.ts';

const tokens = { input: 1_000, output: 50, cacheRead: 200, cacheWrite: 0, reasoning: 0 };
const call = (round: number, ...results: string[]) => ({ round, results, usage: tokens });
const usage = (more: object): DriverEvent => ({
  ...{ seq: 1, at: '2026-11-23T02:00:00.000Z', kind: 'usage' },
  usage: { vendor: 'x', scope: 'turn', kind: 'delta', quality: 'reported', input: 2_500, ...more },
});
const finished: SeenTurn = { outcome: { kind: 'finished', artifacts: [] }, events: [], calls: [] };
const attempt = (answer: string) => ({
  ...{ ...finished, calls: [call(0), call(1, answer)] },
  ...{ target: '/check/outside/x', isWritten: false },
});

const facts: CheckFacts = {
  ...{
    driver: 'acp',
    profile: 'opencode',
    folder: '/check',
    fence: { kind: 'off', because: 'there is no bwrap' },
  },
  hook: { kind: 'none', because: 'Muster has no hook in opencode' },
  work: {
    ...{ ...finished, calls: [call(0), call(1, 'The word is here')], events: [usage({})] },
    ...{ page: 'work/page.md', isSeen: true, briefWord: 'word' },
  },
  byTool: attempt('denied'),
  byShell: attempt('denied'),
  stopped: { ...finished, outcome: { kind: 'stopped' }, running: 0 },
};
const line = (about: Partial<CheckFacts>, name: string) =>
  judgeAgentCheck({ ...facts, ...about }).find(({ check }) => check === name);
const work = (about: Partial<CheckFacts['work']>) => ({ work: { ...facts.work, ...about } });

test('[C12] a first turn that did not end well fails, and what was to come after it was not tried', () => {
  const { byTool, byShell, stopped, ...rest } = facts;
  const error = { class: 'auth' as const, message: 'wrong key' };
  const outcome = { kind: 'failed' as const, reason: 'agent_error' as const, tail: '', error };
  const lines = judgeAgentCheck({ ...rest, ...work({ outcome, calls: [] }) });
  const of = (state: string) => lines.filter((each) => each.state === state).map(({ check }) => check);
  expect(lines[0]).toEqual({ check: 'takes a turn', state: 'fails', words: 'wrong key' });
  expect(of('not_tried')).toContain('outside by tool');
  expect(of('not_tried')).toContain('is cancelled');
});

test('[C12] tokens are held against what the model counted', () => {
  expect(line({}, 'reports usage')).toMatchObject({ state: 'works' });
  const told = (events: DriverEvent[]) => line(work({ events }), 'reports usage');
  expect(told([usage({ input: 2_499 })])).toMatchObject({ state: 'fails' });
  expect(told([usage({ scope: 'request', input: 1_250 })])).toMatchObject({
    state: 'works',
    words: expect.stringContaining('its last call alone, 1250 of 2500'),
  });
  const unknown = { ...usage({ quality: 'unknown', input: undefined }) };
  expect(told([unknown])).toMatchObject({ state: 'fails', words: expect.stringContaining('none of 2500') });
  expect(line(work({ events: [usage({ quality: 'metered' })] }), 'is metered')).toMatchObject({
    state: 'works',
  });
  expect(line({}, 'is metered')).toMatchObject({ state: 'not_tried' });
});

test('[C12] the layer that refused is named from evidence alone', () => {
  const byShell = (answer: string, about: Partial<CheckFacts> = {}) =>
    line({ ...about, byShell: attempt(answer) }, 'outside by shell')?.words;
  const system = 'sh: /check/outside/x: Read-only file system';
  expect(byShell(system)).toBe('refused by its own sandbox: sh: outside/x: Read-only file system');
  const fence = {
    kind: 'seatbelt' as const,
    program: '/x',
    writable: [],
    scratch: [],
    readable: [],
    hidden: [],
  };
  expect(byShell(system, { fence })).toMatch(/^refused by the fence/);
  expect(byShell('not in this folder', { fence })).toBe('refused by the agent itself: not in this folder');
  const untried = { ...attempt(''), calls: [call(0)] };
  expect(line({ byShell: untried }, 'outside by shell')).toMatchObject({
    state: 'fails',
    words: 'nothing shows that it was tried: the turn ended by itself',
  });
});

test('[C12] a hook that lets tools run when nobody answers is no layer', () => {
  const unanswered = (failsWhen: 'closed' | 'open') =>
    line({ hook: { kind: 'asked', failsWhen } }, 'hook unanswered')?.state;
  expect([unanswered('closed'), unanswered('open')]).toEqual(['works', 'fails']);
  expect(line({ hook: { kind: 'unasked', because: 'x' } }, 'hook unanswered')?.state).toBe('not_tried');
  expect(line({ hook: { kind: 'unasked', because: 'x' } }, 'asks the hook')?.state).toBe('fails');
});
