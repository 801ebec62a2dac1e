import { expect, test } from 'vitest';
import { planOf } from '../test/make-facts.ts';
import { masterAuthor, seatOf } from './seat.ts';

const plan = planOf(
  { '1-2': { 2: '' } },
  '```bash\nmain # what visitors get\n├── session-2-posts # posts\n└── integration/daily # where work meets\n```\n',
);

test('[E30] a session sits on the branch that the document names for it, in a worktree of its own', () => {
  expect(seatOf(plan, '/state', 2)).toEqual({
    session: 2,
    branch: 'session-2-posts',
    worktree: '/state/worktrees/session-2',
    author: { name: 'Session 2: Content', email: 'session-2@muster.invalid' },
  });
});

test('[E30] a session without a branch in the document gets one that says whose it is', () => {
  expect(seatOf(plan, '/state', 3).branch).toMatch(/^session-3-/);
  expect(seatOf(plan, '/state', 9)).toMatchObject({
    branch: 'session-9-work',
    author: { name: 'Session 9', email: 'session-9@muster.invalid' },
  });
});

test('[E30] what the coordinator commits itself is by the master', () => {
  expect(masterAuthor(plan)).toEqual({ name: 'Session 1: Lead', email: 'session-1@muster.invalid' });
});
