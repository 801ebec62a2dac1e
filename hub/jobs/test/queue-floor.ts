import { DBOS } from '@dbos-inc/dbos-sdk';
import { endIdleTransactions } from '@musterhq/postgres';

const queue = 'publish';
const look = async (): Promise<void> => {
  await DBOS.runStep(async () => undefined, { name: 'advance' });
};

/** A process that takes empty looks from a queue with the workers' own settings: what publishing costs without publishing. */
export async function startFloorWorker(
  databaseUrl: string,
  name: string,
): Promise<{ stop(): Promise<void> }> {
  DBOS.registerWorkflow(look, { name: 'look' });
  await launch(databaseUrl, name);
  await DBOS.registerQueue(queue, {
    partitionConcurrency: 1,
    workerConcurrency: 24,
    minPollingIntervalMs: 62.5,
    onConflict: 'always_update',
  });
  return { stop: () => DBOS.shutdown({ deregister: true }) };
}

export type FloorQueue = {
  enqueue(id: string, account: string): Promise<void>;
  /** When each look was through, in milliseconds since 1970. */
  readDone(): Promise<{ id: string; atMs: number }[]>;
  stop(): Promise<void>;
};

/** The other end: it puts looks in and takes none. */
export async function openFloorQueue(databaseUrl: string): Promise<FloorQueue> {
  const registered = DBOS.registerWorkflow(look, { name: 'look' });
  await launch(databaseUrl, 'enqueuer', { listenQueues: [] });
  return {
    async enqueue(id, account) {
      const enqueueOptions = { queuePartitionKey: account };
      await DBOS.startWorkflow(registered, { workflowID: id, queueName: queue, enqueueOptions })();
    },
    async readDone() {
      const done = await DBOS.listWorkflows({ status: 'SUCCESS', loadInput: false, loadOutput: false });
      return done.map(({ workflowID, completedAt }) => ({ id: workflowID, atMs: completedAt! }));
    },
    stop: () => DBOS.shutdown({ deregister: true }),
  };
}

async function launch(
  systemDatabaseUrl: string,
  executorID: string,
  more: { listenQueues?: string[] } = {},
): Promise<void> {
  const silent = () => undefined;
  DBOS.setConfig({
    name: 'muster-hub',
    systemDatabaseUrl: endIdleTransactions(systemDatabaseUrl),
    applicationVersion: 'floor',
    executorID,
    logger: { info: silent, debug: silent, warn: silent, error: console.error },
    ...more,
  });
  await DBOS.launch();
}
