import {
  type BranchStep,
  fetchedRef,
  isAncestor,
  listTree,
  mergeTrees,
  pathsBetween,
  type Repository,
  readRef,
  readSteps,
} from '@musterhq/git';
import { findLandings, readDocumentPaths } from '@musterhq/store';
import type { Context } from '../context.ts';
import { isByPullRequest } from '../pull-request/fetch-main.ts';

/** A commit that the integration branch went forward by, and no landing; its paths are what it brought along of its own. */
export type UnlandedCommit = { commit: string; author: string; paths: string[] };

type Where = Pick<Context, 'repo' | 'store' | 'configuration' | 'main'>;

/**
 * What came onto the integration branch and through no landing, the oldest first: every layer of the fence may be off, and a person may
 * have pushed there. Landings of any run are known by their rows, which are written before the branch moves. What `main` contains is
 * the business of whoever put it there; of a merge of `main` it is what its conflicts do not explain. Plans are written there by
 * Muster itself, and adopted or refused by what they say.
 */
export async function findUnlanded(context: Where, tip: string): Promise<UnlandedCommit[]> {
  const { repo, store } = context;
  const mains = await mainTips(context);
  const steps = await readSteps(repo, tip, mains);
  if (steps.length === 0) return [];
  const landed = await findLandings(
    store.database,
    steps.map(({ commit }) => commit),
  );
  const plans = new Set(await readDocumentPaths(store.database));
  const found: UnlandedCommit[] = [];
  for (const step of steps.reverse()) {
    if (landed.has(step.commit)) continue;
    const paths = (await ownPaths(repo, step, mains)).filter((path) => !plans.has(path));
    if (paths.length > 0) found.push({ commit: step.commit, author: step.author, paths });
  }
  return found;
}

async function mainTips(context: Where): Promise<string[]> {
  const { repo, configuration, main } = context;
  const refs = [`refs/heads/${main}`];
  if (isByPullRequest(context)) refs.push(fetchedRef({ remote: configuration.landing.remote, branch: main }));
  const tips = await Promise.all(refs.map((ref) => readRef(repo, ref)));
  return tips.filter((tip) => tip !== undefined);
}

async function ownPaths(
  repo: Repository,
  { commit, parents }: BranchStep,
  mains: readonly string[],
): Promise<string[]> {
  const [ours, theirs, ...more] = parents;
  if (ours === undefined) return (await listTree(repo, commit)).map(({ path }) => path);
  const changed = await pathsBetween(repo, ours, commit);
  if (theirs === undefined || more.length > 0 || !(await isOnAny(repo, theirs, mains))) return changed;
  const merge = await mergeTrees(repo, ours, theirs);
  const own = await pathsBetween(repo, merge.tree, commit);
  const solved = new Set(merge.kind === 'clean' ? [] : merge.paths.map(({ path }) => path));
  return own.filter((path) => !solved.has(path));
}

async function isOnAny(repo: Repository, commit: string, tips: readonly string[]): Promise<boolean> {
  for (const tip of tips) if (await isAncestor(repo, commit, tip)) return true;
  return false;
}
