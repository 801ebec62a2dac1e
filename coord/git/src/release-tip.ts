import { isAncestor, KEPT_REFS } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** Gives up a tip kept under `refs/muster/kept/`, but only while `target` contains it. Answers whether it is given up. */
export async function releaseTip(
  repo: Repository,
  { commit, target }: { commit: string; target: string },
): Promise<boolean> {
  if (!(await isAncestor(repo, commit, target))) return false;
  const ref = `${KEPT_REFS}/${commit}`;
  await runGit(repo, { args: ['update-ref', '--stdin', '-z'], kind: 'write', input: `delete ${ref}\0\0` });
  return true;
}
