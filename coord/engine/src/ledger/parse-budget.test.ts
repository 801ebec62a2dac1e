import { expect, test } from 'vitest';
import { parseBudget } from './parse-budget.ts';

const known = { sessions: [1, 2], tasks: [{ id: 'p1.d1-2.s2', label: 'b1s2' }] };
const parse = (target: string, limit = '1') => parseBudget(target, limit, known);

test.each([
  ['run', 'run', ''],
  ['day', 'day', ''],
  ['day:2026-11-23', 'day', '2026-11-23'],
  ['session', 'session', ''],
  ['session:2', 'session', '2'],
  ['task:b1s2', 'task', 'p1.d1-2.s2'],
  ['task:p1.d1-2.s2', 'task', 'p1.d1-2.s2'],
])('[B7] %s names the budget of %s %s', (target, scope, key) => {
  expect(parse(target)).toMatchObject({ kind: 'budget', scope, key });
});

test.each([
  ['500k', 500_000, null],
  ['0', 0, null],
  ['$12.5', null, 1_250],
  ['12.50 USD', null, 1_250],
  ['2M, 5usd', 2_000_000, 500],
  ['none', null, null],
])('[B7] %s is a limit', (limit, tokens, cents) => {
  expect(parse('run', limit)).toMatchObject({ kind: 'budget', tokens, cents });
});

test.each([
  ['week', '1', /'week' is no budget: expected run, day, session or task/],
  ['run:r1', '1', /'run:r1' is no budget/],
  ['day:2026-13-40', '1', /no day/],
  ['day:tomorrow', '1', /no day/],
  ['session:9', '1', /no Session 9: its sessions are 1, 2/],
  ['task:b1s3', '1', /no task 'b1s3'. Did you mean 'b1s2'\?/],
  ['run', 'lots', /'lots' is no limit/],
  ['run', '-1', /'-1' is no limit/],
  ['run', '', /'' is no limit/],
  ['run', '1k,2k', /says one thing twice/],
  ['run', 'none,1k', /says one thing twice/],
])('[B7] %s %s is refused with what was expected', (target, limit, reason) => {
  expect(parse(target, limit)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
});
