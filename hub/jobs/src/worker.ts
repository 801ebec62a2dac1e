import { DBOS } from '@dbos-inc/dbos-sdk';
import { enqueueWorkflows, prepareEnqueuedWorkflow } from '@dbos-inc/dbos-sdk/eventreceiver';
import { makeBell } from '@musterhq/clock';
import { endIdleTransactions } from '@musterhq/postgres';
import { beatWorker, dispatchDue, endSilentWorkers, endWorker, enterWorker } from '@musterhub/store';
import type { Context } from './context.ts';
import { JobsError } from './jobs-error.ts';
import { adoptLooks, endForeignLooks, requeueLostLooks } from './rescue-looks.ts';
import { watch } from './watch.ts';
import { makePublishLook, nameOfLook, publishQueue, workflowVersion } from './workflows.ts';

export type WorkerOptions = {
  systemDatabaseUrl: string;
  /** Looks under way in this process at once. */
  concurrency: number;
  /** How often the database is asked for what is due (the wall's time). */
  everyMs: number;
  /** What helps to find a mistake in the hub itself. */
  trace: (...words: unknown[]) => void;
};

export type Worker = {
  /** Something was scheduled or changed: ask now. */
  ring(): void;
  /** Rejects when the worker cannot go on: its database or its fence is gone, or it was held for dead. */
  failed: Promise<never>;
  /** Ends in order: what is under way is left to its end or to whoever comes next. */
  stop(): Promise<void>;
};

const mostAtOnce = 200;
/** Posts of a worker that died wait for this, and for no silence: its connection is gone with it. */
const takeOverEveryMs = 1_000;
/** Between two rounds of what nobody waits for: refreshing, figures, alerts. */
const watchEveryMs = 5_000;

/** Starts a process's part in publishing. There may be several, on several machines; they share one database. */
export async function startWorker(context: Context, options: WorkerOptions): Promise<Worker> {
  const { store, worker, fence, limits } = context;
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Whoever does not wait for it is not ended by it.
  failed.catch(() => undefined);
  const look = makePublishLook(context, (error) => fail(error));
  const leave = await enterWorker(store, { id: worker, generation: fence.generation });
  try {
    await launch(context, options);
    await endForeignLooks(context);
  } catch (error) {
    leave();
    throw error;
  }
  const bell = makeBell();
  const stopping = new AbortController();
  const rounds = [
    everyRound(stopping.signal, fail, async () => {
      await dispatch(context, look, options.everyMs);
      await bell.heard(options.everyMs);
    }),
    everyRound(stopping.signal, fail, async () => {
      await beat(context);
      await pause(stopping.signal, Math.min(takeOverEveryMs, limits.silentMs / 3));
    }),
    everyRound(stopping.signal, fail, async () => {
      await requeueLostLooks(context);
      await watch(context);
      await pause(stopping.signal, watchEveryMs);
    }),
  ];
  return {
    ring: bell.ring,
    failed,
    async stop() {
      stopping.abort();
      bell.ring();
      await Promise.all(rounds);
      try {
        await DBOS.shutdown({ deregister: true });
        await endWorker(store, worker);
      } finally {
        leave();
      }
    },
  };
}

async function launch({ worker }: Context, options: WorkerOptions): Promise<void> {
  const silent = () => undefined;
  DBOS.setConfig({
    name: 'muster-hub',
    systemDatabaseUrl: endIdleTransactions(options.systemDatabaseUrl),
    applicationVersion: workflowVersion,
    // Of this start alone: what an earlier process left is taken over when that one is known to be gone.
    executorID: worker,
    logger: { info: silent, debug: silent, warn: silent, error: options.trace },
  });
  await DBOS.launch();
  // One look at a time for an account: its calls go out one after the other, and one transaction finds the next of all accounts.
  await DBOS.registerQueue(publishQueue, {
    partitionConcurrency: 1,
    workerConcurrency: options.concurrency,
    minPollingIntervalMs: Math.max(20, options.everyMs / 4),
    onConflict: 'always_update',
  });
}

/** Queues a look at everything that is due until the next round. A look that is queued twice has the same name, and is one. */
async function dispatch(
  { store, clock }: Context,
  look: (id: string, wake: number) => Promise<void>,
  aheadMs: number,
): Promise<void> {
  const now = clock.now().getTime();
  // The hub's clock may run faster than the wall's: so much of it passes until the next round.
  const wallSecond = clock.wallMs(new Date(now + 1_000));
  const until = new Date(now + (wallSecond > 0 ? (aheadMs * 1_000) / wallSecond : 0));
  for (;;) {
    const count = await dispatchDue(store, { until, limit: mostAtOnce }, async (due, mark) => {
      const looks = due.map(({ id, account, wake }) =>
        prepareEnqueuedWorkflow(look, [id, wake], {
          workflowID: nameOfLook(id, wake),
          queueName: publishQueue,
          queuePartitionKey: account,
        }),
      );
      // In one transaction for all: one by one, 200 of them took longer than a second, and the last was late by that.
      await enqueueWorkflows(await Promise.all(looks));
      if (due.length > 0) await mark();
      return due.length;
    });
    if (count !== mostAtOnce) return;
  }
}

/** Says that this worker is there, and takes over from those that are not. */
async function beat(context: Context): Promise<void> {
  const { store, worker, fence, limits } = context;
  if (!(await beatWorker(store, worker))) {
    throw new JobsError(
      'fence_lost',
      'This worker was silent for so long that others hold it for dead, or the hub was started elsewhere. It stops publishing.',
      { worker },
    );
  }
  await endSilentWorkers(store, { silentMs: limits.silentMs, generation: fence.generation });
  await adoptLooks(context);
}

async function everyRound(
  signal: AbortSignal,
  fail: (error: unknown) => void,
  round: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await round();
    } catch (error) {
      fail(error);
      return;
    }
  }
}

function pause(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over);
  });
}
