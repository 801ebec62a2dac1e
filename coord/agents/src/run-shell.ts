import { type ProcessResult, runProcess } from '@musterhq/process';

/**
 * Runs a command line of the user's own (a gate, a worktree's set-up) in a folder, with the environment that is given
 * and no other. What it leaves running is ended with it. Never throws for a command that fails.
 */
export function runShell(options: {
  run: string;
  cwd: string;
  env: Record<string, string>;
  timeoutMs: number;
  signal?: AbortSignal;
}): Promise<ProcessResult> {
  const { run, ...rest } = options;
  return runProcess({ command: 'sh', args: ['-c', run], leftovers: 'end', ...rest });
}
