import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from './context.ts';

/** Whether a turn's host was told to begin, by this coordinator or one before it: its worktree must not be moved any more. */
export async function isTurnOrdered(context: Context, turn: string): Promise<boolean> {
  try {
    await access(join(context.stateDir, 'turns', turn, 'order.json'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
