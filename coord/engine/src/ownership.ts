import type { ChangedPath } from '@musterhq/git';
import { isGranted, ownerOf, type Plan } from '@musterhq/plan';
import type { Grant } from '@musterhq/store';
import type { Work } from './work.ts';

export type ForeignPath = { path: string; commit: string; owner: number; phrase: string };

/** The paths of a diff that the session may not write, each with whom to ask. */
export function foreignPaths(plan: Plan, work: Work, changes: ChangedPath[], grants: Grant[]): ForeignPath[] {
  const found = new Map<string, ForeignPath>();
  for (const change of changes) {
    const misfit = misfitOf(change);
    if (misfit !== undefined) {
      found.set(change.path, {
        path: change.path,
        commit: change.commit,
        owner: plan.master,
        phrase: misfit,
      });
      continue;
    }
    for (const path of change.oldPath === undefined ? [change.path] : [change.path, change.oldPath]) {
      const owner = ownerOf(plan, path, work);
      if (owner.kind === 'shared' || owner.session === work.session) continue;
      if (grants.some((grant) => grant.session === work.session && isGranted(grant.path, path))) continue;
      found.set(path, { path, commit: change.commit, owner: owner.session, phrase: owner.phrase });
    }
  }
  return [...found.values()];
}

/** What no session may commit wherever it lies: the path says nothing about what would be read or written there. */
function misfitOf(change: ChangedPath): string | undefined {
  if (change.isSymlinkOutside === true) {
    return `it is a symbolic link that leads out of the repository (${change.symlinkTarget ?? 'unknown target'})`;
  }
  if (change.isUndecodable === true) return 'its name is not UTF-8, so nobody can tell whose it is';
  return undefined;
}

/** The first line says it all for a log; the rest says whom to ask, path by path. */
export function refusalOf(plan: Plan, session: number, foreign: ForeignPath[]): string {
  const ownerName = (owner: number) => {
    const name = plan.sessions.find((candidate) => candidate.id === owner)?.name;
    return name === undefined ? `Session ${owner}` : `Session ${owner} (${name})`;
  };
  const first = foreign[0]!;
  const others = foreign.length === 1 ? '' : ` and ${foreign.length - 1} more paths`;
  const lines = foreign.slice(0, 20).map(({ path, owner, phrase }) => {
    return `- ${path} belongs to ${ownerName(owner)}: ${phrase}. To ask for it: muster grant ${path} --to ${session} --for 2h`;
  });
  const rest = foreign.length > 20 ? [`- and ${foreign.length - 20} more`] : [];
  return [
    `Session ${session} wrote ${first.path}, which belongs to ${ownerName(first.owner)}${others}; nothing of this left its worktree.`,
    ...lines,
    ...rest,
  ].join('\n');
}
