import { join, resolve } from 'node:path';
import { readCheckedOut } from './read-checked-out.ts';
import { fullRef, isAncestor } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { isThere, readTextIfThere, worktreeGitDir } from './worktree-files.ts';
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

type Claim = {
  path: string;
  branch: string;
  token: string;
  /** A commit that HEAD must be or contain: where the work in the folder began. */
  contains?: string;
};

/**
 * Whether the folder is this repository's worktree, of this branch, with this identity. Called before every turn: a
 * driver in the wrong folder would otherwise write into somebody else's work.
 */
export async function proveWorktree(repo: Repository, claim: Claim): Promise<WorktreeProof> {
  if (!(await isThere(claim.path))) return mismatch('folder', claim.path, 'nothing');
  const proof = (await readProof(repo, claim)) ?? (await askGit(repo, claim));
  const { contains } = claim;
  if (proof.kind !== 'ok' || contains === undefined || proof.head === contains) return proof;
  if (await isAncestor(repo, contains, proof.head)) return proof;
  return mismatch('head', `a commit that contains ${contains}`, proof.head);
}

/** What git would find, read from the files that it would read; undefined when any is not as usual, for git to say how. */
async function readProof(
  repo: Repository,
  { path, branch, token }: Claim,
): Promise<WorktreeProof | undefined> {
  const gitDir = await worktreeGitDir(path);
  if (gitDir === undefined) return undefined;
  // A worktree's own settings could place its files somewhere else.
  const [shared, hasOwnSettings, checkedOut, found] = await Promise.all([
    readTextIfThere(join(gitDir, 'commondir')),
    isThere(join(gitDir, 'config.worktree')),
    readCheckedOut(repo, gitDir),
    readTextIfThere(join(gitDir, TOKEN_FILE)),
  ]);
  if (shared === undefined || hasOwnSettings || found !== token) return undefined;
  if (checkedOut?.commit === undefined || checkedOut.branch !== fullRef(branch)) return undefined;
  if ((await realWorktreePath(resolve(gitDir, shared.trimEnd()))) !== repo.commonDir) return undefined;
  return { kind: 'ok', head: checkedOut.commit };
}

async function askGit(repo: Repository, { path, branch, token }: Claim): Promise<WorktreeProof> {
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
