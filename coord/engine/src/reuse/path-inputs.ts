import { ownerOf, type Plan } from '@musterhq/plan';
import type { Work } from '../work.ts';
import { hashOf } from './reuse-key.ts';

/** A file of a tree; `object` is git's hash of its contents. */
export type TreeFile = { path: string; mode: string; object: string };

/** Every task that a task stands on, however far. */
export function upstreamOf(plan: Plan, work: Pick<Work, 'dependsOn'>): Set<string> {
  const tasks = new Map(plan.tasks.map((task) => [task.id, task]));
  const found = new Set<string>();
  const queue = work.dependsOn.map(({ task }) => task);
  for (let task = queue.pop(); task !== undefined; task = queue.pop()) {
    if (found.has(task)) continue;
    found.add(task);
    queue.push(...(tasks.get(task)?.dependsOn.map((dependency) => dependency.task) ?? []));
  }
  return found;
}

type Reach = 'own' | 'read' | 'none';

/**
 * How a path bears on a task: its session's own; read, as what is shared, what nobody owns, and what sessions own that it waits
 * for; or not at all, as what is told apart: the document by the brief, settings and steps by the driver.
 */
export function reachOf(plan: Plan, work: Work, toldApart: ReadonlySet<string>): (path: string) => Reach {
  const tasks = new Map(plan.tasks.map((task) => [task.id, task]));
  const sources = new Set([...upstreamOf(plan, work)].map((task) => tasks.get(task)?.session));
  return (path) => {
    if (toldApart.has(path)) return 'none';
    const owner = ownerOf(plan, path, work);
    if (owner.kind === 'shared') return 'read';
    if (owner.session === work.session) return 'own';
    return owner.session === plan.master || sources.has(owner.session) ? 'read' : 'none';
  };
}

/** One hash for each first folder or file, so that a miss can say where something changed. */
export function hashByPlace(files: readonly TreeFile[]): Record<string, string> {
  const places = new Map<string, string[]>();
  for (const { path, mode, object } of files) {
    const slash = path.indexOf('/');
    const place = slash < 0 ? path : path.slice(0, slash + 1);
    const entries = places.get(place) ?? [];
    entries.push(`${mode} ${object} ${path}`);
    places.set(place, entries);
  }
  return Object.fromEntries([...places].map(([place, entries]) => [place, hashOf(entries.toSorted())]));
}
