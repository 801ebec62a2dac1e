import { DBOS } from '@dbos-inc/dbos-sdk';
import { platforms } from '@musterhub/rules';
import { dispatchDue, findPublication, takeFence } from '@musterhub/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Context, startWorker, type Worker, workflowVersion } from '../src/index.ts';
import { makeWorld, type World } from './make-world.ts';
import { plainPost } from './posts.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld({ rate: 20 });
});
afterAll(() => world.close());

const options = () => ({
  systemDatabaseUrl: world.url,
  concurrency: 4,
  everyMs: 50,
  trace: (...words: unknown[]) => console.error(...words),
});

async function whenPublished(worker: Worker, ids: readonly string[]): Promise<void> {
  const published = async () => {
    for (const end = Date.now() + 50_000; Date.now() < end; ) {
      const rows = await Promise.all(ids.map((id) => findPublication(world.store.database, id)));
      if (rows.every((row) => row?.verification === 'matched')) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('not everything was published in time');
  };
  await Promise.race([published(), worker.failed]);
}

/** A worker of a new start: it takes the fence, and is another one to the ledger. */
async function nextContext(): Promise<Context> {
  return { ...(await world.worker()), fence: await takeFence(world.store), worker: `started-${Date.now()}` };
}

test('[J18] a worker publishes what is due on every platform, one at a time for each account', async () => {
  const accounts = await Promise.all(platforms.map((platform) => world.connect(platform)));
  const ids: string[] = [];
  for (const [index, account] of accounts.entries())
    for (const text of ['one', 'two'])
      ids.push(await world.plan(account.id, plainPost(platforms[index]!, `Due ${text}`)));
  const worker = await startWorker(await nextContext(), options());
  await whenPublished(worker, ids);
  await worker.stop();
  const posts = await world.sandbox.inspect.posts({ visible: true });
  expect(posts).toHaveLength(ids.length);
});

test('[J19] an upgrade with another workflow goes on with what an older version had queued', async () => {
  const account = await world.connect('facebook');
  const ids = [
    await world.plan(account.id, plainPost('facebook', 'Queued before the upgrade')),
    await world.plan(account.id, plainPost('facebook', 'Queued too')),
  ];
  // The older version: another shape, which was in the middle of its first step when it was ended.
  const older = DBOS.registerWorkflow(
    async (id: string, _wake: number) => {
      await DBOS.runStep(async () => id, { name: 'prepare' });
      await DBOS.sleepSeconds(3_600);
    },
    { name: 'look' },
  );
  const silent = () => undefined;
  DBOS.setConfig({
    name: 'muster-hub',
    systemDatabaseUrl: world.url,
    applicationVersion: `before ${workflowVersion}`,
    executorID: 'older',
    logger: { info: silent, debug: silent, warn: silent, error: silent },
  });
  await DBOS.launch();
  await DBOS.registerQueue('publish', { partitionConcurrency: 1, onConflict: 'always_update' });
  await dispatchDue(world.store, { until: world.clock.now(), limit: 10 }, async (due, mark) => {
    for (const { id, wake } of due)
      await DBOS.startWorkflow(older, {
        workflowID: `publish/${id}/${wake}`,
        queueName: 'publish',
        enqueueOptions: { queuePartitionKey: account.id },
      })(id, wake);
    await mark();
  });
  await DBOS.shutdown({ deregister: true });

  const worker = await startWorker(await nextContext(), options());
  await whenPublished(worker, ids);
  await worker.stop();
  expect(await world.sandbox.inspect.posts({ accountId: account.remoteId, visible: true })).toHaveLength(2);
});
