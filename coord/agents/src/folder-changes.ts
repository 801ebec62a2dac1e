import { watch } from 'node:fs';

/** Names of files, or every one that the folder holds. */
type Watched = readonly string[] | 'all';

/**
 * Calls `onChange` when one of the named files of a folder appears or grows. It may stay silent: some file systems do not
 * tell, and a machine has only so many watches (ENOSPC, EMFILE). So every caller also looks for itself, seldom.
 */
export function watchFiles({
  folder,
  files,
  onChange,
}: {
  folder: string;
  files: Watched;
  onChange: () => void;
}): { close(): void } {
  try {
    return watch(folder, (_, name) => {
      if (name === null || files === 'all' || files.includes(name)) onChange();
    });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOSPC', 'EMFILE'].includes(code)) return { close: () => undefined };
    throw error;
  }
}

/** `changed`: a named file changed. `look`: nothing was heard for a while, so look for oneself. */
export type FolderChange = 'changed' | 'look';

/** Sleeps until a named file changes or `lookEveryMs` have passed; a change between two calls of `next` is not missed. */
export function watchFolder({
  folder,
  files,
  lookEveryMs,
}: {
  folder: string;
  files: Watched;
  lookEveryMs: number;
}): { next(signal?: AbortSignal): Promise<FolderChange>; close(): void } {
  let hasChanged = false;
  let wake: (() => void) | undefined;
  const onChange = (): void => {
    hasChanged = true;
    wake?.();
  };
  const watcher = watchFiles({ folder, files, onChange });
  return {
    next: (signal) =>
      new Promise((resolve) => {
        const finish = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', finish);
          wake = undefined;
          const change = hasChanged ? 'changed' : 'look';
          hasChanged = false;
          resolve(change);
        };
        const timer = setTimeout(finish, lookEveryMs);
        signal?.addEventListener('abort', finish);
        wake = finish;
        if (hasChanged || signal?.aborted === true) finish();
      }),
    close: () => watcher.close(),
  };
}
