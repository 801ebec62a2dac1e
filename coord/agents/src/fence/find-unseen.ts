import { realpathSync } from 'node:fs';
import type { TurnOutcome } from '../turn-outcome.ts';
import { type FenceSpec, placesInOrder } from './fence-spec.ts';

/**
 * Of a program that is there without the fence, the path that is not there behind it: its own, or the one that it is a link to.
 * Bubblewrap gives each turn temporary folders of its own; what somebody installed below them is not in these.
 */
export function findUnseen(fence: FenceSpec | undefined, program: string): string | undefined {
  if (fence === undefined || fence.kind === 'off') return undefined;
  const unseen = fence.kind === 'bubblewrap' ? ['scratch', 'hidden'] : ['hidden'];
  const places = placesInOrder(fence);
  return [program, realpathSync(program)].find((file) => {
    const around = places.findLast(({ path }) => file === path || file.startsWith(`${path}/`));
    return around !== undefined && unseen.includes(around.kind);
  });
}

export const unseenProgram = (path: string): TurnOutcome => ({
  kind: 'failed',
  reason: 'missing_command',
  tail: `${path} is not there behind the fence, which shows no temporary folders and nothing of other sessions: expected the agent to be installed elsewhere.`,
});
