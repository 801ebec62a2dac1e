import { type ProcessIdentity, type ProcessResult, runProcess } from '@musterhq/process';

/**
 * Runs a command line of the user's own (a gate, a worktree's set-up) in a folder, with the environment that is given
 * and no other. What it leaves running is ended with it. Never throws for a command that fails.
 */
export function runShell(options: {
  run: string;
  cwd: string;
  env: Record<string, string>;
  /** Without it the signal alone ends the command. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Told of the process before it prints, so that it can be ended after a crash of the caller. */
  onStart?: (identity: ProcessIdentity) => void;
  /** What everything that it starts carries in its environment; chosen at random when absent. */
  marker?: string;
}): Promise<ProcessResult> {
  const { run, ...rest } = options;
  return runProcess({ command: 'sh', args: ['-c', run], leftovers: 'end', ...rest });
}
