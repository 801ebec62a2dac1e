import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `lost`: the shell was ended from outside, and what became of the command is not known. */
type ShellAnswer = { status: number | 'lost'; stdoutFile: string; stderrFile: string };

/** A shell that runs one command after the other. */
export type Shell = {
  pid: number;
  isAlive(): boolean;
  isBusy(): boolean;
  /** Runs words that end in `exec COMMAND`; one at a time. Status 126 or 127: the command was not started. */
  start(words: string, input: string | Uint8Array | undefined): Promise<ShellAnswer>;
  /** Ends the shell as soon as its command has ended, and removes its files. */
  close(): Promise<void>;
};

/** The process that started the shell whose files lie in a folder of this name. */
export function ownerOf(name: string): number | undefined {
  const pid = /^(\d+)-/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/**
 * Starts the shell, in a session of its own; undefined when there is none. It reads its orders from a pipe: when this
 * process has gone, the pipe is at its end, and the shell removes its files and ends, though not before its command.
 *
 * Output goes to files that are new for each command, not through pipes: what a command leaves running may write on, and
 * must not be taken for the next command's output.
 */
export async function makeShell(options: {
  shell: string;
  folder: string;
  env: Record<string, string>;
}): Promise<Shell | undefined> {
  const folder = mkdtempSync(join(options.folder, `${process.pid}-`));
  const child = spawn(options.shell, ['-s', folder], {
    cwd: '/',
    env: options.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const isStarted = await new Promise<boolean>((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
  if (!isStarted) {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }

  let orders = 0;
  let waiting: ((status: number | 'lost') => void) | undefined;
  let isGone = false;
  const tell = (status: number | 'lost') => {
    const told = waiting;
    waiting = undefined;
    told?.(status);
  };
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      isGone = true;
      tell('lost');
      resolve();
    });
  });
  let line = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    line += text;
    if (!line.endsWith('\n')) return;
    const status = Number(line);
    line = '';
    tell(status);
  });
  // A shell that was ended cannot be written to: that it is gone says as much.
  child.stdin.on('error', () => undefined);
  // Without a reader of its answers it goes on to the end of its orders.
  child.stdin.write(`trap : PIPE; trap 'rm -rf "$1"' EXIT\n`);

  return {
    pid: child.pid!,
    isAlive: () => !isGone,
    isBusy: () => waiting !== undefined,
    async start(words, input) {
      orders += 1;
      const stdinFile = join(folder, `${orders}.in`);
      if (input !== undefined) writeFileSync(stdinFile, input);
      const stdin = input === undefined ? '/dev/null' : `$1/${orders}.in`;
      const streams = `<"${stdin}" >"$1/${orders}.out" 2>"$1/${orders}.err"`;
      const status = await new Promise<number | 'lost'>((resolve) => {
        waiting = resolve;
        if (isGone) tell('lost');
        else child.stdin.write(`(${words} ${streams}; exit 126); echo "$?"\n`);
      });
      if (input !== undefined) rmSync(stdinFile, { force: true });
      return {
        status,
        stdoutFile: join(folder, `${orders}.out`),
        stderrFile: join(folder, `${orders}.err`),
      };
    },
    async close() {
      child.stdin.end();
      await gone;
      // One that was killed could not do it.
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
