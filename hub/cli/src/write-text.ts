import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Environment } from './environment.ts';
import { HubError } from './hub-error.ts';

/** A text file by the name a person gave; where it cannot be written is told with the whole path. */
export async function writeText({ cwd }: Environment, file: string, text: string): Promise<void> {
  const path = resolve(cwd, file);
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

export function cannotWrite(path: string, cause: unknown): HubError {
  const { code } = cause as NodeJS.ErrnoException;
  return new HubError(
    'file_missing',
    `expected a file that can be written at ${path}: ${whyNot[code ?? ''] ?? (cause as Error).message}`,
    { cause },
  );
}

const whyNot: Record<string, string> = {
  ENOENT: 'there is no such folder',
  EISDIR: 'that is a folder',
  ENOTDIR: 'a part of the path is no folder',
  EACCES: 'permission is denied',
  ENOSPC: 'no room is left',
};
