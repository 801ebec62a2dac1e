import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes a whole file appear under `path` at once and for good, or answers false because one is there already.
 * A hard link rather than a rename: it never replaces, so of two writers exactly one wins, and unlike O_EXCL no reader
 * (and no crash) ever sees the file half written. File and folder are on the disk when it returns.
 */
export function publishFile(path: string, text: string): boolean {
  const folder = dirname(path);
  const draft = join(folder, `.draft-${randomUUID()}`);
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(folder);
  return true;
}

/** Puts the names in a folder on the disk: a new file or folder survives a power cut only after this. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
