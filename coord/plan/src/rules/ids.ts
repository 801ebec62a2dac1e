import type { SourceRange } from '../plan.ts';
import type { Rule } from './rule.ts';

type Named = { what: string; id: string; range: SourceRange };

/**
 * Whatever is addressed by an id has it alone. The compiler tells the second of two apart by a `~2`, so that nothing
 * is lost; for sessions, blocks and tasks it says so itself.
 */
export const duplicateId: Rule = {
  name: 'duplicate-id',
  severity: 'error',
  find({ plan }) {
    const all: Named[] = [
      ...plan.rounds.map(({ id, range }) => ({ what: 'round', id, range })),
      ...plan.handoffs.map(({ id, range }) => ({ what: 'handoff', id, range })),
      ...plan.resources.map(({ id, range }) => ({ what: 'resource', id, range })),
      ...plan.branches.map(({ name, range }) => ({ what: 'branch', id: name, range })),
      ...plan.milestones.map(({ id, range }) => ({ what: 'milestone', id, range })),
      ...plan.qualityGates.map(({ id, range }) => ({ what: 'quality gate', id, range })),
    ];
    const first = new Map<string, Named>();
    return all.flatMap((named) => {
      const id = named.id.replace(/~\d+$/, '');
      const earlier = first.get(`${named.what} ${id}`);
      if (!earlier) first.set(`${named.what} ${id}`, named);
      return earlier
        ? [
            {
              at: named.range.start,
              message: `${named.what} ${id} is there twice, first on line ${earlier.range.line}`,
              fix: 'give one of them another name, or join the two',
            },
          ]
        : [];
    });
  },
};
