import { canMeet, type Reach, readBases, readReaches, type Span } from './branch-reach.ts';
import { mergePairs } from './merge-pairs.ts';
import type { ConflictPath } from './merge-trees.ts';
import type { Repository } from './repository.ts';

/** The number that stands for the target among the sessions of a forecast. */
export const TARGET = 0;

export type LiveBranch = { session: number; commit: string };

/** Two sides that would conflict if both landed now; the smaller number first, so `TARGET` is always `session`. */
export type PredictedConflict = {
  session: number;
  other: number;
  commit: string;
  otherCommit: string;
  paths: ConflictPath[];
};

export type ConflictForecast = {
  conflicts: PredictedConflict[];
  /** Sessions whose branch holds something that the target does not. */
  live: number[];
  /** What the look cost: pairs there are, pairs whose changes can meet, and merges that were not known yet. */
  pairs: number;
  meeting: number;
  merged: number;
};

/** What earlier looks found out: an unchanged range and an unchanged pair cost nothing. Holds what the last look used. */
export type ForecastCache = { reaches: Map<string, Reach>; merges: Map<string, ConflictPath[]> };

export function makeForecastCache(): ForecastCache {
  return { reaches: new Map(), merges: new Map() };
}

type Side = LiveBranch & { reach: Reach; base: string };
type Pair = { session: number; other: number; commit: string; otherCommit: string; key: string };

/**
 * Which live branches will conflict with one another when both land, and which conflict with what has landed already: only
 * those are merged whose changes since the target can meet. A branch that the target contains is not live. What a branch
 * conflicts with on the target is told of it and the target, not of every other branch that stands on a newer one.
 */
export async function forecastConflicts(
  repo: Repository,
  order: { target: string; branches: readonly LiveBranch[]; cache: ForecastCache; scratch: string },
): Promise<ConflictForecast> {
  const { target, branches, cache, scratch } = order;
  const bases = await readBases(
    repo,
    target,
    branches.map(({ commit }) => commit),
  );
  const live = branches.flatMap(({ session, commit }) => {
    const base = bases.get(commit);
    return base === undefined ? [] : [{ session, commit, base }];
  });
  const reaches = await reachesOf(repo, cache, live, target);
  const sides: Side[] = live.map((side) => ({
    ...side,
    reach: reaches.get(spanKey(side.base, side.commit))!,
  }));
  const pairs = sides.flatMap((side, at) => sides.slice(at + 1).map((other) => [side, other] as const));
  const wanted = [
    ...sides
      .filter(({ base, reach }) => base !== target && canMeet(reach, reaches.get(spanKey(base, target))!))
      .map((side) => pairOf({ session: TARGET, commit: target }, side)),
    ...pairs
      .filter(([one, other]) => canMeet(one.reach, other.reach))
      .map(([one, other]) => pairOf(one, other)),
  ];
  const merged = await mergeAll(repo, cache, wanted, scratch);
  return {
    conflicts: wanted.flatMap((pair) => {
      const paths = ownPaths(pair, sides, cache, target);
      const { key, ...named } = pair;
      return paths.length === 0 ? [] : [{ ...named, paths }];
    }),
    live: sides.map(({ session }) => session),
    pairs: pairs.length + sides.filter(({ base }) => base !== target).length,
    meeting: wanted.length,
    merged,
  };
}

const spanKey = (base: string, head: string): string => `${base}..${head}`;
const mergeKey = (commit: string, other: string): string => `${commit} ${other}`;

function pairOf(one: LiveBranch, other: LiveBranch): Pair {
  const [first, second] = one.session < other.session ? [one, other] : [other, one];
  return {
    session: first.session,
    other: second.session,
    commit: first.commit,
    otherCommit: second.commit,
    key: mergeKey(first.commit, second.commit),
  };
}

/** Of every branch since its base, and of the target since the same. */
async function reachesOf(
  repo: Repository,
  cache: ForecastCache,
  live: readonly (LiveBranch & { base: string })[],
  target: string,
): Promise<Map<string, Reach>> {
  const spans = new Map<string, Span>();
  for (const { base, commit } of live) {
    spans.set(spanKey(base, commit), { base, head: commit });
    spans.set(spanKey(base, target), { base, head: target });
  }
  const missing = [...spans].filter(([key]) => !cache.reaches.has(key));
  const read = await readReaches(
    repo,
    missing.map(([, span]) => span),
  );
  for (const [at, [key]] of missing.entries()) cache.reaches.set(key, read[at]!);
  keepOnly(cache.reaches, new Set(spans.keys()));
  return cache.reaches;
}

/** Merges what is not known yet; answers how many that were. */
async function mergeAll(
  repo: Repository,
  cache: ForecastCache,
  pairs: readonly Pair[],
  scratch: string,
): Promise<number> {
  const missing = pairs.filter(({ key }) => !cache.merges.has(key));
  const merges = await mergePairs(
    repo,
    missing.map(({ commit, otherCommit }) => ({ ours: commit, theirs: otherCommit })),
    scratch,
  );
  for (const [at, { key }] of missing.entries()) {
    const merge = merges[at]!;
    cache.merges.set(key, merge.kind === 'clean' ? [] : merge.paths);
  }
  keepOnly(cache.merges, new Set(pairs.map(({ key }) => key)));
  return missing.length;
}

/** The conflicts that are the pair's own: a path that only one of the two changes, and that conflicts with the target, is not. */
function ownPaths(pair: Pair, sides: readonly Side[], cache: ForecastCache, target: string): ConflictPath[] {
  const paths = cache.merges.get(pair.key) ?? [];
  if (pair.session === TARGET) return paths;
  const [one, other] = [pair.session, pair.other].map(
    (session) => sides.find((side) => side.session === session)!,
  );
  // From one base neither has anything of the target that the other lacks.
  if (one!.base === other!.base) return paths;
  const withTarget = new Set(
    [one!, other!].flatMap(({ commit }) =>
      (cache.merges.get(mergeKey(target, commit)) ?? []).map(({ path }) => path),
    ),
  );
  return paths.filter(
    ({ path }) => !withTarget.has(path) || (one!.reach.paths.has(path) && other!.reach.paths.has(path)),
  );
}

function keepOnly(known: Map<string, unknown>, used: ReadonlySet<string>): void {
  for (const key of known.keys()) if (!used.has(key)) known.delete(key);
}
