import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { GitError } from './git-error.ts';

/**
 * The git folder of a work tree, read from its `.git` without a process; undefined when there is none. It may name a
 * folder that is no longer there.
 */
export async function worktreeGitDir(path: string): Promise<string | undefined> {
  const dotGit = join(path, '.git');
  const found = await stat(dotGit).catch(ignoreMissing);
  if (found === undefined) return undefined;
  if (found.isDirectory()) return dotGit;
  const target = /^gitdir: (.*)\n?$/.exec(await readFile(dotGit, 'utf8'))?.[1];
  if (target === undefined) return undefined;
  return isAbsolute(target) ? target : resolve(path, target);
}

/** The text of a file, or undefined when it is not there. */
export async function readTextIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(ignoreMissing);
}

export async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(ignoreMissing)) !== undefined;
}

/** Replaces a file at once: a reader, or a crash, sees the old text or the new one. */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  { isExecutable = false } = {},
): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  await writeFile(temporary, content, { flush: true, mode: isExecutable ? 0o777 : 0o666 });
  await rename(temporary, path);
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

export function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  return undefined;
}

/** The git folder of a work tree; throws `worktree_mismatch` when the folder is none. */
export async function requireWorktreeGitDir(path: string): Promise<string> {
  const gitDir = await worktreeGitDir(path);
  if (gitDir !== undefined) return gitDir;
  throw new GitError('worktree_mismatch', `expected a git worktree at ${path}, found no .git in it`, {
    path,
    what: 'repository',
  });
}

/** The commit that a merge under way takes in (the first, of several); undefined when there is no merge. */
export async function readMergeHead(gitDir: string): Promise<string | undefined> {
  return /^[0-9a-f]{40,64}$/m.exec((await readTextIfThere(join(gitDir, 'MERGE_HEAD'))) ?? '')?.[0];
}

export function isProcessRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs under another account.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
