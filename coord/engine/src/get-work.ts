import { readAssignments } from '@musterhq/store';
import type { Context } from './context.ts';
import { EngineError } from './engine-error.ts';
import { type Work, workOf } from './work.ts';

export async function getWork(context: Context, task: string): Promise<Work> {
  const assignments = await readAssignments(context.store.database);
  const work = workOf(context.live.plan, assignments).find((candidate) => candidate.id === task);
  if (work === undefined) {
    throw new EngineError('workflow_failed', `The task ${task} is no longer in the document.`, { task });
  }
  return work;
}
