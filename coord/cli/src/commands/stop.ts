import { setTimeout as delay } from 'node:timers/promises';
import { isProcessAlive } from '@musterhq/process';
import { findOpenRun, findRun, insertRequest, leaveRun, takeRun } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Project, withProject } from '../open-project.ts';

/** A coordinator ends its turns' process trees first, which have two seconds to end by themselves. */
const patienceMs = 30_000;

/** `muster stop`: asks the coordinator to end, and waits until it has. */
export async function stop(environment: Environment, flags: { abandon?: boolean }): Promise<void> {
  await withProject(environment, async (project) => {
    const { store, coordinator } = project.around;
    const open = await findOpenRun(store.database);
    if (open === undefined) {
      process.stdout.write('No run is open.\n');
      return;
    }
    const holder = open.coordinator;
    const isAlive =
      open.state === 'running' &&
      holder !== null &&
      (holder.host !== coordinator.host || isProcessAlive(holder));
    if (isAlive) {
      await insertRequest(store, { run: open.id, kind: 'stop', data: { by: environment.user } });
      if (!(await hasStopped(project, open.id))) {
        process.stderr.write(
          `muster: run ${open.id} has not stopped after ${patienceMs / 1000} s; look at 'muster log'.\n`,
        );
        process.exitCode = exitCodes.failed;
        return;
      }
    }
    if (flags.abandon === true || !isAlive) {
      const fence = await takeRun(store, open.id, coordinator);
      await leaveRun(store, fence, flags.abandon === true ? 'abandoned' : 'stopped', {
        by: environment.user,
      });
    }
    process.stdout.write(
      `Run ${open.id} is ${flags.abandon === true ? 'abandoned' : "stopped; 'muster resume' goes on with it"}.\n`,
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
