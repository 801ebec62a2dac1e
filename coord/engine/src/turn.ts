import { applyActivation, installAgents, type TurnOutcome } from '@musterhq/agents';
import { commitOf, mergeBase, trackedPaths } from '@musterhq/git';
import {
  endTurn,
  insertAttempt,
  insertTurn,
  readAttempts,
  readHandoffs,
  readSeats,
  readTurns,
  setAgents,
  setBase,
  type Turn,
  takeHandoff,
} from '@musterhq/store';
import { warmConversation } from './brief/warm-conversation.ts';
import { writeBrief } from './brief/write-brief.ts';
import type { Context } from './context.ts';
import type { TurnWork } from './decide.ts';
import { chooseDriver, type DriverChoice } from './driving/choose-driver.ts';
import { takeTurn } from './driving/take-turn.ts';
import { getWork } from './get-work.ts';
import { isTurnOrdered } from './is-turn-ordered.ts';
import { readAttemptTurns } from './landing/attempt-turns.ts';
import { settleTurns } from './ledger/settle-turns.ts';
import { placeWorktree } from './place-worktree.ts';
import { prepareFolder } from './prepare-folder.ts';
import { readConflict } from './read-conflict.ts';
import { requireProof } from './require-proof.ts';
import { findReusable, type ReuseDecision } from './reuse/find-reusable.ts';
import { replayDriver } from './reuse/maker-of.ts';
import { replayResult } from './reuse/replay-result.ts';
import { type Seat, seatOf } from './seat.ts';
import { turnId } from './turn-id.ts';
import type { Work } from './work.ts';

export type PreparedTurn = {
  id: string;
  base: string;
  /** What HEAD contains whatever becomes of the turn: where the branch and `base` parted, which is `base` without a merge. */
  root: string;
  agents: string[];
  brief: string;
  choice: DriverChoice;
  /** What the same driver said in earlier turns of the attempt, where it may go on. */
  conversation?: string;
  /** What is laid instead of having a driver take the turn. */
  replay?: ReuseDecision & { kind: 'hit' };
};

/** Claims the session for the attempt, brings its worktree to where the work starts, and writes the brief. */
export async function prepareTurn(context: Context, order: TurnWork): Promise<PreparedTurn> {
  const { store, fence } = context;
  const label = context.live.plan.tasks.find((task) => task.id === order.task)?.label ?? order.task;
  // First of all: whatever fails from here on has an attempt that it can be told of.
  await insertAttempt(store, fence, order, { label });
  const work = await getWork(context, order.task);
  const seat = seatOf(context.live.plan, context.stateDir, order.session);
  const base = await placeWorktree(context, order, seat);
  const head = await commitOf(context.repo, `refs/heads/${seat.branch}`);
  const root = head === base ? base : ((await mergeBase(context.repo, base, head)) ?? head);
  await setBase(store, fence, order, base);
  const agents = await activate(context, work, seat);
  await prepareFolder(context, { path: seat.worktree, session: order.session });
  await takeOffers(context, work);
  const id = turnId(context, order);
  const conflict = await readConflict(context, order, seat, base);
  // Without this one, which a repeated step finds in its place.
  const earlier = (await readAttemptTurns(context, order)).filter(({ number }) => number < order.turn);
  const choice = chooseDriver(context.configuration, work, earlier);
  const about = { id, agents, conflict, base, model: choice.model };
  const { path: brief, inputs } = await writeBrief(context, order, work, about);
  const reuse = await findReusable(context, order, work, { base, agents, choice, inputs });
  const replay = reuse.kind === 'hit' ? reuse : undefined;
  const conversation = conversationOf(earlier, choice.driver) ?? (await warmOne(context, order, work));
  await insertTurn(store, fence, order, {
    id,
    number: order.turn,
    driver: order.by === 'person' ? 'person' : replay === undefined ? choice.driver : replayDriver,
  });
  return {
    ...{ id, base, root, agents, brief, choice },
    ...(conversation === undefined ? {} : { conversation }),
    ...(replay === undefined ? {} : { replay }),
  };
}

/** Has the driver take the turn, wherever it stands already, and writes the outcome down. */
export async function runTurn(
  context: Context,
  order: TurnWork,
  prepared: PreparedTurn,
): Promise<TurnOutcome> {
  const { store, fence, stateDir } = context;
  const turn = { id: prepared.id, number: order.turn };
  let outcome: TurnOutcome = { kind: 'finished', artifacts: [] };
  if (order.by === 'driver' && (await isHeldBack(context, order, prepared.id))) outcome = { kind: 'stopped' };
  else if (order.by === 'driver') {
    const work = await getWork(context, order.task);
    const seat = seatOf(context.live.plan, stateDir, order.session);
    await requireProof(context, seat, prepared.root);
    outcome =
      prepared.replay === undefined
        ? await takeTurn(context, { order, prepared, work, seat })
        : await replayResult(context, order, prepared.replay);
  }
  await endTurn(store, fence, order, turn, outcome);
  if (prepared.choice.driver in context.configuration.drivers) await settleTurns(context);
  return outcome;
}

/** A related task of the session was done in it lately. */
async function warmOne(context: Context, order: TurnWork, work: Work): Promise<string | undefined> {
  const { store, fence, configuration, live, clock } = context;
  if (order.turn > 1 || Object.keys(configuration.drivers).length === 0) return undefined;
  const [attempts, turns] = await Promise.all([
    readAttempts(store.database, fence.run),
    readTurns(store.database, fence.run),
  ]);
  return warmConversation(work, {
    plan: live.plan,
    attempts,
    turns,
    now: new Date(clock.now()),
    mostTasks: configuration.batch.tasks,
    withinMs: configuration.batch.within,
    choiceOf: (one) => chooseDriver(configuration, one, []),
  });
}

/** The newest that the driver held in the attempt's earlier turns. */
const conversationOf = (earlier: Turn[], driver: string): string | undefined =>
  earlier
    .filter((turn) => turn.driver === driver && turn.conversation !== null)
    .toSorted((a, b) => b.number - a.number)[0]?.conversation ?? undefined;

/** A turn that has not begun does not begin when the run ends, the session is paused or a person takes it; one that has is stopped. */
async function isHeldBack(context: Context, order: TurnWork, turn: string): Promise<boolean> {
  if (await isTurnOrdered(context, turn)) return false;
  if (context.stopping.signal.aborted) return true;
  const seats = await readSeats(context.store.database);
  return seats.some((seat) => seat.session === order.session && seat.holder !== 'driver');
}

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
