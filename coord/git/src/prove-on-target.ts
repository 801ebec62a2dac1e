import { readChangers } from './read-changers.ts';
import { type RawChange, readRawDiffs } from './read-raw-diffs.ts';
import { commitOf, isAncestor } from './refs.ts';
import type { Repository } from './repository.ts';

export type TargetProof =
  | {
      kind: 'contained';
      /** Paths of the landing that the target still has as they landed. */
      unchanged: string[];
      /** Paths that later commits of the target changed, the newest first. */
      superseded: { path: string; by: string[] }[];
    }
  | { kind: 'not_contained' };

/**
 * Whether what a commit landed (its difference from its first parent) is on a target now: the target contains the commit,
 * and each path is as it landed, or the later commits are named that changed it. Commits of the target's own line are
 * named, which are the landings; where none of them explains a path, those of all lines are.
 */
export async function proveOnTarget(
  repo: Repository,
  order: { commit: string; target: string },
): Promise<TargetProof> {
  const commit = await commitOf(repo, order.commit);
  const target = await commitOf(repo, order.target);
  if (!(await isAncestor(repo, commit, target))) return { kind: 'not_contained' };
  const [landed, since] = await readBoth(repo, commit, target);
  const differing = new Set(
    since.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [path, oldPath])),
  );
  const paths = [
    ...new Set(landed.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [oldPath, path]))),
  ];
  const superseded = paths.filter((path) => differing.has(path));
  if (superseded.length === 0) return { kind: 'contained', unchanged: paths, superseded: [] };
  const range = `${commit}..${target}`;
  const own = await readChangers(repo, ['--first-parent', '-m', range]);
  const any = superseded.every((path) => own.has(path)) ? own : await readChangers(repo, ['-m', range]);
  return {
    kind: 'contained',
    unchanged: paths.filter((path) => !differing.has(path)),
    superseded: superseded.map((path) => ({ path, by: own.get(path) ?? any.get(path) ?? [] })),
  };
}

/** What the commit landed, and what changed from there to the target: nothing where both are one. */
async function readBoth(
  repo: Repository,
  commit: string,
  target: string,
): Promise<[RawChange[], RawChange[]]> {
  const before = await commitOf(repo, `${commit}^1`);
  const pairs = [{ before, after: commit }];
  if (target !== commit) pairs.push({ before: commit, after: target });
  const [landed = [], since = []] = await readRawDiffs(repo, pairs);
  return [landed, since];
}
