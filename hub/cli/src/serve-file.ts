import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessAlive } from '@musterhq/process';
import { z } from 'zod';

const fileSchema = z.object({
  url: z.url(),
  port: z.int(),
  pid: z.int(),
  /** With the number it is this very process. One of an older hub did not say. */
  startedAt: z.string().default(''),
});
export type ServeFile = z.infer<typeof fileSchema>;

const pathOf = (stateDir: string) => join(stateDir, 'serve.json');

/** Where the hub of this folder is reached while it runs. One that was killed leaves its file; its links then lead nowhere. */
export async function readServeFile(stateDir: string): Promise<ServeFile | undefined> {
  const text = await readFile(pathOf(stateDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (error) {
    // Half of it, of a machine that lost its power: the next one that serves writes it anew.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export async function writeServeFile(stateDir: string, file: ServeFile): Promise<void> {
  const draft = `${pathOf(stateDir)}.draft`;
  await writeFile(draft, `${JSON.stringify(file)}\n`, { mode: 0o600 });
  await rename(draft, pathOf(stateDir));
}

/** That of another process stays: it has taken over meanwhile. */
export async function removeServeFile(stateDir: string): Promise<void> {
  const file = await readServeFile(stateDir);
  if (file?.pid === process.pid) await rm(pathOf(stateDir), { force: true });
}

/**
 * Whether the one that wrote it still runs on this machine. A number alone says little: of one that was killed another process may have
 * it by now, and in a container that is started again it is this very one's.
 */
export function isServing(file: ServeFile): boolean {
  return isProcessAlive(file);
}
