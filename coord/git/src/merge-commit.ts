import { type CommitParts, commitTree } from './commit-tree.ts';
import { mergeTrees, type TreeMerge } from './merge-trees.ts';
import { mergeBase } from './refs.ts';
import type { Repository } from './repository.ts';

export type CommitMerge =
  /** `ours` contains `theirs`; the commit is `ours`. */
  | { kind: 'already'; commit: string }
  | { kind: 'fast_forward'; commit: string }
  | { kind: 'merged'; commit: string; tree: string }
  | Extract<TreeMerge, { kind: 'conflict' }>;

/**
 * The commit that takes `theirs` into `ours` (both exact commit ids), made without a work tree. Moves no ref: hand the
 * commit to `moveRef` with `ours` as the expected value, so that a race is decided there.
 */
export async function mergeCommit(
  repo: Repository,
  options: { ours: string; theirs: string; canFastForward?: boolean } & Omit<CommitParts, 'tree' | 'parents'>,
): Promise<CommitMerge> {
  const { ours, theirs, canFastForward = false, ...parts } = options;
  const base = await mergeBase(repo, ours, theirs);
  if (base === theirs) return { kind: 'already', commit: ours };
  if (base === ours && canFastForward) return { kind: 'fast_forward', commit: theirs };
  const merge = await mergeTrees(repo, ours, theirs);
  if (merge.kind === 'conflict') return merge;
  const commit = await commitTree(repo, { ...parts, tree: merge.tree, parents: [ours, theirs] });
  return { kind: 'merged', commit, tree: merge.tree };
}
