import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import {
  awaitTurn,
  installInstructions,
  startTurn,
  stopTurn,
  type TurnOrder,
  type TurnOutcome,
  turnFolder,
} from '@musterhq/agents';
import { followUpFileOf } from '../brief/follow-up-file.ts';
import type { Context } from '../context.ts';
import type { TurnWork } from '../decide.ts';
import { identityEnv } from '../fence/identity-env.ts';
import { noteBeforeTurn } from '../fence/note-before-turn.ts';
import type { Claim } from '../ledger/budget-limits.ts';
import { claimOf } from '../ledger/claim-of.ts';
import { reserveTurn } from '../ledger/reserve-turn.ts';
import { type Spent, spentWords } from '../ledger/spent.ts';
import { readAllowance, spentByTurn } from '../ledger/spent-by-turn.ts';
import { portEnv } from '../prepare-folder.ts';
import type { Seat } from '../seat.ts';
import type { PreparedTurn } from '../turn.ts';
import type { Work } from '../work.ts';
import { homeOf } from './agent-options.ts';
import { type AgentTurn, attendTurn, makePolicyKeeper } from './attend-turn.ts';
import { driverOptions, kindOf } from './driver-options.ts';
import { fenceOf } from './fence-of.ts';
import { ownLimit } from './own-limit.ts';

const lookAgainMs = 5_000;

type Taken = { order: TurnWork; prepared: PreparedTurn; work: Work; seat: Seat };

/** Starts the turn's host unless it runs or has ended already, attends it, and answers the outcome. */
export async function takeTurn(context: Context, taken: Taken): Promise<TurnOutcome> {
  const isAgent = taken.prepared.choice.driver in context.configuration.drivers;
  return isAgent ? takeAgentTurn(context, taken) : runHost(context, taken, {}, undefined);
}

/** A turn of a coding agent: within the budgets, behind the fence, and with its neighbours noted before it begins. */
async function takeAgentTurn(context: Context, taken: Taken): Promise<TurnOutcome> {
  const { order, prepared, work, seat } = taken;
  const { id: turn, brief } = prepared;
  const { driver } = prepared.choice;
  const claim = claimOf(context, { id: turn, session: order.session, task: order.task, driver });
  const reserved = await reserveTurn(context, claim);
  if (reserved.kind === 'held') return spentOutcome(reserved.spent);
  const home = homeOf(context.stateDir, order.session, driver);
  const fence = await fenceOf(context, { worktree: seat.worktree, home, brief });
  const { agents } = context.library;
  installInstructions({ home, agents: agents.filter(({ name }) => prepared.agents.includes(name)) });
  const folder = turnFolder({ stateDir: context.stateDir, turn });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await noteBeforeTurn(context, { turn, session: order.session, isFenced: fence.kind !== 'off' });
  // Before the first question: without a policy every answer is no.
  const keepPolicy = makePolicyKeeper(context, folder, work);
  await keepPolicy();
  const { tokens, cents } = await readAllowance(context, claim);
  const spending = watchSpending(context, claim);
  const budget = tokens === null ? {} : { budgetTokens: Math.max(1, Math.floor(tokens)) };
  const limit = ownLimit(context.configuration, prepared, cents);
  const outcome = await runHost(
    context,
    taken,
    { fence, ...budget, limit },
    { keepPolicy, onUsage: spending.look },
  );
  const spent = spending.found();
  return spent === undefined || outcome.kind === 'finished' ? outcome : spentOutcome(spent);
}

/** Options of a driver that holds no turn to a limit stay as they are, whatever they are. */
const withLimit = (options: unknown, limit: ReturnType<typeof ownLimit> = {}): unknown =>
  Object.keys(limit).length === 0 ? options : { ...(options as object), ...limit };

async function runHost(
  context: Context,
  { order, prepared, work, seat }: Taken,
  { limit, ...more }: Pick<TurnOrder, 'fence' | 'budgetTokens'> & { limit?: ReturnType<typeof ownLimit> },
  agent: AgentTurn | undefined,
): Promise<TurnOutcome> {
  const { stateDir, host, fence, configuration } = context;
  const { id, agents, choice, conversation } = prepared;
  await startTurn({
    stateDir,
    node: host.node,
    hostScript: host.script,
    order: {
      id,
      run: fence.run,
      task: work.id,
      session: order.session,
      attempt: order.attempt,
      turn: order.turn,
      driver: kindOf(configuration, choice.driver),
      ...(conversation === undefined ? {} : { conversation }),
      worktree: seat.worktree,
      ...briefsOf(prepared),
      agents,
      env: {
        ...context.childEnv,
        ...portEnv(context, order.session),
        ...(agent === undefined ? {} : identityEnv(seat.author)),
      },
      timeoutMs: work.timeoutMs ?? configuration.taskTimeout,
      ...more,
      options: withLimit(driverOptions(context, work, choice), limit),
    },
  });
  const attendance = attendTurn(context, order, { id, agent });
  try {
    const outcome = await awaitTurn({ stateDir, turn: id, onEvent: attendance.hear });
    await attendance.isThrough();
    return outcome;
  } finally {
    attendance.close();
  }
}

/** Whoever goes on with a conversation is told what came back alone, and the whole where it cannot be gone on with. */
function briefsOf({ brief, conversation }: PreparedTurn): Pick<TurnOrder, 'brief' | 'wholeBrief'> {
  const followUp = followUpFileOf(brief);
  if (conversation === undefined || !existsSync(followUp)) return { brief };
  return { brief: followUp, wholeBrief: brief };
}

/** Stops the turn with the first budget that it has used up. */
function watchSpending(
  context: Context,
  claim: Claim,
): { look(): Promise<void>; found(): Spent | undefined } {
  let spent: Spent | undefined;
  return {
    async look() {
      if (spent !== undefined) return;
      spent = await spentByTurn(context, claim);
      if (spent !== undefined) stopTurn({ stateDir: context.stateDir, turn: claim.turn });
    },
    found: () => spent,
  };
}

/** Kept apart from a stop that a person asked for: the turn is not simply taken again. */
function spentOutcome(spent: Spent): TurnOutcome {
  const message = spentWords(spent);
  // Turns under way hold what it would need, and may give some of it back.
  const later = spent.isTemporary ? { retryAfterMs: lookAgainMs } : {};
  return {
    kind: 'failed',
    reason: 'agent_error',
    tail: message,
    error: { class: 'budget', message, ...later },
  };
}
