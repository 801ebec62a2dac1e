import {
  commitOf,
  commitTree,
  isAncestor,
  listTree,
  mergeBase,
  mergeTrees,
  moveRef,
  pathsBetween,
  proveLanding,
  readFileAt,
  treeOf,
} from '@musterhq/git';
import { normalPath } from '@musterhq/plan';
import {
  type AttemptKey,
  blockAttempt,
  type Delivery,
  finishAttempt,
  judgeTurn,
  planIntegration,
  readEvents,
  readHandoffs,
  readReverts,
  readTurns,
  recordEvent,
  type Turn,
} from '@musterhq/store';
import type { Context } from './context.ts';
import { evidenceOf, isPass } from './gates/gate-verdict.ts';
import { gatesOf } from './gates/gates-of.ts';
import { readsOf } from './gates/reads-of.ts';
import { runGates } from './gates/run-gates.ts';
import type { LandingDecision, Submission } from './next-landing.ts';
import { newQueueEvent, type QueueEventNotes } from './queue-events.ts';
import { finishRevertLanding, returnRevert } from './revert-block.ts';
import { masterAuthor } from './seat.ts';
import { sha256 } from './sha256.ts';
import { workOf } from './work.ts';

/** What goes back to a session also goes into the log and the status. */
const mostPathsTold = 20;

export type LandingOrder = { submission: Submission; onto: string; commit: string };

/** Where an attempt's rows are found; of a revert, its place among the integrations. */
function keyOf({ of }: Submission): AttemptKey {
  if (of.kind === 'attempt') return { task: of.task, attempt: of.attempt, session: of.session };
  return { task: `revert:${of.block}`, attempt: of.number, session: 1 };
}

const notesOf = ({ of }: Pick<Submission, 'of'>, number: number): QueueEventNotes =>
  of.kind === 'attempt' ? { number, task: of.task, session: of.session } : { number };

/**
 * Carries out what the queue asks for and is done at once. True when it wrote something down, so that the next look decides
 * anew; each may be repeated.
 */
export async function settleLanding(
  context: Context,
  decision: Exclude<LandingDecision, { kind: 'gate' | 'land' }>,
): Promise<boolean> {
  const { store, fence, repo } = context;
  switch (decision.kind) {
    case 'note_target': {
      // Between reading the log and the branch a landing may have been written down: then there is nothing to note.
      if ((await tipOf(context)) !== decision.tip) return true;
      const event = newQueueEvent({ kind: 'target_moved', tip: decision.tip }, { number: decision.number });
      return recordEvent(store, fence, event);
    }
    case 'enter': {
      const { submission, number } = decision;
      const tip = await tipOf(context);
      const base = (await mergeBase(repo, tip, submission.commit)) ?? tip;
      const paths = await pathsBetween(repo, base, submission.commit);
      const reads = readsOf(context.bindings, gatesFor(context, submission));
      const { entry } = submission;
      const event = newQueueEvent({ kind: 'entered', entry, paths, reads }, notesOf(submission, number));
      return recordEvent(store, fence, event);
    }
    case 'withdraw': {
      const { entry, of, cause, number } = decision;
      const notes = of === undefined ? { number } : notesOf({ of }, number);
      return recordEvent(store, fence, newQueueEvent({ kind: 'left', entry, cause }, notes));
    }
    case 'promote': {
      const { submission, number } = decision;
      const { entry } = submission;
      return recordEvent(
        store,
        fence,
        newQueueEvent({ kind: 'promoted', entry }, notesOf(submission, number)),
      );
    }
    case 'merge':
      return makeCandidate(context, decision);
    case 'eject':
      return eject(context, decision);
  }
}

const tipOf = (context: Context): Promise<string> =>
  commitOf(context.repo, `refs/heads/${context.integration}`);

/** The gates of a task (its own, else those bound to it) and those of every candidate; a revert has the latter. */
export function gatesFor(context: Context, { of }: Submission): string[] {
  return of.kind === 'attempt' ? gatesOf(context, of.task) : [...new Set(context.bindings.every)];
}

/** The commit that would take the work in, made beside every work tree and not yet on any branch. */
async function makeCandidate(
  context: Context,
  { submission, onto, number }: LandingDecision & { kind: 'merge' },
): Promise<boolean> {
  const { repo, store, fence } = context;
  const { entry } = submission;
  const merge = await mergeTrees(repo, onto, submission.commit);
  if (merge.kind === 'conflict') {
    const paths = merge.paths.map(({ path, reason }) => ({ path, reason }));
    const notes = { ...notesOf(submission, number), more: { paths } };
    return recordEvent(store, fence, newQueueEvent({ kind: 'conflicted', entry, onto }, notes));
  }
  const commit = await commitTree(repo, {
    tree: merge.tree,
    parents: [onto, submission.commit],
    author: masterAuthor(context.live.plan),
    message: messageOf(context, submission),
    // A time of the store, not of now: a repeated step makes the very same commit.
    date: (await timeOf(context, submission)).toISOString(),
  });
  const notes = notesOf(submission, number);
  return recordEvent(store, fence, newQueueEvent({ kind: 'merged', entry, onto, commit }, notes));
}

function messageOf(context: Context, { of }: Submission): string {
  if (of.kind === 'revert') return `Take back ${of.block}`;
  const work = workOf(context.live.plan, []).find((item) => item.id === of.task);
  return `Integrate ${work?.label ?? of.task} of session ${of.session}\n\n${work?.deliverable ?? ''}`.trim();
}

async function timeOf(context: Context, { of, commit }: Submission): Promise<Date> {
  if (of.kind === 'attempt') return (await lastTurn(context, of)).endedAt!;
  const reverts = await readReverts(context.store.database, context.fence.run);
  const revert = reverts.find((row) => row.block === of.block && row.number === of.number);
  if (revert?.commit !== commit) throw new Error(`The revert of ${of.block} is not ${commit}`);
  return revert.at;
}

/** Out of the line, with the evidence for whoever has to put it right. */
async function eject(
  context: Context,
  { submission, cause, onto, commit, number }: LandingDecision & { kind: 'eject' },
): Promise<boolean> {
  const { store, fence } = context;
  const { entry } = submission;
  const feedback =
    cause === 'conflict'
      ? await conflictEvidence(context, submission, onto)
      : await gateEvidence(context, commit!);
  const { of } = submission;
  if (of.kind === 'attempt') await sendBack(context, of, submission.commit, { cause, feedback });
  else await returnRevert(context, of, feedback);
  return recordEvent(
    store,
    fence,
    newQueueEvent({ kind: 'left', entry, cause }, notesOf(submission, number)),
  );
}

/** The paths as they stand against the tip now. */
async function conflictEvidence(context: Context, submission: Submission, onto: string): Promise<string> {
  const merge = await mergeTrees(context.repo, onto, submission.commit);
  if (merge.kind === 'clean') throw new Error(`${submission.entry} merges cleanly onto ${onto}`);
  const { store, fence } = context;
  const { number, ...of } = notesOf(submission, 0);
  await recordEvent(store, fence, {
    key: `landing:${submission.entry}:conflict:${onto}`,
    kind: 'conflict_met',
    ...of,
    data: {
      onto,
      commit: submission.commit,
      paths: merge.paths.map(({ path, reason }) => ({ path, reason })),
    },
  });
  const more = merge.paths.length - mostPathsTold;
  const lines = merge.paths.slice(0, mostPathsTold).map(({ path, reason }) => `${path} (${reason})`);
  // The words of both sides are in the brief of the turn that solves it.
  return `The work conflicts with what is on ${context.integration} by now:\n${lines.join('\n')}${more > 0 ? `\nand ${more} more paths` : ''}`;
}

async function gateEvidence(context: Context, commit: string): Promise<string> {
  const events = await readEvents(context.store.database, context.fence.run, { kind: 'candidate_gated' });
  const judged = events.findLast((event) => event.data.commit === commit);
  return String(judged?.data.feedback ?? '');
}

/**
 * Judges a candidate: its gates on the combined tree, and the proof that all of the work is in it. The verdict is written down;
 * a run that was canceled writes nothing.
 */
export async function judgeCandidate(
  context: Context,
  { submission, commit }: { submission: Submission; commit: string },
  signal: AbortSignal,
): Promise<void> {
  const { of, entry } = submission;
  // Beside the gates, which take longer: nobody waits for the proof.
  const [ran, proved] = await Promise.allSettled([
    runGates(context, {
      commit,
      gates: gatesFor(context, submission),
      subject: {
        subject: `landing:${entry}`,
        ...(of.kind === 'attempt' ? { session: of.session, task: of.task } : {}),
      },
      signal,
      onFirstRed: 'stop',
    }),
    proveLanding(context.repo, { commit }),
  ]);
  if (ran.status === 'rejected') throw ran.reason;
  if (ran.value.kind === 'canceled') return;
  const red = ran.value.verdicts.find((verdict) => !isPass(verdict));
  if (red === undefined && proved.status === 'rejected') throw proved.reason;
  const proof = red === undefined && proved.status === 'fulfilled' ? proved.value : undefined;
  const more =
    red !== undefined
      ? { gate: red.gate, outcome: red.outcome, feedback: evidenceOf(red) }
      : proof?.kind === 'missing'
        ? {
            proof,
            feedback: `The merge onto ${context.integration} has lost a part of the work in ${proof.path}:\n${proof.hunk}`,
          }
        : { proof };
  const passed = red === undefined && proof?.kind !== 'missing';
  const notes = { ...notesOf(submission, 0), more };
  await recordEvent(
    context.store,
    context.fence,
    newQueueEvent({ kind: 'gated', entry, commit, passed }, notes),
  );
}

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
  return (await isAncestor(context.repo, commit, await tipOf(context))) ? 'landed' : 'stale';
}

/** Closes what the commit was handed in for. */
export async function finishLanding(context: Context, { submission, commit }: LandingOrder): Promise<void> {
  const { of, entry } = submission;
  if (of.kind === 'attempt') await finishWork(context, of, entry, commit);
  else await finishRevertLanding(context, of, { entry, commit });
}

/** What went wrong is no verdict on the work: it waits, with the reason, until somebody asks for it again. */
export async function giveUpEntry(context: Context, submission: Submission, reason: string): Promise<void> {
  const { store, fence } = context;
  if (submission.of.kind === 'attempt') await blockAttempt(store, fence, keyOf(submission), reason, {});
  else await returnRevert(context, submission.of, reason);
}

/** Closes the attempt and offers what it hands on, with the content hash of every artifact. */
async function finishWork(context: Context, of: AttemptKey, entry: string, commit: string): Promise<void> {
  const { repo, store, fence, live } = context;
  const [turn, rows, paths, tree] = await Promise.all([
    lastTurn(context, of),
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
}

/** A repeated step finds the turn sent back already, and perhaps a later one under way: that one is left alone. */
async function sendBack(
  context: Context,
  of: AttemptKey,
  commit: string,
  { cause, feedback }: { cause: 'conflict' | 'gates'; feedback: string },
) {
  const { store, fence } = context;
  const turn = (await turnsOf(context, of)).find(
    ({ verdict }) => verdict?.kind === 'submitted' && verdict.commit === commit,
  );
  if (turn === undefined) return;
  await judgeTurn(store, fence, of, turn, { kind: 'rework', cause, feedback });
}

async function lastTurn(context: Context, of: { task: string; attempt: number }): Promise<Turn> {
  return (await turnsOf(context, of)).toSorted((a, b) => b.number - a.number)[0]!;
}

async function turnsOf(context: Context, of: { task: string; attempt: number }): Promise<Turn[]> {
  const turns = await readTurns(context.store.database, context.fence.run);
  return turns.filter((turn) => turn.task === of.task && turn.attempt === of.attempt);
}

async function hashAt(context: Context, commit: string, path: string): Promise<string> {
  const content = await readFileAt(context.repo, commit, path);
  if (content !== undefined) return sha256(content);
  // A folder is what git has in it; a file that the work removed is nothing.
  const files = await listTree(context.repo, commit, normalPath(path) ?? path);
  return sha256(files.map((file) => `${file.object} ${file.path}\n`).join(''));
}
