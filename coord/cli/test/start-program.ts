import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type Ended = {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
};

/** A command that runs; whoever started it must await `ended` or end it. */
export type Running = {
  pid: number;
  ended: Promise<Ended>;
  /** All that it has printed until now, on both streams. */
  output(): string;
  /** Resolves once the output matches; throws with the output when the program ends before, or after the limit. */
  shows(pattern: RegExp, limitMs?: number): Promise<void>;
  kill(signal: NodeJS.Signals): void;
};

export type Place = {
  cwd: string;
  env: Record<string, string>;
  bin?: string;
  /** When it is killed at the latest. A run that serves the tests of a whole file needs as long as all of them. */
  longestMs?: number;
};

const bins = fileURLToPath(new URL('../bin', import.meta.url));
const usualLongestMs = 90_000;

/** Starts `muster`, `ca` or `cs` as a person does: the launcher in `bin`, which loads the bundle. */
export function startProgram(program: string, args: string[], place: Place): Running {
  const child = spawn(process.execPath, [`${place.bin ?? bins}/${program}.js`, ...args], {
    cwd: place.cwd,
    env: place.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: place.longestMs ?? usualLongestMs,
    killSignal: 'SIGKILL',
  });
  const streams = { stdout: '', stderr: '' };
  let both = '';
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      streams[name] += text;
      both += text;
    });
  }
  let end: string | undefined;
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      end = `ended (${signal ?? `exit code ${exitCode}`})`;
      resolve({ exitCode, signal, ...streams });
    });
  });
  return {
    pid: child.pid!,
    ended,
    output: () => both,
    kill: (signal) => void child.kill(signal),
    async shows(pattern, limitMs = 30_000) {
      for (const ends = Date.now() + limitMs; !pattern.test(both); await delay(20)) {
        if (end !== undefined || Date.now() > ends) {
          throw new Error(`${program} ${args.join(' ')} ${end ?? 'went on'} without ${pattern}:\n${both}`);
        }
      }
    },
  };
}
