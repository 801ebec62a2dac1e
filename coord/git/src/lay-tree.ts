import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** `in_the_way`: a file that git does not know would be written over; nothing was changed. */
export type LaidTree = { kind: 'laid' } | { kind: 'in_the_way'; words: string };

/**
 * Brings index and files of a worktree from what its HEAD holds to what `tree` holds, HEAD left alone: what a commit of the
 * worktree then records. The worktree is clean before, or holds the tree already.
 */
export async function layTree(
  repo: Repository,
  { path, tree }: { path: string; tree: string },
): Promise<LaidTree> {
  const result = await runGit(repo, {
    args: ['read-tree', '-m', '-u', 'HEAD', tree],
    cwd: path,
    kind: 'write',
    accept: 'any',
  });
  if (result.exitCode === 0) return { kind: 'laid' };
  return { kind: 'in_the_way', words: result.stderr.trim().slice(-1_000) };
}
