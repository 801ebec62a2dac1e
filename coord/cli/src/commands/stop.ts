import { setTimeout as delay } from 'node:timers/promises';
import { stopRun } from '@musterhq/engine';
import { findRun, leaveRun, takeRun } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Project, withProject } from '../open-project.ts';

/** A coordinator ends its turns' process trees first, which have two seconds to end by themselves. */
const patienceMs = 30_000;

/** `muster stop`: asks the coordinator to end, and waits until it has. */
export async function stop(
  environment: Environment,
  flags: { abandon?: boolean; why: string },
): Promise<void> {
  await withProject(environment, async (project) => {
    const { store, coordinator } = project.around;
    const by = environment.user;
    const { why } = flags;
    const stopped = await stopRun(project.around, { by, why });
    if (stopped.kind === 'none') {
      process.stdout.write('No run is open.\n');
      return;
    }
    const { id } = stopped.run;
    if (stopped.kind === 'asked' && !(await hasStopped(project, id))) {
      process.stderr.write(
        `muster: run ${id} has not stopped after ${patienceMs / 1000} s; look at 'muster log'.\n`,
      );
      process.exitCode = exitCodes.failed;
      return;
    }
    if (flags.abandon === true)
      await leaveRun(store, await takeRun(store, id, coordinator), 'abandoned', { by, why });
    process.stdout.write(
      `Run ${id} is ${flags.abandon === true ? 'abandoned' : "stopped; 'muster resume' goes on with it"}.\n`,
    );
  });
}

async function hasStopped(project: Project, run: string): Promise<boolean> {
  const { store, now } = project.around;
  for (const ends = now() + patienceMs; now() < ends; await delay(50)) {
    if ((await findRun(store.database, run))?.state !== 'running') return true;
  }
  return false;
}
