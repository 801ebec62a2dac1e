import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export type WorktreeStatus = {
  /** Absent before the first commit. */
  head?: string;
  /** Full ref; absent when HEAD is detached. */
  branch?: string;
  /** Every path whose index or file differs from HEAD, and every untracked one that is not ignored. */
  dirty: DirtyPath[];
};

export type DirtyPath = {
  /** Ends in `/` for an untracked folder that is a repository of its own: git looks no further into it. */
  path: string;
  state: 'changed' | 'unmerged' | 'untracked';
  /** Whether the index differs from HEAD here. */
  isStaged: boolean;
};

/** One look at a work tree, without writing to its index. */
export async function readStatus(repo: Repository, path: string): Promise<WorktreeStatus> {
  const { stdout } = await runGit(repo, {
    args: [
      ...['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=all', '--no-renames'],
      ...['--ignore-submodules=none', '--no-ahead-behind'],
    ],
    cwd: path,
    kind: 'read',
  });
  const status: WorktreeStatus = { dirty: [] };
  for (const line of stdout.split('\0')) {
    const [kind = ''] = line;
    if (line.startsWith('# branch.oid ') && !line.endsWith('(initial)')) status.head = line.slice(13);
    if (line.startsWith('# branch.head ') && !line.endsWith('(detached)'))
      status.branch = `refs/heads/${line.slice(14)}`;
    const blanks = { 1: 8, u: 10, '?': 1 }[kind];
    if (blanks === undefined) continue;
    const state = kind === 'u' ? 'unmerged' : kind === '?' ? 'untracked' : 'changed';
    status.dirty.push({
      path: afterBlanks(line, blanks),
      state,
      isStaged: state === 'changed' && line[2] !== '.',
    });
  }
  return status;
}

/** The path is the last field and may itself hold blanks. */
function afterBlanks(line: string, count: number): string {
  let at = 0;
  for (let blank = 0; blank < count; blank += 1) at = line.indexOf(' ', at) + 1;
  return line.slice(at);
}

/** Untracked folders that are repositories of their own: their content cannot be part of a commit of this one. */
export function nestedRepositories(status: WorktreeStatus): string[] {
  return status.dirty
    .filter(({ path, state }) => state === 'untracked' && path.endsWith('/'))
    .map(({ path }) => path);
}
