import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of a hub: for its owner alone, and out of git's sight, since it holds the key. */
export async function makeStateDir(stateDir: string): Promise<void> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  try {
    await writeFile(join(stateDir, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
