import { rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ignoreMissing, isThere, readTextIfThere, writeWhole } from './worktree-files.ts';

/** `git worktree add` needs milliseconds between making its entry and filling it; one this old was killed in between. */
const abandonedMs = 2_000;

/**
 * Git reads the entries of all worktrees before most things it does with one, and fails on an entry that another
 * `git worktree add` is just filling (2.39: `failed to read .git/worktrees/x/commondir`), or whose mark of being filled went away
 * between two looks (`failed to read '.git/worktrees/x/locked': No such file or directory`). Answers with that file.
 */
export function findHalfMadeEntry(stderr: string): string | undefined {
  const found =
    /failed to read (\S.*\/worktrees\/[^/]+\/commondir)/.exec(stderr) ??
    /failed to read '(.+\/worktrees\/[^/]+\/locked)': No such file/.exec(stderr);
  return found?.[1];
}

/** True once it is worth trying again: the entry was filled, or it was abandoned by a killed git and is gone now. */
export async function settleHalfMadeEntry(commonDirFile: string): Promise<boolean> {
  if (basename(commonDirFile) === 'locked') return true;
  const text = await readTextIfThere(commonDirFile);
  if (text !== undefined && text.trim() !== '') return true;
  const entry = dirname(commonDirFile);
  const state = await stat(entry).catch(ignoreMissing);
  if (state === undefined) return true;
  if (Date.now() - state.mtimeMs < abandonedMs) return false;
  // One that was whole once holds an index and the log of its HEAD: only the file itself is lost, and it is always the same.
  if (await isThere(join(entry, 'index'))) await writeWhole(commonDirFile, '../..\n');
  else await rm(entry, { recursive: true, force: true });
  return true;
}
