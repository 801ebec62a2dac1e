import { createHash } from 'node:crypto';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/**
 * SHA-256 of what a commit holds, one file left out: equal for two commits that differ in nothing else. With `only`, of
 * these files and folders alone; one that the commit does not have counts as nothing.
 */
export async function hashContents(
  repo: Repository,
  commit: string,
  { without, only }: { without: string; only?: string[] },
): Promise<string> {
  const { stdout } = await runGit(repo, {
    args: ['ls-tree', '-r', '-z', '--full-tree', commit, ...(only === undefined ? [] : ['--', ...only])],
    kind: 'read',
  });
  // A file that is named itself is meant, whichever it is.
  const isLeftOut = (entry: string) => entry.endsWith(`\t${without}`) && only?.includes(without) !== true;
  const entries = stdout.split('\0').filter((entry) => entry !== '' && !isLeftOut(entry));
  return createHash('sha256').update(entries.join('\0')).digest('hex');
}
