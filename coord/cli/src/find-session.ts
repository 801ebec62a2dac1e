import { relative } from 'node:path';
import type { Environment } from './environment.ts';
import { UsageError } from './usage-error.ts';

/** The session that is named, else the one whose worktree the command is called in. */
export function findSession(environment: Environment, stateDir: string, named: number | undefined): number {
  if (named !== undefined) return named;
  const match = /^worktrees\/session-(\d+)(?:\/|$)/.exec(relative(stateDir, environment.cwd));
  if (match !== null) return Number(match[1]);
  throw new UsageError(`Which session? Call this in a session's worktree, or say --session N.`);
}
