import { setTimeout as delay } from 'node:timers/promises';
import { giveSession, readRunPlan, seatOf, takeSession } from '@musterhq/engine';
import { readEvents, readOpenRequests } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Project, withProject } from '../open-project.ts';

const patienceMs = 15_000;

/** `muster take N`: the session's driver is stopped, its worktree is yours. */
export async function take(
  environment: Environment,
  session: number,
  { why }: { why: string },
): Promise<void> {
  await withProject(environment, async (project) => {
    const { around } = project;
    const { run, request } = await takeSession(around, { session, by: environment.user, why });
    if (!(await isAnswered(project, run.id, request))) {
      process.stderr.write(
        `muster: the coordinator has not answered after ${patienceMs / 1000} s; look at 'muster log'.\n`,
      );
      process.exitCode = exitCodes.failed;
      return;
    }
    const { plan } = await readRunPlan(around);
    const folder = seatOf(plan, around.stateDir, session).worktree;
    const conflicts = await findConflicts(project, run.id, session);
    const merge =
      conflicts === undefined
        ? ''
        : `It is in the middle of a merge. Solve it in the files alone: ${conflicts.join(', ')}\n`;
    process.stdout.write(
      `Session ${session} is yours. Work in ${folder}, then: muster give ${session} --done\n${merge}`,
    );
  });
}

/** The paths that were found to conflict when the session was taken. */
async function findConflicts(
  { around }: Project,
  run: string,
  session: number,
): Promise<string[] | undefined> {
  const events = await readEvents(around.store.database, run, { kind: 'session_taken' });
  return events.findLast((event) => event.session === session)?.data.conflicts as string[] | undefined;
}

/** `muster give N`: back to the driver; with `--done` what lies there is judged and integrated as the task's work. */
export async function give(
  environment: Environment,
  session: number,
  flags: { done?: boolean; why: string },
): Promise<void> {
  const isDone = flags.done === true;
  await withProject(environment, async ({ around }) => {
    await giveSession(around, { session, isDone, by: environment.user, why: flags.why });
    process.stdout.write(`Session ${session} is given back${isDone ? ' and its work is judged' : ''}.\n`);
  });
}

async function isAnswered({ around }: Project, run: string, id: number): Promise<boolean> {
  for (const ends = around.now() + patienceMs; around.now() < ends; await delay(50)) {
    const open = await readOpenRequests(around.store.database, run);
    if (!open.some((request) => request.id === id)) return true;
  }
  return false;
}
