import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { ignoreMissing } from './worktree-files.ts';

export type WorktreeEntry = {
  path: string;
  /** Absent in a bare repository and before the first commit. */
  head?: string;
  /** Full ref; absent when HEAD is detached. */
  branch?: string;
  isBare: boolean;
  /** The reason of `git worktree lock`, empty when it gave none; `initializing` while `git worktree add` is at work. */
  locked?: string;
  /** Git's reason why the entry could be pruned: its folder or its `.git` is gone. */
  prunable?: string;
};

/** Every work tree that git knows of, the main one first. */
export async function listWorktrees(repo: Repository): Promise<WorktreeEntry[]> {
  const { stdout } = await runGit(repo, { args: ['worktree', 'list', '--porcelain', '-z'], kind: 'read' });
  return stdout
    .split('\0\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const values = new Map(
        entry.split('\0').map((line) => {
          const blank = line.indexOf(' ');
          return blank === -1 ? [line, ''] : [line.slice(0, blank), line.slice(blank + 1)];
        }),
      );
      const head = values.get('HEAD');
      const branch = values.get('branch');
      const locked = values.get('locked');
      const prunable = values.get('prunable');
      return {
        path: values.get('worktree') ?? '',
        isBare: values.has('bare'),
        ...(head === undefined || /^0+$/.test(head) ? {} : { head }),
        ...(branch === undefined ? {} : { branch }),
        ...(locked === undefined ? {} : { locked }),
        ...(prunable === undefined ? {} : { prunable }),
      };
    });
}

/** A path as git reports it: symbolic links resolved as far as the path exists. */
export async function realWorktreePath(path: string): Promise<string> {
  const found = await realpath(path).catch(ignoreMissing);
  if (found !== undefined) return found;
  const parent = dirname(path);
  return parent === path ? path : join(await realWorktreePath(parent), basename(path));
}
