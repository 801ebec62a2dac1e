import { proveWorktree } from '@musterhq/git';
import type { Context } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { Seat } from './seat.ts';

/** A worktree that is not what it should be stops its session: a driver there would write into somebody else's work. */
export async function requireProof(context: Context, seat: Seat, root: string): Promise<void> {
  const proof = await proveWorktree(context.repo, {
    path: seat.worktree,
    branch: seat.branch,
    token: tokenOf(context, seat.session),
    contains: root,
  });
  if (proof.kind === 'ok') return;
  throw new EngineError(
    'worktree_mismatch',
    `The worktree of Session ${seat.session} (${seat.worktree}) is not what it should be: expected ${proof.what} ${proof.expected}, found ${proof.found}. Put it right, or move the folder away and run 'muster resume': Muster then makes a new one.`,
    { ...proof },
  );
}

/** One worktree serves all runs of a repository, so the token names the seat, not the run. */
export const tokenOf = (context: Context, session: number): string =>
  `${context.repo.commonDir}#session-${session}`;
