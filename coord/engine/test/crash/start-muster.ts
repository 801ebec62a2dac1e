import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** How one `muster` process ended. */
export type MusterEnd = {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  startedAt: number;
  /** The end of what it printed. */
  output: string;
};

export type MusterProcess = { pid: number; end: Promise<MusterEnd> };

/** Longer than any run of the fixture on a machine that is busy with other things. */
const longestMs = 120_000;
const keptCharacters = 40_000;
/** What a process wrote last arrives after its exit is known. */
const drainMs = 10;

/** Starts the command line from its bundle, with nothing of this process's environment. */
export function startMuster(options: {
  dist: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}): MusterProcess {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [join(options.dist, 'muster.js'), ...options.args], {
    cwd: options.cwd,
    env: { LC_ALL: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longestMs,
    killSignal: 'SIGTERM',
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk).slice(-keptCharacters);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  // Not `close`: what a killed coordinator started may hold the pipes.
  const end = new Promise<MusterEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (exitCode, signal) => {
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ exitCode, signal, startedAt, output });
      }, drainMs);
    });
  });
  return { pid: child.pid!, end };
}
