import { makePool } from '@musterhq/postgres';
import { makeChannel } from '@musterhub/channels';
import { type Context, makeHubClock, startWorker, usualLimits } from '@musterhub/jobs';
import { startFloorWorker } from '@musterhub/jobs/floor';
import { platforms } from '@musterhub/rules';
import { makeStore } from '@musterhub/store';
import { benchKeys, type WorkerOrder } from './publishing-order.ts';

/** One worker of the publishing benchmark, in a process of its own; says when it is ready. */
const order = JSON.parse(process.argv[2] ?? '') as WorkerOrder;
if (order.does === 'publish') await publish();
else await dequeue();
console.log('ready');

async function publish(): Promise<void> {
  const clock = makeHubClock({ ...order.clock, startsAt: new Date(order.clock.startsAt) });
  const pool = makePool(order.databaseUrl, { applicationName: order.name, max: 10 });
  const mediaUrl = (sha256: string) => `${order.mediaBase}/${sha256}`;
  const mediaBytes = async (sha256: string) =>
    new Uint8Array(await (await fetch(mediaUrl(sha256))).arrayBuffer());
  const setting = {
    hosts: order.hosts,
    mediaUrl,
    mediaBytes,
    mediaPart: async (sha256: string, start: number, end: number) =>
      (await mediaBytes(sha256)).subarray(start, end),
    timeoutMs: 30_000,
    now: clock.now,
  };
  const context: Context = {
    store: makeStore(pool, benchKeys),
    fence: { generation: order.generation },
    worker: order.name,
    channels: Object.fromEntries(
      platforms.map((platform) => [platform, makeChannel(platform, setting)]),
    ) as Context['channels'],
    refreshTokens: async () => ({ kind: 'unknown', cause: 'nothing is refreshed here' }),
    clock,
    limits: usualLimits,
  };
  const worker = await startWorker(context, {
    systemDatabaseUrl: order.databaseUrl,
    concurrency: 24,
    everyMs: 250,
    trace: (...words) => console.error(...words),
  });
  worker.failed.catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
  process.once('SIGTERM', () => void worker.stop().then(() => pool.end()));
}

/** Takes empty looks from the same queue by the same rules. */
async function dequeue(): Promise<void> {
  const worker = await startFloorWorker(order.databaseUrl, order.name);
  process.once('SIGTERM', () => void worker.stop());
}
