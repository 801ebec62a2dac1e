import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readOwnIdentity } from '@musterhq/process';
import { makeLink, startServer } from '@musterhq/server';
import { findDashboard, readDashboardFile, writeDashboardFile } from '../dashboard-file.ts';
import type { Environment } from '../environment.ts';
import { type Project, withProject } from '../open-project.ts';
import { UsageError } from '../usage-error.ts';
import { version } from '../version.ts';

/** `muster dashboard`: the page of this repository's runs, on loopback, until it is interrupted. */
export async function dashboard(environment: Environment, flags: { port?: number }): Promise<void> {
  await withProject(environment, async (project) => {
    const { stateDir } = project.around;
    const other = await findDashboard(stateDir);
    if (other !== undefined) {
      process.stdout.write(
        `The dashboard of this repository is served by process ${other.pid}:\n  ${await linkTo(project, other.url)}\n`,
      );
      return;
    }
    const end = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end.abort());
    const last = await readDashboardFile(stateDir);
    const port = flags.port ?? last?.port;
    const server = await startServer({
      around: project.around,
      pages: pagesOf(environment),
      version,
      ...(port === undefined ? {} : { port }),
      onError(error) {
        process.stderr.write(
          `muster: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
        );
      },
    });
    await writeDashboardFile(stateDir, { ...readOwnIdentity(), url: server.url, port: server.port });
    process.stdout.write(
      `Dashboard: ${await linkTo(project, server.url)}\nThe link lets one browser in, within the hour. Ctrl-C ends it.\n`,
    );
    if (!end.signal.aborted) await once(end.signal, 'abort');
    await server.close();
  });
}

async function linkTo({ environment, around }: Project, url: string): Promise<string> {
  const made = await makeLink(around.store, { url, name: environment.user, now: around.now() });
  if (made.kind === 'refused') throw new UsageError(made.reason);
  return made.link;
}

/** A published package carries the page beside its bundle; in a clone it is where it was built. */
function pagesOf({ dist }: Environment): string {
  const published = join(dist, 'assets', 'web');
  return existsSync(published) ? published : join(dist, '..', '..', 'web', 'dist');
}
