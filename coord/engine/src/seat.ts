import { join } from 'node:path';
import type { Person } from '@musterhq/git';
import type { Plan } from '@musterhq/plan';

/** The seat of a session on disk and in history. */
export type Seat = { session: number; branch: string; worktree: string; author: Person };

/**
 * The master works on a branch of its own that starts from the integration branch, like everybody else: nobody
 * has `integration/daily` checked out, so it can move while the master is in the middle of a turn.
 */
export function seatOf(plan: Plan, stateDir: string, session: number): Seat {
  const named = plan.branches.find((branch) => branch.role === 'session' && branch.session === session);
  const person = plan.sessions.find((candidate) => candidate.id === session);
  return {
    session,
    branch: named?.name ?? `session-${session}-${slug(person?.name ?? 'work')}`,
    worktree: join(stateDir, 'worktrees', `session-${session}`),
    author: {
      name: `Session ${session}${person === undefined ? '' : `: ${person.name}`}`,
      email: `session-${session}@muster.invalid`,
    },
  };
}

/** Commits that the coordinator makes itself: merges into the integration branch and status write-backs. */
export function masterAuthor(plan: Plan): Person {
  return seatOf(plan, '', plan.master).author;
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40);
