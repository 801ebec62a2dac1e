import { asksFolder, makeAskFolders } from './ask-files.ts';
import { watchFiles } from './folder-changes.ts';

/** Calls `onAsk` when a turn may have new asks: at a change in its folder, and now and then where the file system does not tell. */
export function watchAsks({
  turnFolder,
  onAsk,
  lookEveryMs = 2_000,
}: {
  turnFolder: string;
  onAsk: () => void;
  lookEveryMs?: number;
}): { close(): void } {
  makeAskFolders(turnFolder);
  const watcher = watchFiles({ folder: asksFolder(turnFolder), files: 'all', onChange: onAsk });
  const interval = setInterval(onAsk, lookEveryMs);
  return {
    close() {
      watcher.close();
      clearInterval(interval);
    },
  };
}
