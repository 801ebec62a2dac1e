import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Bell } from '@musterhq/clock';
import { isConnectionLost } from '@musterhq/postgres';
import {
  answerRequest,
  blockAttempt,
  insertReview,
  readOpenRequests,
  recordEvent,
  StoreError,
} from '@musterhq/store';
import type { Context } from './context.ts';
import type { TurnWork } from './decide.ts';
import { giveUpEntry } from './landing/give-up-entry.ts';
import type { LandingOrder } from './landing/land-candidate.ts';
import type { DueReview } from './next-review.ts';
import { readFacts } from './read-facts.ts';
import { reasonOf } from './reason-of.ts';
import { type Workflows, workflowVersion } from './workflows.ts';

/** Between the end of a workflow's function and the row that says so. */
const soonMs = 10;

type Flight = { kind: 'turn' | 'land' | 'review'; session?: number; isOver?: true };

/**
 * The workflows that this process started or recovered; a cache of what DBOS knows. A step whose effect was written down
 * right before a crash is done again after it, so nothing that builds on the effect may start before the workflow is
 * through: a repeated judgement would find the session's next work in its worktree. Whoever must wait is not started, and
 * decided again when the flight ends.
 */
export type Flights = {
  /**
   * Counts what an earlier coordinator left in flight, and DBOS goes on with by itself, as in flight. Without it work
   * would land beside a review that is under way, and a run could end before its last workflow.
   */
  rejoin(): Promise<void>;
  /**
   * Forgets what is through; right before facts are read. One that ends while they are read counts as in flight until the next
   * look, since what is decided from them would have it done again.
   */
  settle(): void;
  isEmpty(): boolean;
  hasTurns(): boolean;
  isReviewing(): boolean;
  /** A workflow of the session is in flight. */
  isBusy(session: number): boolean;
  /** Each starts its workflow unless it is in flight, has ended already or must wait for another. */
  turn(order: TurnWork): Promise<void>;
  land(order: LandingOrder): void;
  review(due: DueReview): void;
};

export function makeFlights(
  context: Context,
  options: { workflows: Workflows; bell: Bell; giveUp: (error: unknown) => void },
): Flights {
  const { store, fence } = context;
  const { workflows, bell, giveUp } = options;
  const open = new Map<string, Flight>();

  function ensure<Input>(
    id: string,
    flight: Flight,
    workflow: (input: Input) => Promise<void>,
    input: Input,
    onError: (reason: string) => Promise<unknown>,
  ): void {
    if (open.has(id)) return;
    open.set(id, flight);
    fly(`${fence.run}/${id}`, { workflow, input, whenThrough: workflows.whenThrough })
      .catch(async (error: Error) => {
        if (error instanceof StoreError || isConnectionLost(error)) throw error;
        await onError(reasonOf(error));
      })
      .catch(giveUp)
      .finally(() => {
        flight.isOver = true;
        bell.ring();
      });
  }

  const isOpen = (isMeant: (flight: Flight) => boolean) => [...open.values()].some(isMeant);
  const isBusy = (session: number) => isOpen((flight) => flight.session === session);
  // Landings and reviews move the integration branch: one at a time.
  const isMoving = () => isOpen((flight) => flight.kind !== 'turn');

  const block = (order: TurnWork) => (reason: string) => blockAttempt(store, fence, order, reason, {});

  const idOfTurn = (order: TurnWork) => `turn:${order.task}#${order.attempt}.${order.turn}`;

  function takeTurn(order: TurnWork): void {
    const flight: Flight = { kind: 'turn', session: order.session };
    ensure(idOfTurn(order), flight, workflows.turn, order, block(order));
  }

  function land(order: LandingOrder): void {
    const { entry, of } = order.submission;
    const flight: Flight = {
      kind: 'land',
      ...(of.kind === 'attempt' ? { session: of.session } : {}),
    };
    ensure(`land:${entry}:${order.commit}`, flight, workflows.land, order, (reason) =>
      giveUpEntry(context, order.submission, reason),
    );
  }

  function review(due: DueReview): void {
    const { name, number } = due;
    ensure(`review:${name}#${number}`, { kind: 'review' }, workflows.review, due, async (reason) => {
      const { integration } = await readFacts(context);
      const evidence = { error: reason, integration, generation: fence.generation, judgements: [] };
      await insertReview(store, fence, { name, number, verdict: 'held', main: null, evidence });
    });
  }

  return {
    async rejoin() {
      const status: ('PENDING' | 'ENQUEUED')[] = ['PENDING', 'ENQUEUED'];
      const left = await DBOS.listWorkflows({ status, workflow_id_prefix: `${fence.run}/` });
      for (const { workflowName, input } of left) {
        const [order] = input ?? [];
        if (workflowName === 'turn') takeTurn(order as TurnWork);
        if (workflowName === 'land') land(order as LandingOrder);
        if (workflowName === 'review') review(order as DueReview);
      }
    },
    settle() {
      for (const [id, flight] of open) if (flight.isOver === true) open.delete(id);
    },
    isEmpty: () => open.size === 0,
    hasTurns: () => isOpen((flight) => flight.kind === 'turn'),
    isReviewing: () => isOpen((flight) => flight.kind === 'review'),
    isBusy,
    async turn(order) {
      if (!open.has(idOfTurn(order)) && isBusy(order.session)) return;
      takeTurn(order);
      for (const request of await readOpenRequests(store.database, fence.run)) {
        const isRetry = request.kind === 'retry' && request.data.task === order.task;
        const isGive = request.kind === 'give' && request.data.session === order.session;
        if (isRetry || (isGive && order.by === 'person')) await answerRequest(store, request.id);
      }
    },
    land(order) {
      const { of } = order.submission;
      if (!isMoving() && !(of.kind === 'attempt' && isBusy(of.session))) land(order);
    },
    review(due) {
      if (!isMoving()) review(due);
    },
  };
}

/** A workflow that failed may be decided again: it then runs under the next free name. */
async function fly<Input>(
  id: string,
  flown: {
    workflow: (input: Input) => Promise<void>;
    input: Input;
    whenThrough: Workflows['whenThrough'];
  },
): Promise<void> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? id : `${id}~${number}`;
    const status = await DBOS.getWorkflowStatus(name);
    if (status?.status === 'SUCCESS') return;
    if (status === null) {
      const handle = await DBOS.startWorkflow(flown.workflow, { workflowID: name })(flown.input);
      await handle.getResult();
      return;
    }
    if (status.status === 'PENDING' || status.status === 'ENQUEUED') {
      const handle = DBOS.retrieveWorkflow(name);
      // Asked alone, the durable engine looks once a second: a session that was interrupted would stand still as long.
      await Promise.race([flown.whenThrough(name), handle.getResult()]);
      await handle.getResult({ pollingIntervalMs: soonMs });
      return;
    }
  }
}

/** Workflows of another shape's version would never be dequeued by this one: they are ended, and decided again. */
export async function restartForeignVersions(context: Context): Promise<void> {
  const pending = await DBOS.listWorkflows({ status: ['PENDING', 'ENQUEUED'] });
  for (const workflow of pending.filter((one) => one.applicationVersion !== workflowVersion)) {
    await DBOS.cancelWorkflow(workflow.workflowID);
    await recordEvent(context.store, context.fence, {
      key: `workflow:${workflow.workflowID}:restarted`,
      kind: 'workflow_restarted',
      data: { id: workflow.workflowID, from: workflow.applicationVersion, to: workflowVersion },
    });
  }
}
