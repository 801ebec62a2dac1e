import {
  commitOf,
  commitTree,
  isAncestor,
  listTree,
  mergeTrees,
  moveRef,
  pathsBetween,
  readFileAt,
  treeOf,
} from '@musterhq/git';
import { normalPath } from '@musterhq/plan';
import {
  type AttemptKey,
  type Delivery,
  findIntegration,
  finishAttempt,
  judgeTurn,
  planIntegration,
  readHandoffs,
  readTurns,
  recordEvent,
  type Turn,
} from '@musterhq/store';
import type { Context } from './context.ts';
import { evidenceOf, isPass } from './gates/gate-verdict.ts';
import { gatesOf } from './gates/gates-of.ts';
import { runGates } from './gates/run-gates.ts';
import { masterAuthor } from './seat.ts';
import { sha256 } from './sha256.ts';
import { workOf } from './work.ts';

export type LandingWork = { task: string; session: number; attempt: number; commit: string };

export type Candidate =
  | { kind: 'candidate'; onto: string; commit: string }
  | { kind: 'landed'; commit: string }
  | { kind: 'returned' };

const keyOf = (order: LandingWork): AttemptKey => ({
  task: order.task,
  attempt: order.attempt,
  session: order.session,
});

/**
 * The commit that would take the work in: made beside every work tree and not yet on any branch. A repeat after a crash finds an integration that went through by its own record.
 */
export async function makeCandidate(context: Context, order: LandingWork): Promise<Candidate> {
  const { repo, store, fence } = context;
  const onto = await commitOf(repo, `refs/heads/${context.integration}`);
  const known = await findIntegration(store.database, fence.run, keyOf(order));
  if (known !== undefined && (await isAncestor(repo, known.commit, onto)))
    return { kind: 'landed', commit: known.commit };
  const merge = await mergeTrees(repo, onto, order.commit);
  if (merge.kind === 'conflict') {
    await recordEvent(store, fence, {
      key: `landing:${order.task}#${order.attempt}:conflict:${onto}:${order.commit}`,
      kind: 'conflict_met',
      session: order.session,
      task: order.task,
      data: { onto, commit: order.commit, paths: merge.paths.map(({ path, reason }) => ({ path, reason })) },
    });
    const hunks = merge.paths.map(
      ({ path, reason, hunks }) => `${path} (${reason})${hunks === undefined ? '' : `:\n${hunks}`}`,
    );
    await sendBack(
      context,
      order,
      'conflict',
      `The work conflicts with what is on ${context.integration} by now:\n${hunks.join('\n')}`,
    );
    return { kind: 'returned' };
  }
  const work = workOf(context.live.plan, []).find((item) => item.id === order.task);
  const turn = await lastTurn(context, order);
  const commit = await commitTree(repo, {
    tree: merge.tree,
    parents: [onto, order.commit],
    author: masterAuthor(context.live.plan),
    message:
      `Integrate ${work?.label ?? order.task} of session ${order.session}\n\n${work?.deliverable ?? ''}`.trim(),
    // A time of the store, not of now: a repeated step makes the very same commit.
    date: turn.endedAt!.toISOString(),
  });
  return { kind: 'candidate', onto, commit };
}

/** The task's gates and those of every candidate, on the combined tree. */
export async function gateCandidate(
  context: Context,
  order: LandingWork,
  commit: string,
): Promise<'passed' | 'returned'> {
  const judged = await runGates(context, {
    commit,
    gates: gatesOf(context, order.task),
    subject: {
      subject: `landing:${order.task}#${order.attempt}`,
      session: order.session,
      task: order.task,
    },
    onFirstRed: 'stop',
  });
  // The coordinator ends: whoever comes next runs them.
  if (judged.kind === 'canceled') return new Promise(() => undefined);
  const red = judged.verdicts.find((verdict) => !isPass(verdict));
  if (red === undefined) return 'passed';
  await sendBack(context, order, 'gates', evidenceOf(red));
  return 'returned';
}

/** Compare-and-swap of the integration branch; `stale` when somebody else moved it meanwhile. */
export async function moveIntegration(
  context: Context,
  order: LandingWork,
  candidate: { onto: string; commit: string },
): Promise<'landed' | 'stale'> {
  await planIntegration(context.store, context.fence, keyOf(order), candidate);
  const moved = await moveRef(
    context.repo,
    `refs/heads/${context.integration}`,
    candidate.commit,
    candidate.onto,
    `muster: integrate ${order.task}`,
    { isFastForward: true },
  );
  if (moved !== 'stale') return 'landed';
  // Repeated after a crash, with more landed on top since: then it is there all the same.
  const now = await commitOf(context.repo, `refs/heads/${context.integration}`);
  return (await isAncestor(context.repo, candidate.commit, now)) ? 'landed' : 'stale';
}

/** Closes the attempt and offers what it hands on, with the content hash of every artifact. */
export async function finishLanding(context: Context, order: LandingWork, commit: string): Promise<void> {
  const { repo, store, fence, live } = context;
  const turn = await lastTurn(context, order);
  const paths = await pathsBetween(repo, `${commit}^1`, commit);
  const outcome = turn.outcome as { artifacts?: string[] };
  const named = outcome.artifacts ?? [];
  const rows = await readHandoffs(store.database, fence.run);
  const deliveries: Delivery[] = [];
  for (const handoff of live.plan.handoffs.filter((candidate) => candidate.producer === order.task)) {
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
  await finishAttempt(
    store,
    fence,
    keyOf(order),
    { commit, paths, tree: await treeOf(repo, commit) },
    deliveries,
  );
}

/** A repeated step finds the turn sent back already, and perhaps a later one under way: that one is left alone. */
async function sendBack(context: Context, order: LandingWork, cause: 'conflict' | 'gates', feedback: string) {
  const { store, fence } = context;
  const turn = (await turnsOf(context, order)).find(
    ({ verdict }) => verdict?.kind === 'submitted' && verdict.commit === order.commit,
  );
  if (turn === undefined) return;
  await judgeTurn(store, fence, keyOf(order), turn, { kind: 'rework', cause, feedback });
}

async function lastTurn(context: Context, order: LandingWork): Promise<Turn> {
  return (await turnsOf(context, order)).toSorted((a, b) => b.number - a.number)[0]!;
}

async function turnsOf(context: Context, order: LandingWork): Promise<Turn[]> {
  const turns = await readTurns(context.store.database, context.fence.run);
  return turns.filter((turn) => turn.task === order.task && turn.attempt === order.attempt);
}

async function hashAt(context: Context, commit: string, path: string): Promise<string> {
  const content = await readFileAt(context.repo, commit, path);
  if (content !== undefined) return sha256(content);
  // A folder is what git has in it; a file that the work removed is nothing.
  const files = await listTree(context.repo, commit, normalPath(path) ?? path);
  return sha256(files.map((file) => `${file.object} ${file.path}\n`).join(''));
}
