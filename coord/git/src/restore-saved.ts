import { mkdir, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { commitTree } from './commit-tree.ts';
import { GitError } from './git-error.ts';
import { moveRef } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { findSavedState } from './saved-states.ts';
import { ignoreMissing } from './worktree-files.ts';
import { realWorktreePath } from './worktree-list.ts';

export type SavedRestore = {
  commit: string;
  branch: string;
  head: string;
  /** The worktree that holds it, where one was asked for. */
  path?: string;
  /** What a merge or rebase was about to take in when it was saved. */
  midway: string[];
};

const RESTORER = { name: 'Muster', email: 'muster@localhost' };

/**
 * Brings a saved state back. With `path`: a new worktree there, on a new branch at the commit that was checked out, with the
 * index, the files and the untracked files as they were. Without: a new branch with the files as one commit on it. The
 * saved state itself stays. Throws `unknown_revision`, `path_occupied` and `branch_in_use`.
 */
export async function restoreSaved(
  repo: Repository,
  order: { name: string; branch: string; path?: string },
): Promise<SavedRestore> {
  const { name, branch } = order;
  const state = await findSavedState(repo, name);
  if (state === undefined) {
    throw new GitError('unknown_revision', `there is no saved state ${name}`, { name });
  }
  const { commit, tree, head, index, midway } = state;
  if (order.path === undefined) {
    const restored = await commitTree(
      { ...repo, isSigning: false },
      {
        tree,
        parents: head === undefined ? [] : [head],
        message: `Restore the saved state ${name}`,
        author: RESTORER,
        date: state.at,
      },
    );
    await beginBranch(repo, branch, restored);
    return { commit, branch, head: restored, midway };
  }
  const path = await realWorktreePath(order.path);
  const names = (await readdir(path).catch(ignoreMissing)) ?? [];
  if (names.length > 0) {
    throw new GitError(
      'path_occupied',
      `expected no folder or an empty one at ${path}, found ${names.length} entries`,
      {
        path,
        entries: names.slice(0, 20),
      },
    );
  }
  const start = head ?? commit;
  await beginBranch(repo, branch, start);
  await mkdir(dirname(path), { recursive: true });
  await runGit(repo, { args: ['worktree', 'add', '--quiet', '--no-checkout', path, branch], kind: 'write' });
  await runGit(repo, { args: ['read-tree', '--reset', '-u', tree], cwd: path, kind: 'write' });
  // What was not staged is so again: the files stay, the index goes back.
  await runGit(repo, { args: ['read-tree', index ?? start], cwd: path, kind: 'write' });
  await runGit(repo, { args: ['update-index', '-q', '--refresh'], cwd: path, kind: 'write', accept: [0, 1] });
  return { commit, branch, head: start, path, midway };
}

async function beginBranch(repo: Repository, branch: string, at: string): Promise<void> {
  if ((await moveRef(repo, `refs/heads/${branch}`, at, undefined, 'restore a saved state')) !== 'stale')
    return;
  throw new GitError(
    'branch_in_use',
    `the branch ${branch} is there already and stands elsewhere; name another one`,
    {
      branch,
    },
  );
}
