export { endProcessTree, MARKER_VARIABLE } from './end-process-tree.ts';
export { type FileLock, isFileLockHeld, takeFileLock } from './file-lock.ts';
export { type Launcher, makeLauncher, type RunProcess } from './make-launcher.ts';
export { ProcessError, type ProcessErrorCode } from './process-error.ts';
export {
  findProcessesIn,
  isProcessAlive,
  type ProcessIdentity,
  readOwnIdentity,
  readProcessCommand,
  readProcessStart,
  readWorkingDirectory,
} from './process-table.ts';
export { type ProcessOptions, type ProcessResult, runProcess } from './run-process.ts';
export { type DetachedOptions, startDetached } from './start-detached.ts';
export { startProcess, type TalkingProcess, type TalkOptions, type TalkResult } from './start-process.ts';
