import { join } from 'node:path';
import { fullRef } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { isThere, readTextIfThere } from './worktree-files.ts';
import { realWorktreePath } from './worktree-list.ts';

export const TOKEN_FILE = 'muster-token';

export type WorktreeProof =
  | { kind: 'ok'; head: string }
  | {
      kind: 'mismatch';
      what: 'folder' | 'repository' | 'path' | 'branch' | 'head' | 'token';
      expected: string;
      found: string;
    };

/**
 * Whether the folder is this repository's worktree, of this branch, with this identity. One git process. Called before
 * every turn: a driver in the wrong folder would otherwise write into somebody else's work.
 */
export async function proveWorktree(
  repo: Repository,
  { path, branch, token }: { path: string; branch: string; token: string },
): Promise<WorktreeProof> {
  if (!(await isThere(path))) return mismatch('folder', path, 'nothing');
  const { exitCode, stdout, stderr } = await runGit(repo, {
    args: [
      ...['rev-parse', '--path-format=absolute', '--show-toplevel', '--git-dir', '--git-common-dir'],
      ...['HEAD', '--symbolic-full-name', 'HEAD'],
    ],
    cwd: path,
    kind: 'read',
    accept: 'any',
  });
  const [top, gitDir, commonDir, head, foundBranch] = stdout.split('\n');
  if (top === undefined || gitDir === undefined || commonDir === undefined || commonDir === '') {
    return mismatch('repository', repo.commonDir, stderr.trim() || 'no git worktree');
  }
  if ((await realWorktreePath(commonDir)) !== repo.commonDir)
    return mismatch('repository', repo.commonDir, commonDir);
  const expectedTop = await realWorktreePath(path);
  if ((await realWorktreePath(top)) !== expectedTop) return mismatch('path', expectedTop, top);
  if (exitCode !== 0 || head === undefined) return mismatch('head', 'a commit', 'a branch without commits');
  if (foundBranch !== fullRef(branch)) {
    return mismatch(
      'branch',
      fullRef(branch),
      foundBranch === 'HEAD' ? `detached at ${head}` : (foundBranch ?? ''),
    );
  }
  const foundToken = await readTextIfThere(join(gitDir, TOKEN_FILE));
  if (foundToken !== token) return mismatch('token', token, foundToken ?? 'none');
  return { kind: 'ok', head };
}

function mismatch(
  what: Extract<WorktreeProof, { kind: 'mismatch' }>['what'],
  expected: string,
  found: string,
): WorktreeProof {
  return { kind: 'mismatch', what, expected, found };
}
