import { expect, test } from 'vitest';
import { claudeHeadless } from './claude-headless.ts';
import { headlessOptionsSchema } from './headless-options.ts';
import type { HeadlessTurn } from './headless-profile.ts';

const turnWith = (more: object = {}): HeadlessTurn => ({
  options: headlessOptionsSchema.parse({ profile: 'claude', home: '/home/of/the/agent', ...more }),
  conversation: undefined,
  isFenced: true,
});

test('a limit in dollars is told to Claude Code in its own words, and none is where there is none', () => {
  const limited = claudeHeadless.args(turnWith({ maxCostUsd: 0.25 }));
  expect(limited.slice(limited.indexOf('--max-budget-usd'))[1]).toBe('0.25');
  expect(claudeHeadless.args(turnWith())).not.toContain('--max-budget-usd');
  expect(headlessOptionsSchema.safeParse({ profile: 'claude', home: '/h', maxCostUsd: 0 }).success).toBe(
    false,
  );
});

test('a run that ends at it is told as a budget that is used up, with what it cost', () => {
  const reader = claudeHeadless.makeReader(turnWith({ maxCostUsd: 0.25 }));
  const events = reader.read({
    type: 'result',
    subtype: 'error_max_budget_usd',
    is_error: true,
    session_id: 's1',
    errors: ['Reached maximum budget ($0.25)'],
    total_cost_usd: 0.27,
    usage: { input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
  });
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'usage', usage: expect.objectContaining({ costUsd: 0.27, output: 5 }) }),
  );
  expect(reader.end('').error).toEqual({ class: 'budget', message: 'Reached maximum budget ($0.25)' });
});
