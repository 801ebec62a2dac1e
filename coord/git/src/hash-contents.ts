import { createHash } from 'node:crypto';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** SHA-256 of what a commit holds, one file left out: equal for two commits that differ in nothing else. */
export async function hashContents(
  repo: Repository,
  commit: string,
  { without }: { without: string },
): Promise<string> {
  const { stdout } = await runGit(repo, {
    args: ['ls-tree', '-r', '-z', '--full-tree', commit],
    kind: 'read',
  });
  const entries = stdout.split('\0').filter((entry) => entry !== '' && !entry.endsWith(`\t${without}`));
  return createHash('sha256').update(entries.join('\0')).digest('hex');
}
