import { pathsBetween } from '@musterhq/git';
import type { Context } from '../context.ts';
import { type Slot, slotOf } from './slot.ts';
import type { ToolAnswer } from './tool-versions.ts';

/** Where the gates of one coordinator run: its slots, who waits for one, and what its tools said of themselves. */
export type GateRoom = {
  /** Those that were used last come first. */
  slots: Slot[];
  isBusy: Set<Slot>;
  waiting: (() => void)[];
  /** What a tool line answered, by the line and the environment it was asked in. */
  tools: Map<string, Promise<ToolAnswer>>;
};

export function makeGateRoom({ stateDir, parallel }: { stateDir: string; parallel: number }): GateRoom {
  const slots = Array.from({ length: parallel }, (_, index) => slotOf({ stateDir }, index + 1));
  return { slots, isBusy: new Set(), waiting: [], tools: new Map() };
}

/**
 * Waits for a free slot: of several the one whose worktree stands at the commit, else nearest to it. Undefined when the
 * signal comes first.
 */
export async function takeSlot(
  context: Pick<Context, 'room' | 'repo'>,
  commit: string,
  signal: AbortSignal,
): Promise<Slot | undefined> {
  const { room } = context;
  while (!signal.aborted) {
    const free = room.slots.filter((slot) => !room.isBusy.has(slot));
    if (free.length === 0) {
      await nextFree(room, signal);
      continue;
    }
    // Held while the nearest is looked for: whoever comes meanwhile must not take it.
    for (const slot of free) room.isBusy.add(slot);
    let chosen: Slot | undefined;
    try {
      chosen = await nearest(context, free, commit);
      return chosen;
    } finally {
      for (const slot of free) if (slot !== chosen) room.isBusy.delete(slot);
      wake(room);
    }
  }
  return undefined;
}

export function freeSlot(room: GateRoom, slot: Slot): void {
  room.isBusy.delete(slot);
  room.slots = [slot, ...room.slots.filter((other) => other !== slot)];
  wake(room);
}

function wake(room: GateRoom): void {
  for (const tell of room.waiting.splice(0)) tell();
}

function nextFree(room: GateRoom, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const tell = () => {
      signal.removeEventListener('abort', tell);
      resolve();
    };
    room.waiting.push(tell);
    signal.addEventListener('abort', tell, { once: true });
  });
}

/** More are not compared: a look costs a process, and of those that were used last one is near. */
const compared = 2;

/** By the number of files that would have to be written; a worktree that is not made yet is the farthest. */
async function nearest({ repo }: Pick<Context, 'repo'>, free: Slot[], commit: string): Promise<Slot> {
  const made = free.filter((slot) => slot.commit !== undefined);
  const same = made.find((slot) => slot.commit === commit);
  if (same !== undefined) return same;
  const [only] = made;
  if (only === undefined) return free[0]!;
  if (made.length === 1) return only;
  const distances = await Promise.all(
    made
      .slice(0, compared)
      .map(async (slot) => ({ slot, files: (await pathsBetween(repo, slot.commit!, commit)).length })),
  );
  return distances.toSorted((a, b) => a.files - b.files || a.slot.number - b.slot.number)[0]!.slot;
}
