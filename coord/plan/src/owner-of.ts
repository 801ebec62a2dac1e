import { normalPath } from './normal-path.ts';
import type { Plan, Resource, Task } from './plan.ts';

/** Who may write a path, with the words it was read from. */
export type Owner = { kind: 'session'; session: number; phrase: string } | { kind: 'shared'; phrase: string };

/** What of a plan says who owns what. */
export type Holdings = Pick<Plan, 'master'> & {
  resources: readonly Pick<Resource, 'path' | 'ownership' | 'phrase'>[];
};

/**
 * The one answer for a repository path. A task's own paths come first, then the longest resource around the path;
 * what nobody owns, the document itself and what lies outside the repository belong to the master.
 */
export function ownerOf(
  plan: Holdings,
  path: string,
  task?: Pick<Task, 'label' | 'session' | 'ownedPaths'>,
): Owner {
  const normal = normalPath(path);
  if (normal === undefined)
    return { kind: 'session', session: plan.master, phrase: 'no path inside the repository' };
  if (task?.ownedPaths.some((owned) => covers(owned, normal)))
    return { kind: 'session', session: task.session, phrase: `owned_paths of ${task.label}` };
  let nearest: Holdings['resources'][number] | undefined;
  for (const resource of plan.resources)
    if (covers(resource.path, normal) && (!nearest || bare(resource.path).length > bare(nearest.path).length))
      nearest = resource;
  if (!nearest)
    return { kind: 'session', session: plan.master, phrase: 'nobody owns it, so the master does' };
  if (nearest.ownership.kind === 'shared') return { kind: 'shared', phrase: nearest.phrase };
  return { kind: 'session', session: nearest.ownership.session, phrase: nearest.phrase };
}

/** A grant names a file, or a folder with all that is in it; of the repository itself there is none. */
export function isGranted(granted: string, path: string): boolean {
  const folder = normalPath(granted);
  return folder !== undefined && covers(folder, path);
}

/** `src/` covers `src/a` and whatever takes its own place, but never `srcfoo/a`. */
function covers(owned: string, path: string): boolean {
  const folder = bare(owned);
  return bare(path) === folder || path.startsWith(`${folder}/`);
}

function bare(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
