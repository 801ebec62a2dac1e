import { pauseSession } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';

/** `muster pause N`: what the session has begun it ends, unless it is to stop now; it begins nothing more. */
export async function pause(
  environment: Environment,
  session: number,
  { now, why }: { now?: boolean; why: string },
): Promise<void> {
  const isNow = now === true;
  await ask(environment, { session, isPaused: true, isNow, why }, [
    `Session ${session} begins nothing more${isNow ? ' and its turn is ended' : ''}.`,
    `It goes on with: muster unpause ${session}`,
  ]);
}

/** `muster unpause N`. */
export async function unpause(
  environment: Environment,
  session: number,
  { why }: { why: string },
): Promise<void> {
  await ask(environment, { session, isPaused: false, isNow: false, why }, [`Session ${session} goes on.`]);
}

async function ask(
  environment: Environment,
  asked: { session: number; isPaused: boolean; isNow: boolean; why: string },
  words: string[],
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const { run } = await pauseSession(around, { ...asked, by: environment.user });
    const resume =
      run.state === 'running'
        ? []
        : [`Nobody coordinates run ${run.id} now; 'muster resume' goes on with it and heeds this.`];
    process.stdout.write(`${[...words, ...resume].join('\n')}\n`);
  });
}
