import { DBOS } from '@dbos-inc/dbos-sdk';
import { isConnectionLost } from '@musterhq/postgres';
import { StoreError } from '@musterhq/store';
import type { Context } from './context.ts';
import type { TurnWork } from './decide.ts';
import { judgeWork } from './judge-work.ts';
import { finishLanding, type LandingOrder, moveIntegration } from './landing/land-candidate.ts';
import type { DueReview } from './next-review.ts';
import { documentAfter, judgePlan, landReview, settleHandoffs } from './review.ts';
import { prepareTurn, runTurn } from './turn.ts';

/**
 * Version of the workflows' own shape, not of Muster: DBOS recovers only workflows of its application version, so
 * an upgrade goes on with what is in flight as long as this stands. Raise it when steps are added, removed or
 * reordered; what is in flight then is started again under a new id, which is safe because every step is idempotent.
 */
export const workflowVersion = '3';

export type Workflows = {
  turn: (order: TurnWork) => Promise<void>;
  land: (order: LandingOrder) => Promise<void>;
  review: (review: DueReview) => Promise<void>;
  /** Resolves once the function of the workflow with this id has come to its end in this process, whoever called it. */
  whenThrough: (id: string) => Promise<void>;
};

/** Registers the workflows for one coordinator; before `DBOS.launch`. */
export function makeWorkflows(context: Context, giveUp: (error: unknown) => void): Workflows {
  const step = <Result>(name: string, work: () => Promise<Result>) =>
    DBOS.runStep(() => work().catch((error: unknown) => leaveOpen(error, giveUp)), { name });

  const through = new Map<string, { resolve: () => void; promise: Promise<void> }>();
  const throughOf = (id: string) => {
    const known = through.get(id) ?? deferred();
    through.set(id, known);
    return known;
  };
  const told =
    <Input>(work: (input: Input) => Promise<void>) =>
    (input: Input) =>
      work(input).finally(throughOf(DBOS.workflowID!).resolve);

  async function turn(order: TurnWork): Promise<void> {
    const prepared = await step('prepare', () => prepareTurn(context, order));
    const outcome = await step('run', () => runTurn(context, order, prepared));
    await step('judge', () => judgeWork(context, order, prepared, outcome));
  }

  async function land(order: LandingOrder): Promise<void> {
    const moved = await step('move', () => moveIntegration(context, order));
    // Somebody else moved the branch: the queue notes it, and merges anew.
    if (moved === 'landed') await step('finish', () => finishLanding(context, order));
  }

  async function review(due: DueReview): Promise<void> {
    for (;;) {
      const judged = await step('judge', () => judgePlan(context, due));
      await step('handoffs', () => settleHandoffs(context, judged));
      const text = await step('document', () => documentAfter(context, due, judged));
      const landed = await step('land', () => landReview(context, due, judged, text));
      if (landed !== 'stale') return;
    }
  }

  return {
    turn: DBOS.registerWorkflow(told(turn), { name: 'turn' }),
    land: DBOS.registerWorkflow(told(land), { name: 'land' }),
    review: DBOS.registerWorkflow(told(review), { name: 'review' }),
    whenThrough: (id) => throughOf(id).promise,
  };
}

function deferred(): { resolve: () => void; promise: Promise<void> } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  return { resolve, promise };
}

/**
 * Without its database, or without the run, this coordinator has no say: the step stays open, so that whoever comes
 * next does it again, and the coordinator ends.
 */
function leaveOpen(error: unknown, giveUp: (error: unknown) => void): Promise<never> {
  if (!isConnectionLost(error) && !(error instanceof StoreError)) throw error;
  giveUp(error);
  return new Promise(() => undefined);
}
