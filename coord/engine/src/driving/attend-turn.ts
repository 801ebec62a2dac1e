import { type DriverEvent, policyFileOf, publishPolicy, turnFolder, watchAsks } from '@musterhq/agents';
import { readLiveGrants } from '@musterhq/store';
import { answerAsks } from '../asks/answer-asks.ts';
import type { Context } from '../context.ts';
import type { TurnWork } from '../decide.ts';
import { assemblePolicy } from '../fence/assemble-policy.ts';
import type { Work } from '../work.ts';
import { copyEvents } from './copy-events.ts';

/** Events come in bursts; one transaction for a burst is seen soon enough by whoever looks on. */
const burstMs = 250;

/** The coordinator's side of a turn under way. */
export type Attendance = {
  hear(event: DriverEvent): void;
  /** Once the turn is over: everything that it told is in the store. Rejects with what kept it from that. */
  isThrough(): Promise<void>;
  close(): void;
};

/** The turn of an agent, as its asks and its policy need it. */
export type AgentTurn = {
  /** Brings its policy up to date. */
  keepPolicy: () => Promise<void>;
  /** Looks what the turn has used by now. */
  onUsage: () => Promise<void>;
};

/**
 * Attends a turn while its host runs: copies what it tells, and of an agent's turn answers what it asks and keeps its policy up to
 * date. Whoever attends it next, after a crash, does what was not done yet.
 */
export function attendTurn(
  context: Context,
  order: TurnWork,
  { id, agent }: { id: string; agent: AgentTurn | undefined },
): Attendance {
  let waiting: DriverEvent[] = [];
  let due: NodeJS.Timeout | undefined;
  let doing: Promise<void> = Promise.resolve();

  const next = (work: () => Promise<void>): void => {
    doing = doing.then(work);
    // Heard by `isThrough`; until then nobody waits for it.
    doing.catch(() => undefined);
  };
  const copy = (): void => {
    clearTimeout(due);
    due = undefined;
    const events = waiting;
    waiting = [];
    if (events.length === 0) return;
    next(async () => {
      await copyEvents(context, order, id, events);
      if (events.some(({ kind }) => kind === 'usage')) await agent?.onUsage();
    });
  };
  const asks = agent === undefined ? undefined : listen(context, { id, order, agent, next });
  return {
    hear(event) {
      waiting.push(event);
      due ??= setTimeout(copy, burstMs);
    },
    async isThrough() {
      copy();
      // What was asked last, just before the turn ended.
      asks?.look();
      await doing;
    },
    close() {
      asks?.close();
      clearTimeout(due);
    },
  };
}

function listen(
  context: Context,
  {
    id,
    order,
    agent,
    next,
  }: { id: string; order: TurnWork; agent: AgentTurn; next: (work: () => Promise<void>) => void },
): { look(): void; close(): void } {
  const folder = turnFolder({ stateDir: context.stateDir, turn: id });
  const { keepPolicy } = agent;
  let isDue = false;
  const look = (): void => {
    if (isDue) return;
    isDue = true;
    next(async () => {
      isDue = false;
      // A grant is in the policy before its asker hears of it.
      await answerAsks(context, { id, session: order.session, task: order.task }, { onGranted: keepPolicy });
      await keepPolicy();
    });
  };
  const watcher = watchAsks({ turnFolder: folder, onAsk: look });
  look();
  return { look, close: watcher.close };
}

/** Writes the policy of a turn as plan and grants stand now, where they changed. */
export function makePolicyKeeper(context: Context, folder: string, work: Work): () => Promise<void> {
  const { store, clock, documentPath } = context;
  let known = '';
  return async () => {
    const grants = await readLiveGrants(store.database, new Date(clock.now()));
    const policy = assemblePolicy(context.live.plan, work, { grants, document: documentPath });
    const text = JSON.stringify(policy);
    if (text === known) return;
    publishPolicy(policyFileOf(folder), policy);
    known = text;
  };
}
