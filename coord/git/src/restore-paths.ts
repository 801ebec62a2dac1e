import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { saveWorktree } from './save-worktree.ts';
import { readStatus } from './worktree-status.ts';

/**
 * Brings paths of a work tree back to what its HEAD says, those that it does not know away, after the whole dirty state was
 * saved. Other paths stay as they are. Answers the save.
 */
export async function restorePaths(
  repo: Repository,
  { path, files, saveRef }: { path: string; files: string[]; saveRef: string },
): Promise<string | undefined> {
  const saved = await saveWorktree(repo, { path, ref: saveRef });
  if (saved === undefined || files.length === 0) return saved;
  const onFiles = (args: string[]) =>
    runGit(repo, { args: ['--literal-pathspecs', ...args, '--', ...files], cwd: path, kind: 'write' });
  await onFiles(['reset', '--quiet', 'HEAD']);
  const dirty = (await readStatus(repo, path)).dirty.filter((entry) => files.includes(entry.path));
  for (const { path: file, state } of dirty) {
    if (state === 'untracked') await rm(join(path, file), { recursive: true, force: true });
  }
  const changed = dirty.filter(({ state }) => state !== 'untracked').map((entry) => entry.path);
  if (changed.length > 0)
    await runGit(repo, {
      args: ['--literal-pathspecs', 'checkout', '--quiet', 'HEAD', '--', ...changed],
      cwd: path,
      kind: 'write',
    });
  return saved;
}
