import { resolveWall } from '@musterhub/rules';
import { z } from 'zod';

const gaps = ['earlier', 'later'] as const;
const overlaps = ['first', 'second'] as const;
/** What may be chosen for a time that never comes, and for one that comes twice; a plan may refuse both, which nobody chooses for one item. */
export const clockChoiceSchema = z.strictObject({
  gap: z.enum(gaps).optional(),
  overlap: z.enum(overlaps).optional(),
});
export type ClockChoice = z.infer<typeof clockChoiceSchema>;

export const momentsSchema = z.object({
  kind: z.enum(['exact', 'gap', 'overlap']),
  /** The instants that it can be, in their order, by the policy that gives each; none where there is nothing to choose. */
  moments: z.array(z.object({ policy: z.enum([...gaps, ...overlaps]), at: z.iso.datetime() })),
});
export type Moments = z.infer<typeof momentsSchema>;

/** Whether a wall time comes once, never or twice in a zone, and the instants that it can mean. */
export function momentsOf(wall: string, zone: string): Moments {
  const one = resolveWall(wall, zone, { gap: 'earlier', overlap: 'first' });
  const other = resolveWall(wall, zone, { gap: 'later', overlap: 'second' });
  if (one.kind === 'refused' || other.kind === 'refused' || one.kind === 'exact')
    return { kind: 'exact', moments: [] };
  const [before, after] = one.kind === 'gap' ? gaps : overlaps;
  return {
    kind: one.kind,
    moments: [
      { policy: before, at: one.at },
      { policy: after, at: other.at },
    ],
  };
}
