import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { ProcessError } from './process-error.ts';
import { type ProcessIdentity, readProcessStart } from './process-table.ts';

export type DetachedOptions = {
  command: string;
  args: string[];
  cwd: string;
  /** The complete environment: nothing is inherited. */
  env: Record<string, string>;
  /** Both streams are appended here; created readable by its owner alone. */
  logFile: string;
  uid?: number;
  gid?: number;
};

/** Starts a program that outlives this process, even its SIGKILL: own session, no shared streams, not waited for. */
export async function startDetached(options: DetachedOptions): Promise<ProcessIdentity> {
  const log = openSync(options.logFile, 'a', 0o600);
  try {
    const child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['ignore', log, log],
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
    });
    await once(child, 'spawn');
    child.unref();
    const pid = child.pid as number;
    // 'ended' equals no start time that can be read, so a program that is gone already is never taken for alive.
    return { pid, startedAt: readProcessStart(pid) ?? 'ended' };
  } catch (cause) {
    const { command, cwd } = options;
    const code = (cause as NodeJS.ErrnoException).code;
    throw new ProcessError(
      'not_started',
      `${command} could not be started in ${cwd} (${code}): check that both exist and may be used`,
      { command, cwd, systemCode: code },
      cause,
    );
  } finally {
    closeSync(log);
  }
}
