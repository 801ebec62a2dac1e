import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePool, openPostgres, stopPostgres } from '@musterhq/postgres';
import { type GitTrap, makeGitTrap } from './git-trap.ts';
import { type MusterProcess, startMuster } from './start-muster.ts';

const path = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';

/** The lane's database, and the embedded server that it is in. */
type Database = { url: string; postgresPid: number; dataDir: string };

/**
 * A place where the small run is done again and again, each time from the same first commit and an empty database. Its
 * embedded server is made once; between the runs only the database is.
 */
export type Lane = {
  folder: string;
  repo: string;
  trap: GitTrap;
  /** Brings everything back to the start, and answers with the running server. */
  reset(): Promise<Database>;
  muster(args: string[], env?: Record<string, string>): MusterProcess;
  /** One line for each time that the steps of a turn ran. */
  readStepLines(): string[];
  /** The database, with the server started where it is down; the server then runs on. */
  open(): Promise<Database>;
  remove(): Promise<void>;
};

/** `dist` is the bundle of the command line, `fixture` the repository's files. */
export async function makeLane(options: { folder: string; dist: string; fixture: string }): Promise<Lane> {
  const { folder, dist, fixture } = options;
  const [repo, pristine, home] = ['repo', 'pristine', 'home'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const stateDir = join(repo, '.muster');
  for (const made of [repo, home]) mkdirSync(made, { recursive: true });
  makePristine(pristine, fixture, home);
  cpSync(pristine, repo, { recursive: true });
  const trap = makeGitTrap(folder, path);

  const muster = (args: string[], env: Record<string, string> = trap.env()) => {
    const started = startMuster({ dist, args, cwd: repo, env: { HOME: home, ...env } });
    trap.aim(started.pid);
    return started;
  };
  const openServer = () => openPostgres({ stateDir, isLeftRunning: true });
  // The name of the database is the command line's own business: it is asked to make it.
  await muster(['status'], { PATH: path }).end;
  const database = await keepEmptyCopy(openServer);

  const open = async () => {
    const server = await openServer();
    try {
      return { url: server.url(database), postgresPid: server.pid!, dataDir: server.dataDir! };
    } finally {
      await server.close();
    }
  };

  return {
    folder,
    repo,
    trap,
    muster,
    async reset() {
      removeAllBut('.muster', repo);
      removeAllBut('postgres', stateDir);
      rmSync(join(home, 'turns'), { force: true });
      cpSync(pristine, repo, { recursive: true });
      trap.take();
      await administer(openServer, [
        `drop database if exists ${database} with (force)`,
        `create database ${database} template ${database}_empty`,
      ]);
      return open();
    },
    readStepLines() {
      const file = join(home, 'turns');
      return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
    },
    open,
    async remove() {
      await stopPostgres({ stateDir });
      removeDataHome(join(stateDir, 'postgres', 'home'));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Under root the server's data lies outside the state folder, which notes where. */
function removeDataHome(note: string): void {
  if (!existsSync(note)) return;
  const home = readFileSync(note, 'utf8');
  for (const left of [home, `${home}.owner`]) rmSync(left, { recursive: true, force: true });
}

function removeAllBut(kept: string, folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== kept) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function makePristine(dir: string, fixture: string, home: string): void {
  cpSync(fixture, dir, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: dir, env: { PATH: path, HOME: home, GIT_CONFIG_NOSYSTEM: '1' } });
  git('init', '--quiet', '--initial-branch', 'main');
  git('config', 'user.name', 'Test Author');
  git('config', 'user.email', 'author@example.test');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Begin');
}

/** Renames the one database that the server has of ours, to be copied for every run. */
async function keepEmptyCopy(openServer: () => ReturnType<typeof openPostgres>): Promise<string> {
  const [name] = await administer(openServer, [
    "select datname from pg_database where datname like 'muster%' and datname not like '%\\_empty'",
  ]);
  if (name === undefined) throw new Error("expected 'muster status' to make its database, found none");
  await administer(openServer, [`alter database ${name} rename to ${name}_empty`]);
  return name;
}

async function administer(
  openServer: () => ReturnType<typeof openPostgres>,
  statements: string[],
): Promise<string[]> {
  const server = await openServer();
  const pool = makePool(server.adminUrl, { applicationName: 'crash suite', max: 1 });
  try {
    const answers: string[] = [];
    for (const statement of statements) {
      const { rows } = await pool.query<{ datname: string }>(statement);
      answers.push(...rows.map((row) => row.datname));
    }
    return answers;
  } finally {
    await pool.end();
    await server.close();
  }
}
