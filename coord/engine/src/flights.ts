import { DBOS } from '@dbos-inc/dbos-sdk';
import {
  answerRequest,
  blockAttempt,
  insertReview,
  readOpenRequests,
  recordEvent,
  StoreError,
} from '@musterhq/store';
import type { Bell } from './bell.ts';
import type { Context } from './context.ts';
import type { TurnWork } from './decide.ts';
import { isConnectionLost } from './is-connection-lost.ts';
import type { LandingWork } from './landing.ts';
import type { DueReview } from './next-review.ts';
import { readFacts } from './read-facts.ts';
import { type Workflows, workflowVersion } from './workflows.ts';

/** The workflows that this process started or recovered; a cache of what DBOS knows. */
export class Flights {
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
