import { GitError } from './git-error.ts';
import { type DiffPair, pairInput } from './read-raw-diffs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/**
 * `git patch-id --stable` of what happened between the commits of each pair; undefined where nothing did, and for all when
 * the patches are larger than one answer may be. No commit may be `after` twice.
 */
export async function patchIdsOf(repo: Repository, pairs: DiffPair[]): Promise<(string | undefined)[]> {
  const patch = await readPatch(repo, pairs);
  if (patch === undefined) return pairs.map(() => undefined);
  const { stdout } = await runGit(repo, { args: ['patch-id', '--stable'], kind: 'read', input: patch });
  const ids = new Map(
    stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]),
  );
  return pairs.map(({ after }) => ids.get(after));
}

async function readPatch(repo: Repository, pairs: DiffPair[]): Promise<string | undefined> {
  try {
    const { stdout } = await runGit(repo, {
      args: [
        'diff-tree',
        '--stdin',
        '-r',
        '-p',
        '--no-renames',
        '--full-index',
        '--no-ext-diff',
        '--no-textconv',
      ],
      kind: 'read',
      input: pairInput(pairs),
    });
    return stdout;
  } catch (error) {
    if (error instanceof GitError && error.code === 'output_too_large') return undefined;
    throw error;
  }
}
