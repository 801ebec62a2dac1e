import { join } from 'node:path';
import { GitError } from './git-error.ts';
import type { Repository } from './repository.ts';
import { gitFailure, runGit } from './run-git.ts';
import { readTextIfThere } from './worktree-files.ts';

/** Where the tips of branches are kept that were moved to a commit which does not contain them. */
export const KEPT_REFS = 'refs/muster/kept';
/** Where the saved states of worktrees are kept. */
export const SAVED_REFS = 'refs/muster/saved';

/** A full ref name: `HEAD` and `refs/…` are themselves, any other name is a branch. */
export function fullRef(name: string): string {
  return name === 'HEAD' || name.startsWith('refs/') ? name : `refs/heads/${name}`;
}

/** The object a ref points at, or undefined when there is no such ref. */
export async function readRef(repo: Repository, ref: string): Promise<string | undefined> {
  const loose = await readLooseRef(repo, fullRef(ref));
  if (loose !== undefined) return loose;
  const { exitCode, stdout } = await runGit(repo, {
    args: ['rev-parse', '--verify', '--quiet', fullRef(ref)],
    kind: 'read',
    accept: [0, 1],
  });
  return exitCode === 0 ? stdout.trim() : undefined;
}

/**
 * A ref that was moved lately lies in a file of its own, which wins over the packed ones: read without a process. A
 * symbolic one, a packed one and one in another kind of ref store are left to git.
 */
export async function readLooseRef(repo: Repository, name: string): Promise<string | undefined> {
  if (!name.startsWith('refs/')) return undefined;
  const text = await readTextIfThere(join(repo.commonDir, name));
  return text === undefined ? undefined : /^([0-9a-f]{40}|[0-9a-f]{64})\n$/.exec(text)?.[1];
}

/** All refs below a prefix such as `refs/muster/saved/`. */
export async function listRefs(repo: Repository, prefix: string): Promise<{ ref: string; commit: string }[]> {
  const { stdout } = await runGit(repo, {
    args: ['for-each-ref', '--format=%(objectname) %(refname)', prefix],
    kind: 'read',
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ commit: line.slice(0, line.indexOf(' ')), ref: line.slice(line.indexOf(' ') + 1) }));
}

export type RefMove = 'moved' | 'already' | 'stale';

/**
 * Compare-and-swap: moves `ref` from `expected` (undefined: it must not exist) to `next`. `already` when it is at `next`,
 * whatever was expected; `stale` when it is anywhere else. When `next` does not contain `expected`, the old tip stays
 * reachable under `refs/muster/kept/`, moved in the same transaction; `isFastForward` tells that it does and saves the
 * look. A work tree that has the branch checked out is not touched: see `syncWorktree` and `syncMainCheckout`.
 */
export async function moveRef(
  repo: Repository,
  ref: string,
  next: string,
  expected: string | undefined,
  reason: string,
  options: { isFastForward?: boolean } = {},
): Promise<RefMove> {
  const name = fullRef(ref);
  if (next === expected) {
    const found = await readRef(repo, name);
    return found === next ? 'already' : 'stale';
  }
  const isContained =
    expected === undefined || options.isFastForward === true || (await isAncestor(repo, expected, next));
  const lines = [
    expected === undefined ? `create ${name}\0${next}\0` : `update ${name}\0${next}\0${expected}\0`,
    ...(isContained ? [] : [`update ${KEPT_REFS}/${expected}\0${expected}\0\0`]),
  ];
  const call = { args: ['update-ref', '--create-reflog', '-m', oneLine(reason), '--stdin', '-z'] };
  const result = await runGit(repo, { ...call, kind: 'write', input: lines.join(''), accept: 'any' });
  if (result.exitCode === 0) return 'moved';
  const found = await readRef(repo, name);
  if (found === next) return 'already';
  if (found !== expected) return 'stale';
  throw gitFailure(call, result);
}

/** Keeps a commit reachable for good; safe to repeat. */
export async function keepCommit(repo: Repository, commit: string): Promise<void> {
  await runGit(repo, { args: ['update-ref', `${KEPT_REFS}/${commit}`, commit], kind: 'write' });
}

/** Removes a ref that still points at `expected`; the commit stays reachable under `refs/muster/kept/`. */
export async function removeRef(
  repo: Repository,
  ref: string,
  expected: string,
): Promise<'removed' | 'already' | 'stale'> {
  const name = fullRef(ref);
  const call = { args: ['update-ref', '--stdin', '-z'] };
  const input = `update ${KEPT_REFS}/${expected}\0${expected}\0\0delete ${name}\0${expected}\0`;
  const result = await runGit(repo, { ...call, kind: 'write', input, accept: 'any' });
  if (result.exitCode === 0) return 'removed';
  const found = await readRef(repo, name);
  if (found === undefined) return 'already';
  if (found !== expected) return 'stale';
  throw gitFailure(call, result);
}

/** Whether `descendant` contains `ancestor` (a commit contains itself). */
export async function isAncestor(repo: Repository, ancestor: string, descendant: string): Promise<boolean> {
  const { exitCode } = await runGit(repo, {
    args: ['merge-base', '--is-ancestor', ancestor, descendant],
    kind: 'read',
    accept: [0, 1],
  });
  return exitCode === 0;
}

/** The best common ancestor, or undefined for unrelated histories. */
export async function mergeBase(repo: Repository, one: string, other: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runGit(repo, {
    args: ['merge-base', one, other],
    kind: 'read',
    accept: [0, 1],
  });
  return exitCode === 0 ? stdout.trim() : undefined;
}

/** The tree of a commit; throws `unknown_revision`. */
export async function treeOf(repo: Repository, commit: string): Promise<string> {
  return resolveObject(repo, `${commit}^{tree}`);
}

/** The full id of a commit named by any revision; throws `unknown_revision`. */
export async function commitOf(repo: Repository, revision: string): Promise<string> {
  const branch = revision.startsWith('refs/heads/') ? await readLooseRef(repo, revision) : undefined;
  return branch ?? resolveObject(repo, `${revision}^{commit}`);
}

async function resolveObject(repo: Repository, revision: string): Promise<string> {
  const { exitCode, stdout } = await runGit(repo, {
    args: ['rev-parse', '--verify', '--quiet', '--end-of-options', revision],
    kind: 'read',
    accept: [0, 1, 128],
  });
  if (exitCode === 0) return stdout.trim();
  throw new GitError('unknown_revision', `expected ${revision} to exist in the repository, but it does not`, {
    revision,
    dir: repo.dir,
  });
}

function oneLine(text: string): string {
  // Git refuses an empty reason.
  return text.replaceAll(/\s+/g, ' ').trim() || 'muster';
}
