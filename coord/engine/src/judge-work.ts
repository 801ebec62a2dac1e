import type { TurnOutcome } from '@musterhq/agents';
import { changedPaths, commitOf, commitWorktree, listTree, type Repository, uncommit } from '@musterhq/git';
import { normalPath } from '@musterhq/plan';
import {
  judgeTurn,
  readAttempts,
  readLiveGrants,
  readTurns,
  recordEvent,
  type Verdict,
} from '@musterhq/store';
import type { Context } from './context.ts';
import type { TurnWork } from './decide.ts';
import { getWork } from './get-work.ts';
import { foreignPaths, refusalOf } from './ownership.ts';
import { requireProof } from './require-proof.ts';
import { seatOf } from './seat.ts';
import type { PreparedTurn } from './turn.ts';
import type { Work } from './work.ts';

/** Commits what the turn left and judges it from facts: what was promised, what was touched, whose it is. */
export async function judgeWork(
  context: Context,
  order: TurnWork,
  prepared: PreparedTurn,
  outcome: TurnOutcome,
): Promise<Verdict> {
  const work = await getWork(context, order.task);
  const verdict = await verdictOf(context, order, prepared, outcome, work);
  await judgeTurn(context.store, context.fence, order, { id: prepared.id, number: order.turn }, verdict);
  return verdict;
}

async function verdictOf(
  context: Context,
  order: TurnWork,
  prepared: PreparedTurn,
  outcome: TurnOutcome,
  work: Work,
): Promise<Verdict> {
  if (outcome.kind === 'stopped') return { kind: 'stopped' };
  if (outcome.kind !== 'finished') return { kind: 'rework', cause: 'driver', feedback: wordsOf(outcome) };
  const { store, fence, repo, live } = context;
  const seat = seatOf(live.plan, context.stateDir, order.session);
  await requireProof(context, seat);
  const committed = await commitWorktree(repo, {
    path: seat.worktree,
    message: messageOf(work, outcome),
    author: seat.author,
    trailers: {
      'Muster-Task': work.id,
      'Muster-Session': String(order.session),
      'Muster-Turn': prepared.id,
    },
    base: prepared.base,
    // The turn's own end, not now: a repeated step makes the very same commit.
    date: (await endOfTurn(context, prepared.id)).toISOString(),
  });
  if (committed.kind === 'unmerged') {
    const feedback = `The worktree is in the middle of a merge: ${committed.left.map(({ path }) => path).join(', ')} still hold conflicts. Resolve them.`;
    return { kind: 'rework', cause: 'conflict', feedback };
  }
  if (committed.kind === 'hook_refused') {
    return {
      kind: 'rework',
      cause: 'hook',
      feedback: `A hook of the repository refused the commit:\n${committed.output}`,
    };
  }
  const head = await commitOf(repo, `refs/heads/${seat.branch}`);
  const changes = await changedPaths(repo, prepared.base, head);
  if (changes.length === 0 || (await wasSentBack(context, order, head))) {
    return { kind: 'rework', cause: 'nothing_done', feedback: nothingDone(work, outcome, order.feedback) };
  }
  await recordEvent(store, fence, {
    key: `turn:${prepared.id}:commit`,
    kind: 'commit_made',
    session: order.session,
    task: order.task,
    data: { commit: head, paths: [...new Set(changes.map((change) => change.path))] },
  });
  const grants = await readLiveGrants(store.database, new Date(context.clock.now()));
  const foreign = foreignPaths(live.plan, work, changes, grants);
  if (foreign.length > 0) {
    const feedback = refusalOf(live.plan, order.session, foreign);
    await recordEvent(store, fence, {
      key: `turn:${prepared.id}:ownership`,
      kind: 'ownership_refused',
      session: order.session,
      task: order.task,
      data: { commit: head, foreign },
    });
    // Off the branch, so that no later commit drags it in; the files stay for the session to put right.
    await uncommit(repo, { path: seat.worktree, branch: seat.branch, to: prepared.base });
    return { kind: 'rework', cause: 'ownership', feedback };
  }
  const missing = await missingArtifacts(repo, head, outcome.artifacts);
  if (missing.length > 0) {
    const feedback = `The driver claims ${missing.join(', ')}, which the commit ${head.slice(0, 10)} does not hold: not written, or ignored by git.`;
    return { kind: 'rework', cause: 'nothing_done', feedback };
  }
  return { kind: 'submitted', commit: head };
}

async function missingArtifacts(repo: Repository, commit: string, claimed: string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const path of claimed) {
    const inside = normalPath(path);
    if (inside === undefined || (await listTree(repo, commit, inside)).length === 0) missing.push(path);
  }
  return missing;
}

/** True when the landing has refused this very commit: it would refuse it again, for ever. */
async function wasSentBack(context: Context, order: TurnWork, head: string): Promise<boolean> {
  const attempts = await readAttempts(context.store.database, context.fence.run);
  return attempts.some(
    (attempt) =>
      attempt.task === order.task &&
      attempt.number === order.attempt &&
      attempt.state === 'working' &&
      attempt.head === head,
  );
}

async function endOfTurn(context: Context, turn: string): Promise<Date> {
  const turns = await readTurns(context.store.database, context.fence.run);
  return turns.find((row) => row.id === turn)?.endedAt ?? new Date(context.clock.now());
}

function messageOf(work: Work, outcome: TurnOutcome & { kind: 'finished' }): string {
  return outcome.message ?? work.deliverable ?? work.text.split('\n')[0]!;
}

function nothingDone(
  work: Work,
  outcome: TurnOutcome & { kind: 'finished' },
  feedback: string | undefined,
): string {
  const claim = outcome.summary === undefined ? '' : ` The driver said: ${outcome.summary}`;
  // Of several turns that changed nothing, the last still tells what the first was asked to put right.
  const asked = feedback === undefined ? '' : `${stillStands}${feedback.split(stillStands).at(-1)}`;
  return `The turn ended and changed nothing, so there is no evidence of "${work.deliverable ?? work.text}".${claim}${asked}`;
}

const stillStands = '\nWhat it was sent back for still stands:\n';

function wordsOf(outcome: Exclude<TurnOutcome, { kind: 'finished' | 'stopped' }>): string {
  switch (outcome.kind) {
    case 'failed': {
      const exit = outcome.exitCode === undefined ? '' : ` with exit code ${outcome.exitCode}`;
      return `${outcome.step === undefined ? 'The driver' : `The step '${outcome.step}'`} failed (${outcome.reason})${exit}. The end of its output:\n${outcome.tail}`;
    }
    case 'timed_out':
      return `The turn was ended after its time limit of ${outcome.limitMs} ms. The end of its output:\n${outcome.tail}`;
    case 'crashed':
      return `The turn's process was gone without an outcome: ${outcome.detail}`;
  }
}
