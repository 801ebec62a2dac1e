import { join } from 'node:path';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { readTextIfThere, requireWorktreeGitDir } from './worktree-files.ts';

/** What git remembers beside HEAD while it is in the middle of something. */
const midwayFiles = [
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'REBASE_HEAD',
  'rebase-merge/orig-head',
  'rebase-apply/orig-head',
];

const readIds = async (gitDir: string, name: string): Promise<string[]> =>
  ((await readTextIfThere(join(gitDir, name))) ?? '').match(/^[0-9a-f]{40,64}$/gm) ?? [];

/** The commits that a merge, rebase or the like under way in a worktree is about. */
export async function readMidwayHeads(gitDir: string): Promise<string[]> {
  const found = await Promise.all(midwayFiles.map((name) => readIds(gitDir, name)));
  return [...new Set(found.flat())];
}

/** Those of the commits that exist and are not contained in `head`. */
export async function unreachedHeads(
  repo: Repository,
  commits: string[],
  head: string | undefined,
): Promise<string[]> {
  if (commits.length === 0) return [];
  const { stdout } = await runGit(repo, {
    args: ['rev-list', '--no-walk', '--ignore-missing', '--stdin'],
    kind: 'read',
    input: `${[...commits, ...(head === undefined ? [] : [`^${head}`])].join('\n')}\n`,
  });
  return stdout.split('\n').filter((commit) => commit !== '');
}

/**
 * The commits that only a worktree's own memory reaches (the log of its HEAD, its own refs, ORIG_HEAD and the like): what
 * was amended, reset or rebased away in it. They go with the worktree unless something else holds them.
 */
export async function readUnreachedHistory(repo: Repository, path: string): Promise<string[]> {
  const gitDir = await requireWorktreeGitDir(path);
  const log = (await readTextIfThere(join(gitDir, 'logs', 'HEAD'))) ?? '';
  const logged = log
    .split('\n')
    .flatMap((line) => line.match(/^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) /)?.slice(1) ?? []);
  const own = await runGit(repo, {
    args: ['for-each-ref', '--format=%(objectname)', 'refs/worktree/', 'refs/bisect/', 'refs/rewritten/'],
    cwd: path,
    kind: 'read',
  });
  const commits = new Set([
    ...logged.filter((id) => !/^0+$/.test(id)),
    ...own.stdout.split('\n').filter((id) => id !== ''),
    ...(await readIds(gitDir, 'ORIG_HEAD')),
    ...(await readMidwayHeads(gitDir)),
  ]);
  if (commits.size === 0) return [];
  const { stdout } = await runGit(repo, {
    args: [
      ...['rev-list', '--parents', '--ignore-missing', '--stdin'],
      ...['--not', '--branches', '--tags', '--remotes', '--glob=refs/muster'],
    ],
    kind: 'read',
    input: `${[...commits].join('\n')}\n`,
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  const inner = new Set(lines.flatMap((line) => line.split(' ').slice(1)));
  return lines.map((line) => line.split(' ', 1)[0]!).filter((commit) => !inner.has(commit));
}
