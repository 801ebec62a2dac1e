import type { Plan, Task } from '@musterhq/plan';
import type { Assignment } from '@musterhq/store';

/** A task of the document, or one given by hand with `cs`: the engine treats both alike. */
export type Work = Task & { origin: 'document' | 'assignment' };

const nowhere = { start: 0, end: 0, line: 0, column: 0 };

/** Everything there is to do, in the document's order; assignments come first for their session. */
export function workOf(plan: Plan, assignments: Assignment[]): Work[] {
  const byHand = assignments
    .filter((assignment) => assignment.startsTask === null)
    .map((assignment): Work => {
      const session = plan.sessions.find((candidate) => candidate.id === assignment.session);
      return {
        id: assignment.id,
        label: assignment.id,
        origin: 'assignment',
        block: '',
        session: assignment.session,
        firstDay: 0,
        lastDay: 0,
        text: assignment.text,
        deliverable: assignment.text,
        activation: [],
        agents: session?.agents ?? [],
        start: {
          text: assignment.text,
          ...(assignment.mode === null ? {} : { mode: assignment.mode }),
          asAgents: assignment.asAgents,
          line: 0,
          activation: [],
        },
        dependsOn: [],
        produces: [],
        consumes: [],
        gates: [],
        priority: Number.MAX_SAFE_INTEGER,
        ownedPaths: [],
        extra: {},
        range: nowhere,
      };
    });
  return [...byHand, ...plan.tasks.map((task): Work => ({ ...task, origin: 'document' }))];
}
