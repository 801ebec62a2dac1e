import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  applyActivation,
  awaitTurn,
  type DriverEvent,
  installAgents,
  startTurn,
  type TurnOutcome,
} from '@musterhq/agents';
import {
  changedPaths,
  commitOf,
  commitWorktree,
  ensureWorktree,
  listTree,
  mergeBase,
  proveWorktree,
  type Repository,
  resetWorktree,
  syncWorktree,
  trackedPaths,
  uncommit,
} from '@musterhq/git';
import { normalPath } from '@musterhq/plan';
import {
  type AttemptKey,
  endTurn,
  insertAttempt,
  insertTurn,
  judgeTurn,
  readAssignments,
  readAttempts,
  readHandoffs,
  readLiveGrants,
  readReports,
  readSeats,
  readTurns,
  recordEvent,
  setAgents,
  setBase,
  takeHandoff,
  type Verdict,
} from '@musterhq/store';
import { assembleBrief } from './brief.ts';
import type { Context } from './context.ts';
import type { TurnWork } from './decide.ts';
import { driverOptions } from './driver-options.ts';
import { EngineError } from './engine-error.ts';
import { foreignPaths, refusalOf } from './ownership.ts';
import { portEnv, prepareFolder } from './prepare-folder.ts';
import { readLatestPages } from './round-pages.ts';
import { type Seat, seatOf } from './seat.ts';
import { type Work, workOf } from './work.ts';

export type PreparedTurn = { id: string; base: string; agents: string[]; brief: string };

const keyOf = (order: TurnWork): AttemptKey => ({
  task: order.task,
  attempt: order.attempt,
  session: order.session,
});

/** Claims the session for the attempt, brings its worktree to where the work starts, and writes the brief. */
export async function prepareTurn(context: Context, order: TurnWork): Promise<PreparedTurn> {
  const { store, fence } = context;
  const label = context.live.plan.tasks.find((task) => task.id === order.task)?.label ?? order.task;
  // First of all: whatever fails from here on has an attempt that it can be told of.
  await insertAttempt(store, fence, keyOf(order), { label });
  const work = await getWork(context, order.task);
  const seat = seatOf(context.live.plan, context.stateDir, order.session);
  const base = await placeWorktree(context, order, seat);
  await setBase(store, fence, keyOf(order), base);
  const agents = await activate(context, work, seat);
  await prepareFolder(context, { path: seat.worktree, session: order.session });
  await takeOffers(context, work);
  const id = turnId(context, order);
  const brief = await writeBrief(context, order, work, agents, id);
  await insertTurn(store, fence, keyOf(order), {
    id,
    number: order.turn,
    driver: order.by === 'person' ? 'person' : context.configuration.driver,
  });
  return { id, base, agents, brief };
}

/** Starts the turn's host unless it runs or has ended already, and waits for the outcome. */
export async function runTurn(
  context: Context,
  order: TurnWork,
  prepared: PreparedTurn,
): Promise<TurnOutcome> {
  const { store, fence, stateDir, host } = context;
  const turn = { id: prepared.id, number: order.turn };
  let outcome: TurnOutcome = { kind: 'finished', artifacts: [] };
  if (order.by === 'driver' && (await isHeldBack(context, order, prepared.id))) outcome = { kind: 'stopped' };
  else if (order.by === 'driver') {
    const work = await getWork(context, order.task);
    const seat = seatOf(context.live.plan, stateDir, order.session);
    await requireProof(context, seat);
    await startTurn({
      stateDir,
      node: host.node,
      hostScript: host.script,
      order: {
        id: prepared.id,
        run: fence.run,
        task: work.id,
        session: order.session,
        attempt: order.attempt,
        turn: order.turn,
        driver: context.configuration.driver,
        worktree: seat.worktree,
        brief: prepared.brief,
        agents: prepared.agents,
        env: { ...context.childEnv, ...portEnv(context, order.session) },
        timeoutMs: work.timeoutMs ?? context.configuration.taskTimeout,
        options: driverOptions(context, work),
      },
    });
    const said = makeListener(context, order, prepared.id);
    outcome = await awaitTurn({ stateDir, turn: prepared.id, onEvent: said.hear });
    await said.isTold();
  }
  await endTurn(store, fence, keyOf(order), turn, outcome);
  return outcome;
}

/** What the one who works asks is told to the others while the turn goes on; the answer is in the next brief. */
function makeListener(context: Context, order: TurnWork, turn: string) {
  const told: Promise<unknown>[] = [];
  return {
    hear(event: DriverEvent) {
      if (event.kind !== 'question') return;
      const telling = recordEvent(context.store, context.fence, {
        key: `turn:${turn}:question:${event.seq}`,
        kind: 'report_made',
        session: order.session,
        task: order.task,
        data: { from: `Session ${order.session}`, kind: 'question', text: event.text },
      });
      // Heard by `isTold`; until then nobody waits for it.
      telling.catch(() => undefined);
      told.push(telling);
    },
    isTold: () => Promise.all(told),
  };
}

/** A turn that has not begun does not begin when the run ends or a person takes the session; one that has is stopped. */
async function isHeldBack(context: Context, order: TurnWork, turn: string): Promise<boolean> {
  if ((await readTurnFolder(context, turn)) !== undefined) return false;
  if (context.stopping.signal.aborted) return true;
  const seats = await readSeats(context.store.database);
  return seats.some((seat) => seat.session === order.session && seat.holder === 'person');
}

/** Commits what the turn left and judges it from facts: what was promised, what was touched, whose it is. */
export async function judgeWork(
  context: Context,
  order: TurnWork,
  prepared: PreparedTurn,
  outcome: TurnOutcome,
): Promise<Verdict> {
  const work = await getWork(context, order.task);
  const verdict = await verdictOf(context, order, prepared, outcome, work);
  await judgeTurn(
    context.store,
    context.fence,
    keyOf(order),
    { id: prepared.id, number: order.turn },
    verdict,
  );
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
    const feedback = `The worktree is in the middle of a merge: ${committed.paths.join(', ')} still hold conflicts. Resolve them.`;
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

/** The session's worktree on its branch, made from the integration branch when it is not there yet. */
export async function openWorktree(
  context: Context,
  seat: Seat,
): Promise<{ head: string; integration: string }> {
  const integration = await commitOf(context.repo, `refs/heads/${context.integration}`);
  const { head } = await ensureWorktree(context.repo, {
    path: seat.worktree,
    branch: seat.branch,
    startPoint: integration,
    token: tokenOf(context, seat.session),
  });
  return { head, integration };
}

async function placeWorktree(context: Context, order: TurnWork, seat: Seat): Promise<string> {
  const { repo } = context;
  const { head, integration } = await openWorktree(context, seat);
  // What a person left, and what an earlier turn of this attempt committed, is where the work goes on.
  if (order.by === 'person' || order.turn > 1)
    return (await mergeBase(repo, integration, head)) ?? integration;
  if (await wasBegun(context, order)) return (await mergeBase(repo, integration, head)) ?? integration;
  const synced = await syncWorktree(repo, {
    path: seat.worktree,
    branch: seat.branch,
    to: integration,
    isForwardOnly: true,
  });
  if (synced.kind !== 'already' && synced.kind !== 'moved')
    await startAfresh(context, order, seat, { head, integration });
  return integration;
}

/** True when the first turn of this attempt was ordered before a crash: its worktree must not be moved again. */
async function wasBegun(context: Context, order: TurnWork): Promise<boolean> {
  return (await readTurnFolder(context, turnId(context, order))) !== undefined;
}

async function readTurnFolder(context: Context, turn: string): Promise<string | undefined> {
  try {
    return await readFile(join(context.stateDir, 'turns', turn, 'order.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What an earlier attempt or a person left and nobody integrated is kept under a private ref, and the event names it. */
async function startAfresh(
  context: Context,
  order: TurnWork,
  seat: Seat,
  at: { head: string; integration: string },
): Promise<void> {
  const saveRef = `session-${seat.session}/${order.task}-${order.attempt}`;
  const reset = await resetWorktree(context.repo, {
    path: seat.worktree,
    branch: seat.branch,
    to: at.integration,
    saveRef,
  });
  await recordEvent(context.store, context.fence, {
    key: `attempt:${order.task}#${order.attempt}:saved`,
    kind: 'worktree_saved',
    session: seat.session,
    task: order.task,
    data: {
      head: at.head,
      ...(reset.saved === undefined ? {} : { saved: reset.saved, ref: `refs/muster/saved/${saveRef}` }),
    },
  });
}

/** A worktree that is not what it should be stops its session: a driver there would write into somebody else's work. */
async function requireProof(context: Context, seat: Seat): Promise<void> {
  const proof = await proveWorktree(context.repo, {
    path: seat.worktree,
    branch: seat.branch,
    token: tokenOf(context, seat.session),
  });
  if (proof.kind === 'ok') return;
  throw new EngineError(
    'worktree_mismatch',
    `The worktree of Session ${seat.session} (${seat.worktree}) is not what it should be: expected ${proof.what} ${proof.expected}, found ${proof.found}. Put it right, or move the folder away and run 'muster resume': Muster then makes a new one.`,
    { ...proof },
  );
}

/** One worktree serves all runs of a repository, so the token names the seat, not the run. */
const tokenOf = (context: Context, session: number): string => `${context.repo.commonDir}#session-${session}`;

async function activate(context: Context, work: Work, seat: Seat): Promise<string[]> {
  const seats = await readSeats(context.store.database);
  const known = seats.find((row) => row.session === seat.session)?.agents;
  const recommended = context.live.plan.sessions.find((session) => session.id === seat.session)?.agents ?? [];
  let agents = known ?? recommended;
  if (work.activation.length > 0) {
    agents = applyActivation(agents, work.activation, context.library.presets, context.library.agents).agents;
    await setAgents(context.store, seat.session, agents);
  }
  const tracked = await trackedPaths(context.repo, seat.worktree, '.claude/agents');
  await installAgents({
    worktree: seat.worktree,
    agents: context.library.agents.filter((agent) => agents.includes(agent.name)),
    isTracked: (path) => tracked.has(path),
  });
  return agents;
}

async function takeOffers(context: Context, work: Work): Promise<void> {
  const rows = await readHandoffs(context.store.database, context.fence.run);
  for (const handoff of context.live.plan.handoffs.filter((candidate) => candidate.consumer === work.id)) {
    const offer = rows.findLast((row) => row.handoff === handoff.id && row.state === 'offered');
    if (offer === undefined) continue;
    await takeHandoff(
      context.store,
      context.fence,
      { handoff: handoff.id, delivery: offer.delivery },
      { session: work.session, task: work.id },
    );
  }
}

async function writeBrief(
  context: Context,
  order: TurnWork,
  work: Work,
  agents: string[],
  id: string,
): Promise<string> {
  const { store, fence, live, library } = context;
  const [handoffs, grants, reports, pages] = await Promise.all([
    readHandoffs(store.database, fence.run),
    readLiveGrants(store.database, new Date(context.clock.now())),
    readReports(store.database, fence.run, 20),
    readLatestPages(context),
  ]);
  const text = assembleBrief({
    plan: live.plan,
    work,
    agents: library.agents.filter((agent) => agents.includes(agent.name)),
    handoffs,
    grants,
    reports,
    pages,
    feedback: order.feedback,
  });
  const path = join(context.stateDir, 'briefs', `${id}.md`);
  await mkdir(join(context.stateDir, 'briefs'), { recursive: true });
  await writeFile(path, text);
  return path;
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

async function getWork(context: Context, task: string): Promise<Work> {
  const assignments = await readAssignments(context.store.database);
  const work = workOf(context.live.plan, assignments).find((candidate) => candidate.id === task);
  if (work === undefined) {
    throw new EngineError('workflow_failed', `The task ${task} is no longer in the document.`, { task });
  }
  return work;
}

function turnId(context: Context, order: Pick<TurnWork, 'task' | 'attempt' | 'turn'>): string {
  const task = order.task.replaceAll(/[^\w.-]+/g, '_');
  return `${context.fence.run}.${task}.a${order.attempt}.t${order.turn}`;
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
