import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Status } from '@musterhq/engine';
import { removeDatabase, removePostgres } from '@musterhq/postgres';
import { findProcessesIn } from '@musterhq/process';
import type { Event } from '@musterhq/store';
import { makeTemporaryRepository, type TestDatabase } from '@musterhq/testing';
import { databaseName } from '../src/database-name.ts';
import { type Ended, type Place, type Running, startProgram } from './start-program.ts';

/** A repository with the garden guide in it, and the command line beside it. */
export type Project = {
  dir: string;
  /** HOME of everything that is started; what steps count lies here, outside of the repository. */
  home: string;
  env: Record<string, string>;
  git(...args: string[]): Promise<string>;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Runs a command to its end; `cwd` is a folder of the repository. */
  muster(...args: string[]): Promise<Ended>;
  program(name: 'muster' | 'ca' | 'cs', args: string[], cwd?: string): Promise<Ended>;
  start(args: string[], more?: Partial<Place>): Running;
  /** The scripted driver's options by label, and the flags that name them. */
  script(tasks: Record<string, unknown>): string[];
  status(): Promise<Status>;
  events(): Promise<Event[]>;
  /** One line for each time that the steps of a turn ran: task, attempt, turn. */
  steps(): string[];
  /** What still works in the repository, once turn hosts have had a moment to end. */
  processesLeft(): Promise<number[]>;
  remove(): Promise<void>;
};

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const path = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';

/** The garden guide with `files` put over it (null leaves one out), committed on `branch`. */
export async function makeProject(
  database: Pick<TestDatabase, 'url'> | undefined,
  options: { files?: Record<string, string | null>; branch?: string; name?: string } = {},
): Promise<Project> {
  const files = { ...readFixture('guide'), ...options.files };
  const repository = await makeTemporaryRepository({
    files: Object.fromEntries(
      Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== null),
    ),
    ...(options.branch === undefined ? {} : { branch: options.branch }),
  });
  const parent = dirname(repository.dir);
  const dir = options.name === undefined ? repository.dir : join(parent, options.name);
  if (dir !== repository.dir) cpSync(repository.dir, dir, { recursive: true });
  const home = join(parent, 'home');
  const env: Record<string, string> = {
    PATH: path,
    HOME: home,
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    ...(database === undefined ? {} : { DATABASE_URL: database.url }),
  };
  const project: Project = {
    dir,
    home,
    env,
    git: (...args) => repository.git('-C', dir, ...args),
    read: (file) => readFileSync(join(dir, file), 'utf8'),
    write(file, text) {
      mkdirSync(dirname(join(dir, file)), { recursive: true });
      writeFileSync(join(dir, file), text);
    },
    muster: (...args) => project.start(args).ended,
    program: (name, args, cwd = dir) => startProgram(name, args, { cwd, env }).ended,
    start: (args, more = {}) =>
      startProgram('muster', args, {
        cwd: more.cwd ?? dir,
        env: { ...env, ...more.env },
        ...(more.bin === undefined ? {} : { bin: more.bin }),
        ...(more.longestMs === undefined ? {} : { longestMs: more.longestMs }),
      }),
    script(tasks) {
      const file = join(home, 'script.yaml');
      writeFileSync(file, JSON.stringify(tasks));
      return ['--driver', 'scripted', '--script', file];
    },
    async status() {
      return JSON.parse((await project.muster('status', '--json')).stdout) as Status;
    },
    async events() {
      const { stdout } = await project.muster('log', '--json');
      return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Event]));
    },
    steps() {
      const file = join(home, 'steps');
      return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').sort() : [];
    },
    async processesLeft() {
      let left = findProcessesIn(dir);
      for (const ends = Date.now() + 4_000; left.length > 0 && Date.now() < ends; await delay(50)) {
        left = findProcessesIn(dir);
      }
      return left;
    },
    async remove() {
      if (database === undefined) await removePostgres({ stateDir: join(dir, '.muster') });
      else await removeDatabase({ adminUrl: database.url }, databaseName(dir));
      repository.remove();
    },
  };
  return project;
}

/** Path to text of a folder of files. */
export function readFixture(name: string): Record<string, string> {
  const root = join(fixtures, name);
  return Object.fromEntries(
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(root, file)).isFile())
      .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
  );
}
