import { commitOf, isAncestor, listTree, moveRef, pathsBetween, readFileAt, treeOf } from '@musterhq/git';
import { normalPath } from '@musterhq/plan';
import {
  type AttemptKey,
  type Delivery,
  finishAttempt,
  planIntegration,
  readHandoffs,
} from '@musterhq/store';
import type { Context } from '../context.ts';
import { storeLanded } from '../reuse/store-landed.ts';
import { finishRevertLanding } from '../revert-block.ts';
import { sha256 } from '../sha256.ts';
import { getLastTurn } from './attempt-turns.ts';
import type { Submission } from './next-landing.ts';

export type LandingOrder = { submission: Submission; onto: string; commit: string };

/** Compare-and-swap of the integration branch; `stale` when somebody else moved it meanwhile. */
export async function moveIntegration(
  context: Context,
  { submission, onto, commit }: LandingOrder,
): Promise<'landed' | 'stale'> {
  await planIntegration(context.store, context.fence, keyOf(submission), { onto, commit });
  const moved = await moveRef(
    context.repo,
    `refs/heads/${context.integration}`,
    commit,
    onto,
    `muster: integrate ${submission.entry}`,
    { isFastForward: true },
  );
  if (moved !== 'stale') return 'landed';
  // Repeated after a crash, with more landed on top since: then it is there all the same.
  const tip = await commitOf(context.repo, `refs/heads/${context.integration}`);
  return (await isAncestor(context.repo, commit, tip)) ? 'landed' : 'stale';
}

/** Closes what the commit was handed in for. */
export async function finishLanding(context: Context, { submission, commit }: LandingOrder): Promise<void> {
  const { of, entry } = submission;
  if (of.kind === 'attempt') await finishWork(context, of, entry, commit);
  else await finishRevertLanding(context, of, { entry, commit });
}

/** Where an attempt's rows are found; of a revert, its place among the integrations. */
function keyOf({ of }: Submission): AttemptKey {
  if (of.kind === 'attempt') return { task: of.task, attempt: of.attempt, session: of.session };
  return { task: `revert:${of.block}`, attempt: of.number, session: 1 };
}

/** Closes the attempt and offers what it hands on, with the content hash of every artifact. */
async function finishWork(context: Context, of: AttemptKey, entry: string, commit: string): Promise<void> {
  const { repo, store, fence, live } = context;
  const [turn, rows, paths, tree] = await Promise.all([
    getLastTurn(context, of),
    readHandoffs(store.database, fence.run),
    pathsBetween(repo, `${commit}^1`, commit),
    treeOf(repo, commit),
  ]);
  const outcome = turn.outcome as { artifacts?: string[] };
  const named = outcome.artifacts ?? [];
  const deliveries: Delivery[] = [];
  for (const handoff of live.plan.handoffs.filter((candidate) => candidate.producer === of.task)) {
    const delivery = rows.filter((row) => row.handoff === handoff.id).length + 1;
    const isOpen = rows.some(
      (row) => row.handoff === handoff.id && (row.state === 'offered' || row.state === 'taken'),
    );
    if (isOpen) continue;
    const artifacts = await Promise.all(
      (named.length > 0 ? named : paths).map(async (path) => ({
        path,
        sha256: await hashAt(context, commit, path),
      })),
    );
    deliveries.push({ handoff: handoff.id, delivery, artifacts });
  }
  await finishAttempt(store, fence, of, { entry, commit, paths, tree }, deliveries);
  if (context.configuration.reuse !== 'off') await storeLanded(context, of, commit);
}

async function hashAt(context: Context, commit: string, path: string): Promise<string> {
  const content = await readFileAt(context.repo, commit, path);
  if (content !== undefined) return sha256(content);
  // A folder is what git has in it; a file that the work removed is nothing.
  const files = await listTree(context.repo, commit, normalPath(path) ?? path);
  return sha256(files.map((file) => `${file.object} ${file.path}\n`).join(''));
}
