import { randomUUID } from 'node:crypto';
import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { commitTree, type Person } from './commit-tree.ts';
import { readRef, SAVED_REFS } from './refs.ts';
import type { Repository } from './repository.ts';
import { gitFailure, runGit } from './run-git.ts';
import { parseSavedFacts, type SavedFacts, savedMessage } from './saved-facts.ts';
import { readMidwayHeads, unreachedHeads } from './unreached-heads.ts';
import { isProcessRunning, removeFile, requireWorktreeGitDir } from './worktree-files.ts';
import { nestedRepositories, readStatus, type WorktreeStatus } from './worktree-status.ts';

/** States are saved by Muster itself, whoever's work they hold. */
const SAVER: Person = { name: 'Muster', email: 'muster@localhost' };
const INDEX_PREFIX = 'muster-save.';

export type SaveOrder = {
  path: string;
  /** Name below `refs/muster/saved/`, or a full ref. */
  ref: string;
  /** ISO 8601; with it, saving the same state twice makes the same commit. */
  date?: string;
};

/**
 * Makes index, work tree and untracked files (ignored ones left out) one commit and points a private ref at it, without
 * touching the user's index, files or branch. Undefined when there is nothing beyond HEAD. The commit's parents: HEAD,
 * then a commit of the index where that holds something else, then what a merge or rebase under way would take in, then
 * what the ref held before, so that no save is lost. Its trailers tell them apart for `restoreSaved`.
 */
export async function saveWorktree(repo: Repository, order: SaveOrder): Promise<string | undefined> {
  const status = await readStatus(repo, order.path);
  return status.dirty.length === 0 ? undefined : saveDirty(repo, order, status);
}

/** The save itself, for a caller who has looked already. */
export async function saveDirty(repo: Repository, order: SaveOrder, status: WorktreeStatus): Promise<string> {
  const { path, ref, date } = order;
  const name = savedRef(ref);
  const before = await readRef(repo, name);
  const { tree, indexTree } = await writeTrees(repo, path, status);
  const gitDir = await requireWorktreeGitDir(path);
  const midway = await unreachedHeads(repo, await readMidwayHeads(gitDir), status.head);
  const facts: SavedFacts = {
    worktree: path,
    ...(status.branch === undefined ? {} : { branch: status.branch }),
    ...(status.head === undefined ? {} : { head: status.head }),
    ...(indexTree === undefined ? {} : { index: indexTree }),
    midway,
  };
  if (before !== undefined && (await isSameSave(repo, before, tree, facts))) return before;
  const parts = { author: SAVER, committer: SAVER, ...(date === undefined ? {} : { date }) };
  // Unsigned: a save must not wait for a passphrase.
  const unsigned = { ...repo, isSigning: false };
  const where = status.branch?.replace('refs/heads/', '') ?? 'a detached HEAD';
  const head = status.head === undefined ? [] : [status.head];
  const index =
    indexTree === undefined || indexTree === tree
      ? []
      : [
          await commitTree(unsigned, {
            ...parts,
            tree: indexTree,
            parents: head,
            message: `Index of ${where}`,
          }),
        ];
  const commit = await commitTree(unsigned, {
    ...parts,
    tree,
    parents: [...new Set([...head, ...index, ...midway, ...(before === undefined ? [] : [before])])],
    message: savedMessage(`Saved state of ${where}`, {
      ...facts,
      ...(before === undefined ? {} : { before }),
    }),
  });
  const call = { args: ['update-ref', '--create-reflog', '-m', 'save worktree', name, commit, before ?? ''] };
  const moved = await runGit(repo, { ...call, kind: 'write', accept: 'any' });
  if (moved.exitCode === 0) return commit;
  // Another save took the ref meanwhile: it becomes a parent of the next attempt.
  if ((await readRef(repo, name)) !== before) return saveDirty(repo, order, status);
  throw gitFailure(call, moved);
}

function savedRef(ref: string): string {
  return ref.startsWith('refs/') ? ref : `${SAVED_REFS}/${ref}`;
}

/** Nothing is saved a second time; what the ref held before that save makes no difference. */
async function isSameSave(repo: Repository, save: string, tree: string, facts: SavedFacts): Promise<boolean> {
  const { stdout } = await runGit(repo, {
    args: ['log', '--max-count=1', '--no-show-signature', '--format=%T%n%B', save],
    kind: 'read',
  });
  const at = stdout.indexOf('\n');
  const { before, ...known } = parseSavedFacts(stdout.slice(at + 1));
  return stdout.slice(0, at) === tree && isDeepStrictEqual(known, facts);
}

/** Trees of the work tree and of the index, through a copy of the index (whose file times spare a new look at every file). */
export async function writeTrees(
  repo: Repository,
  path: string,
  status: WorktreeStatus,
): Promise<{ tree: string; indexTree?: string }> {
  const gitDir = await requireWorktreeGitDir(path);
  await removeLeftovers(gitDir);
  const copy = join(gitDir, `${INDEX_PREFIX}${process.pid}.${randomUUID()}`);
  const env = { GIT_INDEX_FILE: copy };
  try {
    await copyFile(join(gitDir, 'index'), copy).catch((error: NodeJS.ErrnoException) => {
      // No index yet: an empty one.
      if (error.code !== 'ENOENT') throw error;
    });
    // An index with unmerged entries has no tree; their sides belong to commits that are known anyway.
    const index = status.dirty.some(({ isStaged }) => isStaged)
      ? await runGit(repo, { args: ['write-tree'], cwd: path, kind: 'write', env, accept: 'any' })
      : undefined;
    const nested = nestedRepositories(status).map((folder) => `:(top,exclude,literal)${folder}`);
    await runGit(repo, { args: ['add', '--all', '--', ':/', ...nested], cwd: path, kind: 'write', env });
    const { stdout } = await runGit(repo, { args: ['write-tree'], cwd: path, kind: 'write', env });
    return { tree: stdout.trim(), ...(index?.exitCode === 0 ? { indexTree: index.stdout.trim() } : {}) };
  } finally {
    await removeFile(copy);
    await removeFile(`${copy}.lock`);
  }
}

async function removeLeftovers(gitDir: string): Promise<void> {
  for (const name of await readdir(gitDir)) {
    if (!name.startsWith(INDEX_PREFIX)) continue;
    if (!isProcessRunning(Number(name.slice(INDEX_PREFIX.length).split('.')[0])))
      await removeFile(join(gitDir, name));
  }
}
