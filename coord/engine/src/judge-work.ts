import type { TurnOutcome } from '@musterhq/agents';
import {
  type ChangedPath,
  changedPaths,
  commitOf,
  commitWorktree,
  findLeftConflicts,
  type LeftConflict,
  listTree,
  mergeBase,
  type Repository,
  readFileAt,
  readMerges,
  treeOf,
  uncommit,
} from '@musterhq/git';
import { normalPath } from '@musterhq/plan';
import {
  judgeTurn,
  type ReworkCause,
  readAttempts,
  readLiveGrants,
  readTurns,
  recordEvent,
  type Verdict,
} from '@musterhq/store';
import type { Context } from './context.ts';
import type { TurnWork } from './decide.ts';
import { isOutage } from './driving/outage.ts';
import { checkAfterTurn } from './fence/check-after-turn.ts';
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
  // Whatever became of the turn: what it left elsewhere must not stay.
  const beside = await checkAfterTurn(context, { turn: prepared.id, session: order.session, task: work.id });
  if (outcome.kind === 'stopped') return { kind: 'stopped' };
  if (outcome.kind !== 'finished') {
    const cause = isOutage(outcome) ? 'outage' : 'driver';
    const words = beside.kind === 'foreign' ? [wordsOf(outcome), beside.words] : [wordsOf(outcome)];
    return { kind: 'rework', cause, feedback: words.join('\n\n') };
  }
  if (beside.kind === 'foreign') return { kind: 'rework', cause: 'ownership', feedback: beside.words };
  const { store, fence, repo, live } = context;
  const seat = seatOf(live.plan, context.stateDir, order.session);
  await requireProof(context, seat, prepared.root);
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
    return { kind: 'rework', cause: 'conflict', feedback: unsolvedWords(context, committed.left) };
  }
  if (committed.kind === 'hook_refused') {
    return {
      kind: 'rework',
      cause: 'hook',
      feedback: `A hook of the repository refused the commit:\n${committed.output}`,
    };
  }
  const head = await commitOf(repo, `refs/heads/${seat.branch}`);
  const base = await baseOfWork(context, order, prepared, head);
  const changes = await changedPaths(repo, base, head);
  const sentBack = async (cause: ReworkCause, feedback: string): Promise<Verdict> => {
    return { kind: 'rework', cause, feedback, tree: await treeOf(repo, head) };
  };
  const isSentBack = changes.length > 0 && (await wasSentBack(context, order, head));
  if (changes.length === 0 || isSentBack) {
    // A merge that was called off is laid out again.
    const cause = isSentBack && order.cause === 'conflict' ? 'conflict' : 'nothing_done';
    return sentBack(cause, nothingDone(work, outcome, order.feedback));
  }
  const left = await leftInMerges(context, base, head, changes);
  if (left.length > 0) return sentBack('conflict', unsolvedWords(context, left));
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
    // Off the branch, so that no later commit drags it in; the files stay for the session to put right. What it took in by a
    // merge is in the base, so that only its own changes are left to be put right.
    await uncommit(repo, { path: seat.worktree, branch: seat.branch, to: base });
    return sentBack('ownership', feedback);
  }
  const missing = await missingArtifacts(repo, head, outcome.artifacts);
  if (missing.length > 0) {
    const feedback = `The driver claims ${missing.join(', ')}, which the commit ${head.slice(0, 10)} does not hold: not written, or ignored by git.`;
    return sentBack('nothing_done', feedback);
  }
  return { kind: 'submitted', commit: head };
}

/**
 * The newest landed commit that the work has in it: what came in by a merge of the integration branch is not the session's
 * own, neither to be held against it nor to be hidden behind.
 */
async function baseOfWork(
  context: Context,
  order: TurnWork,
  prepared: PreparedTurn,
  head: string,
): Promise<string> {
  const integration = await commitOf(context.repo, `refs/heads/${context.integration}`);
  if (order.turn === 1 && integration === prepared.base) return prepared.base;
  return (await mergeBase(context.repo, integration, head)) ?? prepared.base;
}

/** What is left of the conflicts of merges that the session committed by itself, markers and all. */
async function leftInMerges(
  { repo }: Context,
  base: string,
  head: string,
  changes: ChangedPath[],
): Promise<LeftConflict[]> {
  if (new Set(changes.map(({ commit }) => commit)).size === 1) return [];
  const left: LeftConflict[] = [];
  for (const [ours, theirs] of await readMerges(repo, base, head)) {
    left.push(...(await findLeftConflicts(repo, { ours, theirs }, (path) => readFileAt(repo, head, path))));
  }
  return left;
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

function unsolvedWords(context: Context, left: LeftConflict[]): string {
  const lines = left.slice(0, 20).map((one) => {
    if (one.kind === 'marked') return `- ${one.path}, line ${one.line}, still holds: ${one.text}`;
    if (one.kind === 'laid_aside')
      return `- ${one.path} was laid aside because the other side has a folder there: put what is in it in its place, and remove it`;
    return `- ${one.path} is unmerged`;
  });
  const rest = left.length > 20 ? [`- and ${left.length - 20} more`] : [];
  return [
    `The merge of ${context.integration} is not solved yet in ${left[0]!.path}:`,
    ...lines,
    ...rest,
  ].join('\n');
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
      if (outcome.error !== undefined)
        return `The agent could not go on (${outcome.error.class.replace('_', ' ')}): ${outcome.error.message}`;
      // Nothing was started: what is told of it is all there is, and no output.
      if (outcome.reason === 'missing_command' && outcome.step === undefined)
        return `The driver could not be started: ${outcome.tail}`;
      const exit = outcome.exitCode === undefined ? '' : ` with exit code ${outcome.exitCode}`;
      return `${outcome.step === undefined ? 'The driver' : `The step '${outcome.step}'`} failed (${outcome.reason})${exit}. The end of its output:\n${outcome.tail}`;
    }
    case 'timed_out':
      return `The turn was ended after its time limit of ${outcome.limitMs} ms. The end of its output:\n${outcome.tail}`;
    case 'crashed':
      return `The turn's process was gone without an outcome: ${outcome.detail}`;
  }
}
