import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders of `.muster` that only tell of what happened; all that decides is in the store and in git. */
const logFolders = ['turns', 'briefs', 'gates', 'rounds'];

/** Removes logs that nobody wrote to for `days`, except those of the run that goes on. Returns how many went. */
export async function pruneLogs(
  stateDir: string,
  { days, now, keep }: { days: number; now: number; keep: string },
): Promise<number> {
  const oldest = now - days * 86_400_000;
  let removed = 0;
  for (const folder of logFolders) {
    for (const name of await namesIn(join(stateDir, folder))) {
      if (name.startsWith(`${keep}.`)) continue;
      const path = join(stateDir, folder, name);
      if ((await stat(path)).mtimeMs >= oldest) continue;
      await rm(path, { recursive: true, force: true });
      removed += 1;
    }
  }
  return removed;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
