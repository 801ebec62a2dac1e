import { watch } from 'node:fs';

/** `changed`: one of the named files appeared or grew; `look`: nothing told for a while, so look for oneself. */
export type FolderChange = 'changed' | 'look';

/**
 * Sleeps until a named file of a folder changes, or `lookEveryMs` have passed, for file systems that do not tell and for
 * what leaves no trace in a folder, such as a process that died. A change between two calls is not missed.
 */
export function watchFolder({
  folder,
  files,
  lookEveryMs,
}: {
  folder: string;
  files: readonly string[];
  lookEveryMs: number;
}): { next(signal?: AbortSignal): Promise<FolderChange>; close(): void } {
  let hasChanged = false;
  let wake: (() => void) | undefined;
  const onChange = (_: string, name: string | null): void => {
    if (name !== null && !files.includes(name)) return;
    hasChanged = true;
    wake?.();
  };
  const watcher = watch(folder, onChange);
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
