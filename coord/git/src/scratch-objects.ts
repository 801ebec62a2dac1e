import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from './repository.ts';

/** A repository whose new objects lie in a folder beside its own, until they are taken over. */
export type ScratchObjects = {
  repo: Repository;
  /** Moves all that was made into the repository, except the objects named. */
  keep: (options: { without: ReadonlySet<string> }) => Promise<void>;
};

/**
 * Lets git make objects on the way to a result without leaving them behind: a commit that no ref reaches looks like lost
 * work to whoever checks the repository.
 */
export async function withScratchObjects<Result>(
  repo: Repository,
  work: (scratch: ScratchObjects) => Promise<Result>,
): Promise<Result> {
  const objects = join(repo.commonDir, 'objects');
  // Beside the objects, so that taking over is a rename.
  const folder = await mkdtemp(join(repo.commonDir, 'muster-objects-'));
  const env = {
    ...repo.env,
    GIT_OBJECT_DIRECTORY: folder,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
  };
  try {
    return await work({ repo: { ...repo, env }, keep: ({ without }) => takeOver(folder, objects, without) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A crash in the middle leaves objects that nothing names yet: whoever comes next makes them all again. */
async function takeOver(from: string, to: string, without: ReadonlySet<string>): Promise<void> {
  for (const folder of (await readdir(from)).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    await mkdir(join(to, folder), { recursive: true });
    for (const name of await readdir(join(from, folder))) {
      if (without.has(`${folder}${name}`) || name.startsWith('tmp_')) continue;
      await rename(join(from, folder, name), join(to, folder, name));
    }
  }
}
