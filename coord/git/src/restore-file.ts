import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { saveWorktree } from './save-worktree.ts';

/** Brings one file of a work tree back to what its HEAD says, after the whole dirty state was saved. Answers the save. */
export async function restoreFile(
  repo: Repository,
  order: { path: string; file: string; saveRef: string },
): Promise<string | undefined> {
  const saved = await saveWorktree(repo, { path: order.path, ref: order.saveRef });
  await runGit(repo, {
    args: ['checkout', '--quiet', 'HEAD', '--', order.file],
    cwd: order.path,
    kind: 'write',
  });
  return saved;
}
