import type { Turn } from '@musterhq/store';
import { expect, test } from 'vitest';
import { makeAttempt, makeTurn } from '../../test/make-facts.ts';
import { stoppedByBudget } from './stopped-by-budget.ts';

const stopped = (task: string, parts: Partial<Turn> = {}, kind = 'budget') =>
  makeTurn({ task, outcome: { kind: 'failed', error: { class: kind, message: 'it is spent' } }, ...parts });

test('[B7] a larger budget has tried again what was blocked by one, and nothing else', () => {
  const blocked = (task: string, number = 1) => makeAttempt({ task, session: 2, state: 'blocked', number });
  const attempts = [
    blocked('spent'),
    blocked('signed out'),
    blocked('red later'),
    blocked('done later'),
    makeAttempt({ task: 'done later', session: 2, state: 'integrated', number: 2 }),
    blocked('spent later'),
    blocked('spent later', 2),
    makeAttempt({ task: 'at work', session: 3 }),
  ];
  const turns = [
    stopped('spent'),
    stopped('signed out', {}, 'auth'),
    makeTurn({ task: 'red later', number: 2, verdict: { kind: 'rework', cause: 'gates', feedback: 'red' } }),
    stopped('red later'),
    stopped('done later'),
    stopped('spent later', { attempt: 2 }),
    stopped('at work'),
  ];
  expect(stoppedByBudget(attempts, turns)).toEqual(['spent', 'spent later']);
});
