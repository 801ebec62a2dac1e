import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readOwnIdentity } from '@musterhq/process';
import { decideFeed, makeFetchPublic, startServer } from '@musterhub/api';
import type { Environment } from '../environment.ts';
import { HubError } from '../hub-error.ts';
import { findStateDir, openHub } from '../open-hub.ts';
import { print } from '../print.ts';
import { readTemplates } from '../read-input.ts';
import { isServing, readServeFile, removeServeFile, writeServeFile } from '../serve-file.ts';
import { readPlatforms, startPublishing } from '../start-publishing.ts';
import { aborted, untilStopped } from '../until-stopped.ts';
import { version } from '../version.ts';

type Flags = { port: number; host: string; sandbox?: boolean; worker: boolean; json?: boolean };

/** Pages, interface and one worker in one process, until it is told to end. */
export async function hubServe(environment: Environment, flags: Flags): Promise<void> {
  const stopping = untilStopped();
  const before = await readServeFile(findStateDir(environment.cwd));
  if (before !== undefined && isServing(before))
    throw new HubError(
      'refused',
      `'hub serve' runs here already as process ${before.pid}, at ${before.url}: end it first, or add a process with 'hub worker'`,
    );
  const open = await openHub(environment);
  const { hub, setting, stateDir } = open;
  const onError = (error: unknown) =>
    process.stderr.write(`hub: ${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  try {
    const around = await readPlatforms(open, flags.sandbox === true);
    await decideFeed(open.hub, around.sandbox === undefined ? 'platforms' : 'sandbox', 'publisher');
    let ring: () => void = () => undefined;
    const server = await startServer({
      hub: { ...hub, now: around.clock.now },
      key: open.keys.current,
      templates: await readTemplates(environment, undefined),
      connects: around.connects,
      apps: around.apps,
      sandbox: around.sandbox,
      fetchPublic: makeFetchPublic(),
      version,
      ring: () => ring(),
      onError,
      pages: pagesBeside(environment.dist),
      host: flags.host,
      port: flags.port,
      ...(setting.publicUrl === undefined ? {} : { publicUrl: setting.publicUrl }),
    });
    await writeServeFile(stateDir, { url: server.url, port: server.port, ...readOwnIdentity() });
    try {
      const worker = flags.worker
        ? await startPublishing(open, around, { mediaUrl: server.mediaUrl, joins: false, trace: onError })
        : undefined;
      ring = () => worker?.ring();
      const fedBy = around.sandbox === undefined ? 'platforms' : 'SANDBOX';
      const started = { url: server.url, pid: process.pid, fedBy, publishes: flags.worker, stateDir };
      print(started, flags.json, () => [
        `The hub is at ${server.url}${fedBy === 'SANDBOX' ? ' (SANDBOX: no post reaches anybody)' : ''}`,
        flags.worker ? 'It publishes what is approved and due.' : "It publishes nothing: 'hub worker' does.",
      ]);
      try {
        const failed = worker?.failed ?? new Promise<never>(() => undefined);
        await Promise.race([aborted(stopping), failed, around.replaced]);
      } finally {
        await worker?.stop();
      }
    } finally {
      await server.close();
      await removeServeFile(stateDir);
    }
  } finally {
    await open.close();
  }
}

/** Where the built pages are: with the bundle in a published package, in `hub/web` of a clone. */
function pagesBeside(dist: string): string {
  const published = join(dist, 'assets', 'web');
  return existsSync(published) ? published : join(dist, '..', '..', 'web', 'dist');
}
