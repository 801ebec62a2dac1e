import { once } from 'node:events';
import { serveStdio, startDesk } from '@musterhq/desk';
import { makeSessionAnswers, readRunPlan, requireSession } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { findSession } from '../find-session.ts';
import { withProject } from '../open-project.ts';
import { version } from '../version.ts';

/**
 * `muster mcp`: the tools of a session for the agent of the person who has taken it, on standard input and output, or on loopback
 * with a token that is printed once. Nothing else may be printed to standard output: there the client reads.
 */
export async function mcp(
  environment: Environment,
  flags: { session?: number; http?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const session = findSession(environment, around.stateDir, flags.session);
    const { plan } = await readRunPlan(around);
    const { name } = requireSession(plan, session);
    const answer = makeSessionAnswers(around, session);
    const end = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end.abort());
    if (flags.http !== true) return serveStdio({ answer, version, signal: end.signal });
    const onError = (error: unknown) =>
      process.stderr.write(`muster: ${error instanceof Error ? error.message : String(error)}\n`);
    const desk = await startDesk({ answer, version, onError });
    process.stdout.write(
      `Tools of Session ${session} (${name}): ${desk.mcpUrl}\nAuthorization: Bearer ${desk.token}\nCtrl-C ends it.\n`,
    );
    if (!end.signal.aborted) await once(end.signal, 'abort');
    await desk.close();
  });
}
