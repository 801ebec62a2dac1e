import { setTimeout as delay } from 'node:timers/promises';
import { readRunPlan, seatOf } from '@musterhq/engine';
import { insertRequest, readOpenRequests } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Project, withProject } from '../open-project.ts';
import { requireSession } from '../require-session.ts';
import { UsageError } from '../usage-error.ts';

const patienceMs = 15_000;

/** `muster take N`: the session's driver is stopped, its worktree is yours. */
export async function take(environment: Environment, session: number): Promise<void> {
  await ask(
    environment,
    session,
    'take',
    {},
    (folder) => `Session ${session} is yours. Work in ${folder}, then: muster give ${session} --done\n`,
  );
}

/** `muster give N`: back to the driver; with `--done` what lies there is judged and integrated as the task's work. */
export async function give(
  environment: Environment,
  session: number,
  flags: { done?: boolean },
): Promise<void> {
  const isDone = flags.done === true;
  await ask(
    environment,
    session,
    'give',
    { isDone },
    () => `Session ${session} is given back${isDone ? ' and its work is judged' : ''}.\n`,
  );
}

async function ask(
  environment: Environment,
  session: number,
  kind: 'take' | 'give',
  data: Record<string, unknown>,
  say: (folder: string) => string,
): Promise<void> {
  await withProject(environment, async (project) => {
    const { plan, run } = await readRunPlan(project.around);
    requireSession(plan, session);
    if (run.state !== 'running')
      throw new UsageError(
        `Run ${run.id} is ${run.state}: no coordinator is there to answer. 'muster resume' starts one.`,
      );
    const request = await insertRequest(project.around.store, {
      run: run.id,
      kind,
      data: { session, by: environment.user, ...data },
    });
    if (kind === 'take' && !(await isAnswered(project, run.id, request))) {
      process.stderr.write(
        `muster: the coordinator has not answered after ${patienceMs / 1000} s; look at 'muster log'.\n`,
      );
      process.exitCode = exitCodes.failed;
      return;
    }
    process.stdout.write(say(seatOf(plan, project.around.stateDir, session).worktree));
  });
}

async function isAnswered({ around }: Project, run: string, id: number): Promise<boolean> {
  for (const ends = around.now() + patienceMs; around.now() < ends; await delay(50)) {
    const open = await readOpenRequests(around.store.database, run);
    if (!open.some((request) => request.id === id)) return true;
  }
  return false;
}
