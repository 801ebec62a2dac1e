import { join } from 'node:path';
import { readLooseRef } from './refs.ts';
import type { Repository } from './repository.ts';
import { readTextIfThere } from './worktree-files.ts';

/**
 * The branch (full ref) that a work tree has checked out, and its tip, read without a process. Undefined, as the commit
 * alone may be, where only git can tell: HEAD is detached, or the ref is packed or in another kind of store.
 */
export async function readCheckedOut(
  repo: Repository,
  gitDir: string,
): Promise<{ branch: string; commit: string | undefined } | undefined> {
  const head = await readTextIfThere(join(gitDir, 'HEAD'));
  const branch = head === undefined ? undefined : /^ref: (refs\/heads\/.+)\n$/.exec(head)?.[1];
  return branch === undefined ? undefined : { branch, commit: await readLooseRef(repo, branch) };
}
