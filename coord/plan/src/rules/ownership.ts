import { needsOf } from '../graph.ts';
import type { Plan, Resource, Task } from '../plan.ts';
import { placeIn, type Rule } from './rule.ts';

/** Two tasks that may run at the same time and both claim a path, by name or as what their session owns. */
export const pathContested: Rule = {
  name: 'path-contested',
  severity: 'error',
  find({ plan, text }) {
    const claims = plan.tasks.flatMap((task) => task.ownedPaths.map((path) => ({ task, path })));
    const concurrent = makeConcurrency(plan);
    return claims.flatMap(({ task, path }, at) => {
      const rival = claims
        .slice(0, at)
        .find((other) => meets(other.path, path) && concurrent(other.task, task));
      if (!rival) return [];
      return [
        {
          at: placeIn(text, task.range, path),
          message: `${task.label} and ${rival.task.label} may run at the same time and both own ${path}`,
          fix: `let one of them wait (\`depends_on: ${rival.task.label}\`), or divide the path`,
        },
      ];
    });
  },
};

/** A task that claims what another session owns; allowed as an exception, but two may then write there at once. */
export const pathOfAnother: Rule = {
  name: 'path-of-another',
  severity: 'warning',
  find({ plan, text }) {
    return plan.tasks.flatMap((task) =>
      task.ownedPaths.flatMap((path) => {
        const resource = resourcesOf(plan, path).find(
          ({ ownership }) => ownership.kind === 'primary' && ownership.session !== task.session,
        );
        if (resource?.ownership.kind !== 'primary') return [];
        const owner = resource.ownership.session;
        return [
          {
            at: placeIn(text, task.range, path),
            message: `${task.label} owns ${path}, which belongs to session ${owner} (${resource.path})`,
            fix: `take it out, or let session ${owner} do this part`,
          },
        ];
      }),
    );
  },
};

export const pathTwoOwners: Rule = {
  name: 'path-two-owners',
  severity: 'error',
  find({ plan }) {
    return plan.resources.flatMap((resource, at) => {
      const earlier = plan.resources
        .slice(0, at)
        .find((other) => normal(other.path) === normal(resource.path));
      if (!earlier || ownerWords(earlier) === ownerWords(resource)) return [];
      return [
        {
          at: resource.range.start,
          message: `${resource.path} belongs to ${ownerWords(resource)} here and to ${ownerWords(earlier)} on line ${earlier.range.line}`,
          fix: 'name one owner',
        },
      ];
    });
  },
};

/** All may write there, and the document says so: worth knowing. Where it says nothing the compiler warns. */
export const sharedWithoutPrimary: Rule = {
  name: 'shared-without-primary',
  severity: 'info',
  find: ({ plan }) =>
    plan.resources
      .filter((resource) => resource.ownership.kind === 'shared' && resource.phrase.trim() !== '')
      .map((resource) => ({
        at: resource.range.start,
        message: `${resource.path} has no primary session (${resource.phrase}): every change of it is merged and gated as a whole`,
        fix: 'write `(Session N primary)` behind the path if one session is to decide',
      })),
};

function ownerWords({ ownership }: Plan['resources'][number]): string {
  return ownership.kind === 'shared' ? 'all sessions' : `session ${ownership.session}`;
}

function normal(path: string): string {
  return path.replace(/^\/+/, '').replace(/\/?\**\/?$/, '');
}

function meets(a: string, b: string): boolean {
  return covers(a, b) || covers(b, a);
}

function covers(folder: string, path: string): boolean {
  return `${normal(path)}/`.startsWith(`${normal(folder)}/`);
}

/** Whose a path is: the longest resource around it, and those that lie inside it. */
function resourcesOf(plan: Plan, path: string): Resource[] {
  const around = plan.resources
    .filter((resource) => covers(resource.path, path))
    .toSorted((a, b) => normal(b.path).length - normal(a.path).length);
  const inside = plan.resources.filter((resource) => covers(path, resource.path));
  return [...around.slice(0, 1), ...inside];
}

/** Blocks are dates, not barriers: only a need between two tasks keeps them apart. */
function makeConcurrency(plan: Plan): (a: Task, b: Task) => boolean {
  const needs = new Map<string, Set<string>>();
  const needsOfTask = (id: string) => {
    const known = needs.get(id) ?? needsOf(plan.tasks, id);
    needs.set(id, known);
    return known;
  };
  return (a, b) => a.session !== b.session && !needsOfTask(a.id).has(b.id) && !needsOfTask(b.id).has(a.id);
}
