import { setTimeout as delay } from 'node:timers/promises';
import { readRunPlan, seatOf } from '@musterhq/engine';
import type { Plan } from '@musterhq/plan';
import { insertRequest, readEvents, readOpenRequests } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Project, withProject } from '../open-project.ts';
import { requireSession } from '../require-session.ts';
import { UsageError } from '../usage-error.ts';

const patienceMs = 15_000;

/** `muster take N`: the session's driver is stopped, its worktree is yours. */
export async function take(environment: Environment, session: number): Promise<void> {
  await ask(environment, session, 'take', {}, async (project, { plan, run }) => {
    const folder = seatOf(plan, project.around.stateDir, session).worktree;
    const conflicts = await findConflicts(project, run, session);
    const merge =
      conflicts === undefined
        ? []
        : [`It is in the middle of a merge. Solve it in the files alone: ${conflicts.join(', ')}`];
    return [`Session ${session} is yours. Work in ${folder}, then: muster give ${session} --done`, ...merge];
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
  flags: { done?: boolean },
): Promise<void> {
  const isDone = flags.done === true;
  await ask(environment, session, 'give', { isDone }, async () => [
    `Session ${session} is given back${isDone ? ' and its work is judged' : ''}.`,
  ]);
}

async function ask(
  environment: Environment,
  session: number,
  kind: 'take' | 'give',
  data: Record<string, unknown>,
  say: (project: Project, of: { plan: Plan; run: string }) => Promise<string[]>,
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
    process.stdout.write(`${(await say(project, { plan, run: run.id })).join('\n')}\n`);
  });
}

async function isAnswered({ around }: Project, run: string, id: number): Promise<boolean> {
  for (const ends = around.now() + patienceMs; around.now() < ends; await delay(50)) {
    const open = await readOpenRequests(around.store.database, run);
    if (!open.some((request) => request.id === id)) return true;
  }
  return false;
}
