import { type CommitParts, commitTree } from './commit-tree.ts';
import { type ConflictPath, mergeTrees } from './merge-trees.ts';
import { readChangers } from './read-changers.ts';
import { treeOf } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { withScratchObjects } from './scratch-objects.ts';

export type CommitRevert =
  /** One commit on the tip; nothing points at it yet. */
  | { kind: 'reverted'; commit: string; tree: string }
  /** The tip has nothing of the commits any more. */
  | { kind: 'nothing' }
  /** A commit that the tip does not contain cannot be taken back from it. */
  | { kind: 'not_contained'; commit: string }
  /** `by`: commits of the tip's own line that changed the path after `commit` brought it, the newest first. */
  | { kind: 'conflict'; commit: string; paths: (ConflictPath & { by: string[] })[] };

/**
 * One commit on `tip` that takes back what each of `commits` brought against its first parent, the newest first, without
 * a work tree: a three-way merge from the commit, to its first parent on one side and the tip on the other. So later work
 * elsewhere stays, and later work on the same lines is a conflict.
 */
export async function revertCommits(
  repo: Repository,
  order: { tip: string; commits: string[] } & Pick<CommitParts, 'author' | 'message' | 'date'>,
): Promise<CommitRevert> {
  const { tip, commits, ...parts } = order;
  const newestFirst = await sortNewestFirst(repo, tip, commits);
  const unknown = commits.find((commit) => !newestFirst.includes(commit));
  if (unknown !== undefined) return { kind: 'not_contained', commit: unknown };
  const before = await treeOf(repo, tip);
  const merged = await withScratchObjects(repo, async (scratch) => {
    const made = new Set<string>();
    const make = async (tree: string, parent: string) => {
      const commit = await commitTree(
        { ...scratch.repo, isSigning: false },
        {
          tree,
          parents: [parent],
          message: 'on the way',
          author: parts.author,
          date: '1970-01-01T00:00:00Z',
        },
      );
      made.add(commit);
      return commit;
    };
    let tree = before;
    for (const commit of newestFirst) {
      // Two commits whose only common ancestor is the commit that is taken back: git 2.38 takes no merge base from its caller.
      const without = await make(await treeOf(repo, `${commit}^1`), commit);
      const merge = await mergeTrees(scratch.repo, tree === before ? tip : await make(tree, tip), without);
      if (merge.kind === 'conflict') return { kind: 'conflict' as const, commit, paths: merge.paths };
      tree = merge.tree;
    }
    await scratch.keep({ without: made });
    return { kind: 'clean' as const, tree };
  });
  if (merged.kind === 'clean') {
    const { tree } = merged;
    if (tree === before) return { kind: 'nothing' };
    return { kind: 'reverted', commit: await commitTree(repo, { ...parts, tree, parents: [tip] }), tree };
  }
  const changers = await readChangers(repo, ['--first-parent', '-m', `${merged.commit}..${tip}`]);
  const taken = new Set(commits);
  const paths = merged.paths.map((conflict) => ({
    ...conflict,
    by: (changers.get(conflict.path) ?? []).filter((commit) => !taken.has(commit)),
  }));
  return { kind: 'conflict', commit: merged.commit, paths };
}

/** Those of the commits that the tip contains, no commit before one that it is contained in. */
async function sortNewestFirst(repo: Repository, tip: string, commits: string[]): Promise<string[]> {
  const { stdout } = await runGit(repo, { args: ['rev-list', '--topo-order', tip, '--'], kind: 'read' });
  const wanted = new Set(commits);
  return stdout.split('\n').filter((commit) => wanted.has(commit));
}
