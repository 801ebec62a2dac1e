import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const fileSchema = z.object({ url: z.url(), port: z.int(), pid: z.int() });
export type ServeFile = z.infer<typeof fileSchema>;

const pathOf = (stateDir: string) => join(stateDir, 'serve.json');

/** Where the hub of this folder is reached while it runs. One that was killed leaves its file; its links then lead nowhere. */
export async function readServeFile(stateDir: string): Promise<ServeFile | undefined> {
  const text = await readFile(pathOf(stateDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : fileSchema.parse(JSON.parse(text));
}

export async function writeServeFile(stateDir: string, file: ServeFile): Promise<void> {
  await writeFile(pathOf(stateDir), `${JSON.stringify(file)}\n`, { mode: 0o600 });
}

/** That of another process stays: it has taken over meanwhile. */
export async function removeServeFile(stateDir: string): Promise<void> {
  const file = await readServeFile(stateDir);
  if (file?.pid === process.pid) await rm(pathOf(stateDir), { force: true });
}

/** Whether the one that wrote it still runs on this machine. */
export function isServing({ pid }: Pick<ServeFile, 'pid'>): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is there all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
