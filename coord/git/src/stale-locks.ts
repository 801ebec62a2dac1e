import { readdir, stat, unlink } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { findLiveGit, scopeOf } from './live-git.ts';
import type { Repository } from './repository.ts';
import { ignoreMissing, worktreeGitDir } from './worktree-files.ts';

export type LockRelease = { kind: 'removed' } | { kind: 'gone' } | { kind: 'kept'; reason: string };
export type ClearedLocks = { removed: string[]; kept: { path: string; reason: string }[] };

/**
 * Removes lock files that a killed git left in a worktree's own folder and in the shared one. A lock stays when it is
 * younger than `olderThanMs`, or when a git process is alive that could hold it, whoever started it (see `findLiveGit`).
 */
export async function clearStaleLocks(
  repo: Repository,
  worktreePath: string,
  options: { olderThanMs: number },
): Promise<ClearedLocks> {
  const cleared: ClearedLocks = { removed: [], kept: [] };
  for (const path of await listLocks(repo, worktreePath)) {
    const release = await releaseStaleLock(repo, path, options);
    if (release.kind === 'removed') cleared.removed.push(path);
    if (release.kind === 'kept') cleared.kept.push({ path, reason: release.reason });
  }
  return cleared;
}

/** Removes one lock file under the same conditions. */
export async function releaseStaleLock(
  repo: Repository,
  lock: string,
  { olderThanMs }: { olderThanMs: number },
): Promise<LockRelease> {
  const path = isAbsolute(lock) ? lock : join(repo.dir, lock);
  const before = await stat(path).catch(ignoreMissing);
  if (before === undefined) return { kind: 'gone' };
  const ageMs = Date.now() - before.mtimeMs;
  if (ageMs < olderThanMs) return { kind: 'kept', reason: `it is only ${Math.round(ageMs)} ms old` };
  const holder = await findLiveGit(repo, await scopeOf(repo, path));
  if (holder !== undefined) return { kind: 'kept', reason: holder };
  // The look at the processes took time: another git may have finished and a third taken the lock since.
  const after = await stat(path).catch(ignoreMissing);
  if (after === undefined) return { kind: 'gone' };
  if (after.ino !== before.ino || after.mtimeMs !== before.mtimeMs)
    return { kind: 'kept', reason: 'it is a new one' };
  await unlink(path).catch(ignoreMissing);
  return { kind: 'removed' };
}

async function listLocks(repo: Repository, worktreePath: string): Promise<string[]> {
  const own = await worktreeGitDir(worktreePath);
  const flat = await Promise.all(
    [...new Set([repo.commonDir, ...(own === undefined ? [] : [own])])].map(async (folder) =>
      ((await readdir(folder).catch(ignoreMissing)) ?? []).map((name) => join(folder, name)),
    ),
  );
  const refs = await readdir(join(repo.commonDir, 'refs'), { recursive: true }).catch(ignoreMissing);
  return [...flat.flat(), ...(refs ?? []).map((name) => join(repo.commonDir, 'refs', name))].filter((path) =>
    path.endsWith('.lock'),
  );
}
