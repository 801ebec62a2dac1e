import { join } from 'node:path';
import { takeFileLock } from '@musterhq/process';
import { commitEnvironment, type Person } from './commit-tree.ts';
import { waitForGit } from './live-git.ts';
import { settleKilledMove } from './move-checkout.ts';
import { commitOf, isAncestor } from './refs.ts';
import type { Repository } from './repository.ts';
import { resetWorktree } from './reset-worktree.ts';
import { gitFailure, runGit } from './run-git.ts';
import { readMergeHead, requireWorktreeGitDir } from './worktree-files.ts';

export type MergeOrder = {
  path: string;
  branch: string;
  /** The commit to take in, by its id. */
  theirs: string;
  /** Name below `refs/muster/saved/` for what lies uncommitted in the worktree: it gives way to the merge. */
  saveRef: string;
  /** Of the commit, where nothing conflicts. */
  message: string;
  author: Person;
  date?: string;
};

export type LaidMerge = { saved?: string } & (
  | { kind: 'already'; head: string }
  /** Nothing conflicts: `head` is the merge. */
  | { kind: 'merged'; head: string }
  /** The files hold both sides between conflict markers; `theirs` may be of an earlier merge that nobody concluded. */
  | { kind: 'under_way'; head: string; theirs: string }
);

/** A merge of a very large repository on a slow disk. */
const LONGEST_MERGE_MS = 600_000;

/**
 * Puts a worktree into an ordinary merge, for whoever works there to solve by editing files alone; `commitWorktree`
 * concludes it. Safe to repeat: a merge under way stays as it is, and what a killed one left is saved and begun anew, since
 * git names the merge only when all its files stand. Throws `unrelated_histories` and `unknown_revision`.
 */
export async function layMerge(repo: Repository, order: MergeOrder): Promise<LaidMerge> {
  const { path, branch, theirs, saveRef } = order;
  const gitDir = await requireWorktreeGitDir(path);
  // A second one who looks in the middle of the merge would take its files for somebody's edits.
  const lock = await takeFileLock(join(gitDir, 'muster-merge'), { timeoutMs: LONGEST_MERGE_MS });
  try {
    await settleKilledMove(repo, path);
    await waitForGit(repo, { path, gitDir }, LONGEST_MERGE_MS);
    const head = await commitOf(repo, `refs/heads/${branch}`);
    const known = await readMergeHead(gitDir);
    if (known !== undefined) return { kind: 'under_way', head, theirs: known };
    if (await isAncestor(repo, theirs, head)) return { kind: 'already', head };
    const { saved } = await resetWorktree(repo, { path, branch, to: head, saveRef });
    return { ...(await merge(repo, order, gitDir, head)), ...(saved === undefined ? {} : { saved }) };
  } finally {
    await lock.release();
  }
}

/** The commit that a merge under way in a worktree takes in; undefined when there is no merge. */
export async function findMergeUnderWay(path: string): Promise<string | undefined> {
  return readMergeHead(await requireWorktreeGitDir(path));
}

async function merge(repo: Repository, order: MergeOrder, gitDir: string, head: string): Promise<LaidMerge> {
  const { path, branch, theirs, message, author, date } = order;
  const call = {
    args: [
      // What a person once recorded for such a conflict would stand there as if it had been solved now.
      ...['-c', 'rerere.enabled=false', 'merge', '--strategy=ort', '--no-commit', '--no-ff', '--no-squash'],
      ...['--no-autostash', '--no-stat', '--quiet', theirs],
    ],
    cwd: path,
  };
  const result = await runGit(repo, { ...call, kind: 'write', accept: 'any', timeoutMs: LONGEST_MERGE_MS });
  if ((await readMergeHead(gitDir)) === undefined) throw gitFailure(call, result);
  if (result.exitCode !== 0) return { kind: 'under_way', head, theirs };
  await runGit(repo, {
    args: ['commit', '--quiet', '--no-verify', '--cleanup=whitespace', '--file=-'],
    cwd: path,
    kind: 'write',
    input: message,
    env: commitEnvironment(repo, { author, ...(date === undefined ? {} : { date }) }),
  });
  return { kind: 'merged', head: await commitOf(repo, `refs/heads/${branch}`) };
}
