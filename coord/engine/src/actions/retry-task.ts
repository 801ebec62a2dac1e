import { insertRequest, type Run, readAssignments, readAttempts } from '@musterhq/store';
import { refusalOfAsk } from '../asks/refusal-of-ask.ts';
import type { Surroundings } from '../open-run.ts';
import { readRunPlan } from '../read-status.ts';
import { workOf } from '../work.ts';

/** Asks that a task which is blocked, was opened again or was taken back is tried once more; by its id or label. */
export async function retryTask(
  around: Surroundings,
  { task: name, by, why }: { task: string; by: string; why: string },
): Promise<{ run: Run; request: number; task: string; label: string }> {
  const { run, plan } = await readRunPlan(around);
  const { database } = around.store;
  const work = workOf(plan, await readAssignments(database));
  const found = work.find(({ id, label }) => id === name || label === name);
  if (found === undefined) throw refusalOfAsk(`There is no task '${name}' in run ${run.id}.`);
  const { id: task, label } = found;
  const last = (await readAttempts(database, run.id)).findLast((attempt) => attempt.task === task);
  const isOver = run.state === 'finished' || run.state === 'abandoned';
  if (isOver) throw refusalOfAsk(`Run ${run.id} is ${run.state}: nothing of it is tried again.`);
  if (last?.state !== 'blocked' && last?.state !== 'reopened' && last?.state !== 'reverted')
    throw refusalOfAsk(
      `${label} is ${last?.state ?? 'not begun'}: only what is blocked or taken back is tried again.`,
    );
  const data = { task, by, why };
  return {
    run,
    task,
    label,
    request: await insertRequest(around.store, { run: run.id, kind: 'retry', data }),
  };
}
