import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommitParts, commitTree } from './commit-tree.ts';
import { hashObject } from './read-objects.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** A commit on `onto` that differs from it in one file. Made in an index of its own: no work tree is touched, no ref moved. */
export async function commitFile(
  repo: Repository,
  options: { onto: string; path: string; content: string | Uint8Array } & Omit<
    CommitParts,
    'tree' | 'parents'
  >,
): Promise<string> {
  const { onto, path, content, ...parts } = options;
  const index = join(repo.commonDir, `muster-index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    const blob = await hashObject(repo, content, { isStored: true });
    await runGit(repo, { args: ['read-tree', onto], kind: 'write', env });
    await runGit(repo, {
      args: ['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`],
      kind: 'write',
      env,
    });
    const { stdout } = await runGit(repo, { args: ['write-tree'], kind: 'write', env });
    return await commitTree(repo, { ...parts, tree: stdout.trim(), parents: [onto] });
  } finally {
    await rm(index, { force: true });
  }
}
