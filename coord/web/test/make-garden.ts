import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeTemporaryRepository, makeTestDatabase } from '@musterhq/testing';

const launcher = fileURLToPath(new URL('../../cli/bin/muster.js', import.meta.url));
const guide = fileURLToPath(new URL('../../cli/test/fixtures/guide', import.meta.url));
/** Whoever hangs is ended: no test leaves a process behind. */
const longestMs = 240_000;

/** A command that goes on beside the test. */
export type Started = {
  output(): string;
  /** Resolves with the match once the output has it; throws when it ends before or takes too long. */
  shows(pattern: RegExp, limitMs?: number): Promise<RegExpExecArray>;
  end(): Promise<void>;
};

/** The repository of the garden guide with the command line beside it, as a person has it. */
export type Garden = {
  dir: string;
  muster(...args: string[]): Promise<{ exitCode: number | null; stdout: string; stderr: string }>;
  start(...args: string[]): Started;
  /** Lays what the run itself did not come to: the page reads the same tables. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  remove(): Promise<void>;
};

export async function makeGarden(files: Record<string, string> = {}): Promise<Garden> {
  const database = await makeTestDatabase();
  const repository = await makeTemporaryRepository({ files: { ...readGuide(), ...files } });
  const { HOME, PATH } = repository.env as { HOME: string; PATH: string };
  const env = { HOME, PATH, LC_ALL: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1', DATABASE_URL: database.url };
  const run = (args: string[]): ChildProcess =>
    spawn(process.execPath, [launcher, ...args], {
      cwd: repository.dir,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longestMs,
      killSignal: 'SIGKILL',
    });
  const running: Started[] = [];
  return {
    dir: repository.dir,
    async muster(...args) {
      const child = run(args);
      const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
      const exitCode = await ended(child);
      return { exitCode, stdout: stdout(), stderr: stderr() };
    },
    start(...args) {
      const started = follow(run(args), args);
      running.push(started);
      return started;
    },
    query: (sql, values) => database.query(sql, values, ownDatabase(repository.dir)),
    async remove() {
      await Promise.all(running.map((one) => one.end()));
      await database.remove();
      repository.remove();
    },
  };
}

/** As the command line names it: several repositories share a server. */
const ownDatabase = (dir: string): string =>
  `muster_${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`;

function follow(child: ChildProcess, args: string[]): Started {
  const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
  const end = ended(child);
  const output = () => stdout() + stderr();
  return {
    output,
    async shows(pattern, limitMs = 60_000) {
      for (const ends = Date.now() + limitMs; Date.now() < ends; await delay(50)) {
        const found = pattern.exec(output());
        if (found !== null) return found;
        if (child.exitCode !== null) break;
      }
      throw new Error(`muster ${args.join(' ')} did not show ${pattern}:\n${output()}`);
    },
    async end() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await end;
    },
  };
}

function gather(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream!.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  return () => text;
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });

function readGuide(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(guide, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(guide, file)).isFile())
      .map((file) => [file, readFileSync(join(guide, file), 'utf8')]),
  );
}
