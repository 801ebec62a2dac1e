import { ownerOf, type Plan } from '@musterhq/plan';
import type { Work } from '../work.ts';

/** Whose files a task reads beside its own: those of the sessions whose work it waits for. */
function sourcesOf(plan: Plan, work: Work): Set<number> {
  const tasks = new Map(plan.tasks.map((task) => [task.id, task]));
  const sessions = work.dependsOn.map(({ task }) => tasks.get(task)?.session);
  return new Set(sessions.filter((session) => session !== undefined && session !== work.session) as number[]);
}

/** The files of a tree that the task may write, and those that it reads of others; what else there is, it can look for. */
export function slicePaths(
  plan: Plan,
  work: Work,
  paths: readonly string[],
): { owned: string[]; read: string[] } {
  const sources = sourcesOf(plan, work);
  const owned: string[] = [];
  const read: string[] = [];
  for (const path of paths) {
    const owner = ownerOf(plan, path, work);
    if (owner.kind === 'shared' || owner.session === work.session) owned.push(path);
    else if (sources.has(owner.session)) read.push(path);
  }
  return { owned, read };
}
