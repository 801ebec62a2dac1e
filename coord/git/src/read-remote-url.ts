import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** Where a remote is, as git would go there; undefined when the repository has no remote of that name. */
export async function readRemoteUrl(repo: Repository, remote: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runGit(repo, {
    args: ['remote', 'get-url', '--push', '--', remote],
    kind: 'read',
    accept: 'any',
  });
  return exitCode === 0 ? stdout.trim() : undefined;
}
