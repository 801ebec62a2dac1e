import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeNotifier } from '@musterhq/engine';
import { makeLauncher, readOwnIdentity } from '@musterhq/process';
import { makeLink, startServer } from '@musterhq/server';
import { findDashboard, readDashboardFile, writeDashboardFile } from '../dashboard-file.ts';
import type { Environment } from '../environment.ts';
import { type Project, withProject } from '../open-project.ts';
import { UsageError } from '../usage-error.ts';
import { version } from '../version.ts';

/** `muster dashboard`: the page of this repository's runs, on loopback, until it is interrupted. */
export async function dashboard(
  environment: Environment,
  flags: { port?: number; withInput?: boolean },
): Promise<void> {
  await withProject(environment, async (project) => {
    const { stateDir, configuration, repo } = project.around;
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
    // Of a run that started us: when it is gone, however it went, so is our input.
    if (flags.withInput === true) process.stdin.resume().once('end', () => end.abort());
    const { address, proxy, port: fixed } = configuration.dashboard ?? {};
    const port = flags.port ?? fixed ?? last?.port;
    const onError = (error: unknown) => {
      process.stderr.write(
        `muster: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
    };
    // To start git by itself the server would stand still for each look at the repository, while events wait.
    const launcher = makeLauncher({ folder: join(stateDir, 'shells'), env: repo.env });
    const around = { ...project.around, repo: { ...repo, run: launcher.run } };
    const server = await startServer({
      around,
      pages: pagesOf(environment),
      version,
      ...(port === undefined ? {} : { port }),
      ...(address === undefined ? {} : { address, proxy }),
      onError,
    });
    // Also of a run whose coordinator died, which nobody else would tell of.
    const notifier = makeNotifier(around, onError);
    await writeDashboardFile(stateDir, { ...readOwnIdentity(), url: server.url, port: server.port });
    process.stdout.write(
      `Dashboard: ${await linkTo(project, server.url)}\nThe link lets one browser in, within the hour. Ctrl-C ends it.\n`,
    );
    if (!end.signal.aborted) await once(end.signal, 'abort');
    await notifier.close();
    await server.close();
    await launcher.close();
    process.stdin.destroy();
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
