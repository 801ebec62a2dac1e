import { DBOS } from '@dbos-inc/dbos-sdk';
import { stopTurn } from '@musterhq/agents';
import {
  answerRequest,
  blockAttempt,
  type Event,
  insertReview,
  leaveRun,
  listen,
  readEvents,
  readOpenRequests,
  recordEvent,
  StoreError,
  setHolder,
} from '@musterhq/store';
import { adoptEdit } from './adopt-document.ts';
import type { Context } from './context.ts';
import { type Decision, decide, type TurnWork } from './decide.ts';
import { minuteOf } from './due-rounds.ts';
import type { Facts } from './facts.ts';
import { isConnectionLost } from './is-connection-lost.ts';
import type { LandingWork } from './landing.ts';
import { limitsOf } from './limits.ts';
import type { DueReview } from './next-review.ts';
import { readFacts } from './read-facts.ts';
import { holdRound } from './round-pages.ts';
import { seatOf } from './seat.ts';
import { workOf } from './work.ts';
import { makeWorkflows, type Workflows, workflowVersion } from './workflows.ts';

export type RunEnd = { state: 'finished' | 'blocked' | 'stopped' };

/** Without a wake-up the loop looks again this often: a lost notification costs seconds, never the run. */
const slowestLookMs = 5_000;

/**
 * Runs a plan to its end. The loop is level-triggered: it reads the facts, decides purely, and carries out what is
 * not under way yet; what it remembers between two rounds is only which workflows it started.
 */
export async function coordinate(
  context: Context,
  options: {
    systemDatabaseUrl: string;
    signal: AbortSignal;
    onEvent: (event: Event) => void;
    warn: (text: string) => void;
  },
): Promise<RunEnd> {
  const bell = makeBell();
  const failure: { error?: unknown } = {};
  const giveUp = (error: unknown) => {
    failure.error ??= error;
    bell.ring();
  };
  const workflows = makeWorkflows(context, giveUp);
  await launch(options);
  context.wake = bell.ring;
  const ears = await listen(context.store, bell.ring, (error) =>
    options.warn(`The database connection is lost: ${error.message}`),
  );
  const tellEvents = await makeTeller(context, options.onEvent);
  const flights = new Flights(context, workflows, bell, giveUp);
  const wasAborted = () => bell.ring();
  options.signal.addEventListener('abort', wasAborted);
  try {
    await flights.restartForeignVersions();
    for (;;) {
      await tellEvents();
      if (failure.error !== undefined) throw failure.error;
      const facts = await readFacts(context);
      const isStopping = options.signal.aborted || (await answerRequests(context, facts));
      if (isStopping) {
        await stopTurns(context, facts);
        await flights.landed();
        await leaveRun(context.store, context.fence, 'stopped', {});
        return { state: 'stopped' };
      }
      if (await adoptEdit(context, facts)) continue;
      const work = workOf(context.live.plan, facts.assignments);
      const decisions = decide(context.live.plan, work, facts, limitsOf(context));
      const end = decisions.find((decision) => decision.kind === 'end');
      if (end !== undefined && flights.isEmpty()) {
        await leaveRun(context.store, context.fence, end.state, {});
        return { state: end.state };
      }
      let isChanged = false;
      for (const decision of decisions) isChanged = (await carryOut(context, flights, decision)) || isChanged;
      if (!isChanged) await bell.heard(nextLookMs(context));
    }
  } finally {
    options.signal.removeEventListener('abort', wasAborted);
    await tellEvents();
    await ears.close();
    await DBOS.shutdown();
  }
}

async function launch(options: { systemDatabaseUrl: string; warn: (text: string) => void }): Promise<void> {
  const tell = (...words: unknown[]) => options.warn(words.map(String).join(' '));
  const silent = () => undefined;
  DBOS.setConfig({
    name: 'muster',
    systemDatabaseUrl: options.systemDatabaseUrl,
    applicationVersion: workflowVersion,
    executorID: 'coordinator',
    logger: { info: silent, debug: silent, warn: silent, error: tell },
  });
  await DBOS.launch();
}

/** True when something was done at once that may change the next decision. */
async function carryOut(context: Context, flights: Flights, decision: Decision): Promise<boolean> {
  switch (decision.kind) {
    case 'hold_round':
      await holdRound(context, decision);
      return true;
    case 'block':
      await blockAttempt(context.store, context.fence, decision, decision.reason, {});
      return true;
    case 'start_turn': {
      const { kind, ...order } = decision;
      await flights.turn(order);
      return false;
    }
    case 'land': {
      const { kind, ...order } = decision;
      // What a review has judged is what lands on main: nothing joins it in between.
      if (!flights.isReviewing()) await flights.land(order);
      return false;
    }
    case 'review': {
      const { kind, ...due } = decision;
      await flights.review(due);
      return false;
    }
    case 'end':
      return false;
  }
}

/** The workflows that this process started or recovered; a cache of what DBOS knows. */
class Flights {
  readonly #context: Context;
  readonly #workflows: Workflows;
  readonly #bell: Bell;
  readonly #open = new Map<string, Promise<void>>();
  readonly #giveUp: (error: unknown) => void;

  constructor(context: Context, workflows: Workflows, bell: Bell, giveUp: (error: unknown) => void) {
    this.#giveUp = giveUp;
    this.#context = context;
    this.#workflows = workflows;
    this.#bell = bell;
  }

  isEmpty(): boolean {
    return this.#open.size === 0;
  }

  isReviewing(): boolean {
    return [...this.#open.keys()].some((id) => id.startsWith('review:'));
  }

  async landed(): Promise<void> {
    await Promise.all(this.#open.values());
  }

  async turn(order: TurnWork): Promise<void> {
    const id = `turn:${order.task}#${order.attempt}.${order.turn}`;
    await this.#ensure(id, this.#workflows.turn, order, (reason) =>
      blockAttempt(this.#context.store, this.#context.fence, order, reason, {}),
    );
    const requests = await readOpenRequests(this.#context.store.database, this.#context.fence.run);
    for (const request of requests) {
      const isRetry = request.kind === 'retry' && request.data.task === order.task;
      const isGive =
        request.kind === 'give' && request.data.session === order.session && order.by === 'person';
      if (isRetry || isGive) await answerRequest(this.#context.store, request.id);
    }
  }

  async land(order: LandingWork): Promise<void> {
    const id = `land:${order.task}#${order.attempt}:${order.commit}`;
    await this.#ensure(id, this.#workflows.land, order, (reason) =>
      blockAttempt(this.#context.store, this.#context.fence, order, reason, {}),
    );
  }

  async review(due: DueReview): Promise<void> {
    const { store, fence } = this.#context;
    await this.#ensure(`review:${due.name}#${due.number}`, this.#workflows.review, due, async (reason) => {
      const { integration } = await readFacts(this.#context);
      const evidence = { error: reason, integration, generation: fence.generation, judgements: [] };
      await insertReview(store, fence, {
        name: due.name,
        number: due.number,
        verdict: 'held',
        main: null,
        evidence,
      });
    });
  }

  /** Workflows of another shape's version would never be dequeued by this one: they are ended, and decided again. */
  async restartForeignVersions(): Promise<void> {
    const pending = await DBOS.listWorkflows({ status: ['PENDING', 'ENQUEUED'] });
    for (const workflow of pending.filter((one) => one.applicationVersion !== workflowVersion)) {
      await DBOS.cancelWorkflow(workflow.workflowID);
      await recordEvent(this.#context.store, this.#context.fence, {
        key: `workflow:${workflow.workflowID}:restarted`,
        kind: 'workflow_restarted',
        data: { id: workflow.workflowID, from: workflow.applicationVersion, to: workflowVersion },
      });
    }
  }

  async #ensure<Input>(
    id: string,
    workflow: (input: Input) => Promise<void>,
    input: Input,
    onError: (reason: string) => Promise<unknown>,
  ): Promise<void> {
    if (this.#open.has(id)) return;
    const flight = this.#fly(`${this.#context.fence.run}/${id}`, workflow, input)
      .catch(async (error: Error) => {
        if (error instanceof StoreError || isConnectionLost(error)) throw error;
        await onError(error.message);
      })
      .catch(this.#giveUp)
      .finally(() => {
        this.#open.delete(id);
        this.#bell.ring();
      });
    this.#open.set(id, flight);
  }

  async #fly<Input>(id: string, workflow: (input: Input) => Promise<void>, input: Input): Promise<void> {
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? id : `${id}~${number}`;
      const status = await DBOS.getWorkflowStatus(name);
      if (status?.status === 'SUCCESS') return;
      if (status === null) {
        const handle = await DBOS.startWorkflow(workflow, { workflowID: name })(input);
        await handle.getResult();
        return;
      }
      if (status.status === 'PENDING' || status.status === 'ENQUEUED') {
        await DBOS.retrieveWorkflow(name).getResult();
        return;
      }
    }
  }
}

async function answerRequests(context: Context, facts: Facts): Promise<boolean> {
  const { store, fence } = context;
  let isStopping = false;
  for (const request of await readOpenRequests(store.database, fence.run)) {
    const session = Number(request.data.session);
    if (request.kind === 'stop') isStopping = true;
    if (request.kind === 'take' && !facts.heldByPerson.has(session)) {
      await setHolder(store, session, 'person');
      await stopTurns(context, facts, session);
      const { worktree } = seatOf(context.live.plan, context.stateDir, session);
      await recordEvent(store, fence, {
        key: `request:${request.id}`,
        kind: 'session_taken',
        session,
        data: { worktree, by: request.data.by },
      });
    }
    if (request.kind === 'give' && facts.heldByPerson.has(session)) {
      await setHolder(store, session, 'driver');
      facts.heldByPerson.delete(session);
      if (request.data.isDone === true) facts.givenBack.add(session);
      await recordEvent(store, fence, {
        key: `request:${request.id}`,
        kind: 'session_given',
        session,
        data: { by: request.data.by, isDone: request.data.isDone === true },
      });
    }
    const staysOpen =
      request.kind === 'retry' ||
      request.kind === 'adopt' ||
      (request.kind === 'give' && request.data.isDone === true);
    if (!staysOpen) await answerRequest(store, request.id);
  }
  return isStopping;
}

/** Ends the running turns with everything they started; of one session, or of all. */
async function stopTurns(context: Context, facts: Facts, session?: number): Promise<void> {
  for (const turn of facts.turns) {
    if (turn.endedAt !== null || turn.driver === 'person') continue;
    if (session !== undefined && turn.session !== session) continue;
    stopTurn({ stateDir: context.stateDir, turn: turn.id });
  }
}

/** Until the next round's hour or the next day, at a dated pace; the slow look otherwise. */
function nextLookMs(context: Context): number {
  if (context.pace === 'asap') return slowestLookMs;
  const { clock, live } = context;
  const now = clock.now();
  const { day, minuteOfDay } = clock.planTimeAt(now);
  const minutes = live.plan.rounds.map(minuteOf).filter((minute) => minute > minuteOfDay);
  const next =
    minutes.length > 0 ? { day, minuteOfDay: Math.min(...minutes) } : { day: day + 1, minuteOfDay: 0 };
  return Math.min(slowestLookMs, Math.max(5, clock.epochOf(next) - now));
}

async function makeTeller(context: Context, onEvent: (event: Event) => void): Promise<() => Promise<void>> {
  const { store, fence } = context;
  let last = 0;
  return async () => {
    for (const event of await readEvents(store.database, fence.run, { after: last })) {
      last = event.id;
      if (event.generation === fence.generation) onEvent(event);
    }
  };
}

type Bell = { ring: () => void; heard: (atMostMs: number) => Promise<void> };

/** Rung from anywhere, heard by the loop; a ring while nobody waits is not lost. */
function makeBell(): Bell {
  let rung = false;
  let wake = () => undefined as void;
  return {
    ring() {
      rung = true;
      wake();
    },
    async heard(atMostMs) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, atMostMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
      wake = () => undefined;
    },
  };
}
