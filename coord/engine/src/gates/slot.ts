import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runShell } from '@musterhq/agents';
import { ensureWorktree, resetWorktree } from '@musterhq/git';
import { endProcessTree, type ProcessIdentity } from '@musterhq/process';
import type { Context } from '../context.ts';
import { portEnv, prepareFolder } from '../prepare-folder.ts';

const graceMs = 2_000;

/** A place where one gate at a time runs: a worktree that no session writes to, a home, a list of what was started. */
export type Slot = {
  number: number;
  worktree: string;
  /** Beside the worktree, so that nothing of it shows up as a change. */
  folder: string;
  /** The commit that the worktree stands at, as far as this coordinator knows. */
  commit?: string;
  /** Nothing that an earlier coordinator started here still runs. */
  isCleared?: true;
};

export function slotOf({ stateDir }: Pick<Context, 'stateDir'>, number: number): Slot {
  const name = `gates-${number}`;
  return { number, worktree: join(stateDir, 'worktrees', name), folder: join(stateDir, 'slots', name) };
}

/**
 * Clears every slot at the start of a coordinator: one that is not needed again would never be cleared by its next use,
 * and what the killed coordinator started in it would run on for ever.
 */
export async function clearSlots({ stateDir, room }: Pick<Context, 'stateDir' | 'room'>): Promise<void> {
  const slots = join(stateDir, 'slots');
  const names = await readdir(slots).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  // By the folders: there may have been more slots than there are now.
  await Promise.all(
    names.map((name) => {
      const folder = join(slots, name);
      return clearSlot(room.slots.find((slot) => slot.folder === folder) ?? { folder });
    }),
  );
}

/** Puts the slot's worktree at the commit, as a fresh checkout has it. What a gate before left behind is saved, as everywhere. */
export async function checkOut(context: Context, slot: Slot, commit: string): Promise<void> {
  const { worktree: path, number } = slot;
  await clearSlot(slot);
  const branch = `muster/gates-${number}`;
  if (slot.commit === undefined)
    await ensureWorktree(context.repo, { path, branch, startPoint: commit, token: `gates-${number}` });
  // Unknown while it is moved: a failure half-way leaves it anywhere.
  const { commit: known } = slot;
  delete slot.commit;
  await resetWorktree(context.repo, {
    ...{ path, branch, to: commit, saveRef: `gates/${number}` },
    // A candidate that the log names, made again from it at any time.
    ...(known === undefined ? {} : { known }),
  });
  await prepareFolder(context, { path, session: portBlock(context, slot) });
  slot.commit = commit;
}

/** Runs a command line of a gate in the slot. What it starts is written down first, so that it can be ended after a crash. */
export async function runInSlot(
  context: Context,
  slot: Slot,
  order: {
    run: string;
    env: Record<string, string>;
    /** Without it the signal alone ends the command. */
    timeoutMs?: number;
    signal: AbortSignal;
    onStart?: (pid: number) => void;
  },
): ReturnType<typeof runShell> {
  const home = await mkdtemp(join(slot.folder, 'home-'));
  // Short, since sockets are made in it and their paths may have about a hundred letters.
  const scratch = await mkdtemp(join(context.childEnv.TMPDIR ?? '/tmp', 'muster-gate-'));
  const marker = `${slot.folder}#${randomUUID()}`;
  record(slot, { marker, scratch });
  try {
    return await runShell({
      run: order.run,
      cwd: slot.worktree,
      env: { ...portEnv(context, portBlock(context, slot)), ...order.env, HOME: home, TMPDIR: scratch },
      ...(order.timeoutMs === undefined ? {} : { timeoutMs: order.timeoutMs }),
      signal: order.signal,
      marker,
      onStart: (identity) => {
        record(slot, { marker, process: identity });
        order.onStart?.(identity.pid);
      },
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
  }
}

/** Behind the sessions', so that a gate and a dev server never meet. */
function portBlock({ live }: Context, { number }: Slot): number {
  return Math.max(...live.plan.sessions.map((session) => session.id), 0) + number;
}

/** Before a start the marker that all of it will carry and its folder for temporary files, then its identity. */
type Note = { marker: string; scratch?: string; process?: ProcessIdentity };

/** At once on the disk: whoever comes after a kill must find it. */
function record(slot: Slot, note: Note): void {
  appendFileSync(notesFile(slot), `${JSON.stringify(note)}\n`, { mode: 0o600 });
}

/** Everything that was started in the slot has ended. */
export const forgetStarted = (slot: Slot): void => rmSync(notesFile(slot), { force: true });

/**
 * Ends what an earlier coordinator that was killed left running in the slot: by the identities that it wrote down, and by the
 * markers, which find what it had no time to write down.
 */
async function clearSlot(slot: Pick<Slot, 'folder' | 'isCleared'>): Promise<void> {
  if (slot.isCleared === true) return;
  for (const { marker, scratch, process: started } of readNotes(slot)) {
    // A start time that is nobody's: a tree without a root, only what carries the marker.
    const root = started ?? { pid: process.pid, startedAt: 'none' };
    await endProcessTree(root.pid, { graceMs, marker, startedAt: root.startedAt });
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
  await rm(slot.folder, { recursive: true, force: true });
  await mkdir(slot.folder, { recursive: true, mode: 0o700 });
  slot.isCleared = true;
}

const notesFile = (slot: Pick<Slot, 'folder'>): string => join(slot.folder, 'started.jsonl');

function readNotes(slot: Pick<Slot, 'folder'>): Note[] {
  let text: string;
  try {
    text = readFileSync(notesFile(slot), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  // What follows the last newline is half a line of a killed coordinator.
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
