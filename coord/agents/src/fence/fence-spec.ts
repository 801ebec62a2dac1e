import { z } from 'zod';

const absolute = z.string().startsWith('/');

const places = {
  /** May be written, and is the real thing: the worktree and the agent's HOME. */
  writable: z.array(absolute),
  /** Empty at the start, may be written, gone with the turn: `/tmp`. */
  scratch: z.array(absolute),
  /** As it is and read-only, also where a folder around it is hidden or may be written. */
  readable: z.array(absolute),
  /** Not to be seen: a folder is empty, a file has nothing in it. */
  hidden: z.array(z.strictObject({ path: absolute, is: z.enum(['folder', 'file']) })),
};

/**
 * What the system lets a turn's processes touch. Of the places around a path the deepest counts, and what lies in none is
 * read-only. Paths are real ones: no link in them.
 */
export const fenceSpecSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('off'), because: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('bubblewrap'),
    program: absolute,
    /** Root starts it; inside it is an ordinary user, with the same files for its own. */
    isRoot: z.boolean(),
    /** The hosts that may be reached, as rules of an egress; absent: the network is that of the machine. */
    network: z.array(z.string()).optional(),
    ...places,
  }),
  z.strictObject({ kind: z.literal('seatbelt'), program: absolute, ...places }),
]);

export type FenceSpec = z.infer<typeof fenceSpecSchema>;
export type FencePlaces = Pick<
  Extract<FenceSpec, { kind: 'bubblewrap' }>,
  'writable' | 'scratch' | 'readable' | 'hidden'
>;

/** A place and what becomes of it. */
export type FencePlace =
  | { kind: 'writable' | 'scratch' | 'readable'; path: string }
  | { kind: 'hidden'; path: string; is: 'folder' | 'file' };

/** All places, each after those around it, so that whoever goes through them in this order has the deepest count. */
export function placesInOrder({ writable, scratch, readable, hidden }: FencePlaces): FencePlace[] {
  const places: FencePlace[] = [
    ...hidden.map((place) => ({ kind: 'hidden' as const, ...place })),
    ...scratch.map((path) => ({ kind: 'scratch' as const, path })),
    ...writable.map((path) => ({ kind: 'writable' as const, path })),
    ...readable.map((path) => ({ kind: 'readable' as const, path })),
  ];
  const depthOf = ({ path }: FencePlace): number => path.split('/').filter((part) => part !== '').length;
  return places.toSorted((a, b) => depthOf(a) - depthOf(b));
}
