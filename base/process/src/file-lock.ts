import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ProcessError } from './process-error.ts';
import { isProcessAlive, type ProcessIdentity, readOwnIdentity } from './process-table.ts';

export type FileLock = { release(): Promise<void> };

type Turn = { number: number; holder?: ProcessIdentity };

const POLL_MS = 20;

/**
 * Waits until this process is the only one on the machine that holds the lock, and takes it over from a dead one.
 *
 * A single lock file cannot be taken over safely: between reading a dead holder and removing its file a third process may
 * have put its own there. So each holder gets the next number (`<path>.7`): creating that file with its content in one
 * step (`link`) is the acquisition, emptying it is the release, and the highest number is never removed.
 */
export async function takeFileLock(path: string, { timeoutMs }: { timeoutMs: number }): Promise<FileLock> {
  const own = readOwnIdentity();
  const ends = performance.now() + timeoutMs;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}-${randomUUID()}`;
  await writeFile(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    for (;;) {
      const turns = await readTurns(path);
      const last = turns[0];
      if (last?.holder === undefined) {
        const number = (last?.number ?? 0) + 1;
        if (await claim(draft, path, number)) {
          for (const turn of turns) await rm(`${path}.${turn.number}`, { force: true });
          return { release: () => release(`${path}.${number}`) };
        }
      } else if (performance.now() > ends) {
        throw new ProcessError(
          'lock_timeout',
          `process ${last.holder.pid} still holds ${path}.${last.number} after ${timeoutMs} ms: wait for it or end it`,
          { path, holder: last.holder, timeoutMs },
        );
      }
      await delay(POLL_MS * (0.5 + Math.random()));
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whether a living process, this one included, holds the lock now. */
export async function isFileLockHeld(path: string): Promise<boolean> {
  return (await readTurns(path))[0]?.holder !== undefined;
}

async function release(file: string): Promise<void> {
  try {
    await truncate(file);
  } catch (error) {
    // Whoever removed the folder removed the lock with it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function claim(draft: string, path: string, number: number): Promise<boolean> {
  try {
    await link(draft, `${path}.${number}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  // Numbers below the highest are removed, so an old look at the folder may let us take one of those.
  if ((await readTurns(path))[0]?.number === number) return true;
  await rm(`${path}.${number}`, { force: true });
  return false;
}

/** The numbered files, highest first, each with its holder if that lives. */
async function readTurns(path: string): Promise<Turn[]> {
  const prefix = `${basename(path)}.`;
  const names = await readdir(dirname(path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const numbers = names
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((a, b) => b - a);
  const highest = numbers[0];
  if (highest === undefined) return [];
  const holder = await readHolder(join(dirname(path), `${prefix}${highest}`));
  return [
    { number: highest, ...(holder === undefined ? {} : { holder }) },
    ...numbers.slice(1).map((number) => ({ number })),
  ];
}

async function readHolder(file: string): Promise<ProcessIdentity | undefined> {
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (content === '') return undefined;
  const holder = JSON.parse(content) as ProcessIdentity;
  return isProcessAlive(holder) ? holder : undefined;
}
