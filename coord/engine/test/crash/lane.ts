import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { makePool, openPostgres, type PostgresServer, stopPostgres } from '@musterhq/postgres';
import { type GitTrap, makeGitTrap } from './git-trap.ts';
import { type Scenario, scenarios } from './scenario.ts';
import { type MusterProcess, startMuster } from './start-muster.ts';

const path = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';

/** The lane's database, and the embedded server that it is in. */
type Database = { url: string; postgresPid: number; dataDir: string };

/**
 * A place where runs are done again and again, each time from the same first commit and an empty database. Its embedded
 * server is made once; between the runs the repository and the database are copied.
 */
export type Lane = {
  folder: string;
  repo: string;
  trap: GitTrap;
  /** Brings everything back to the scenario's start, and answers with the running server. */
  reset(scenario: Scenario): Promise<Database>;
  muster(args: string[], env?: Record<string, string>): MusterProcess;
  /** One line for each time that the steps of a turn ran. */
  readStepLines(): string[];
  /** The database, with the server started where it is down; the server then runs on. */
  open(): Promise<Database>;
  remove(): Promise<void>;
};

/** `dist` is the bundle of the command line, `fixtures` the folder with the scenarios' files. */
export async function makeLane(options: { folder: string; dist: string; fixtures: string }): Promise<Lane> {
  const { folder, dist, fixtures } = options;
  const inFolder = (name: string) => join(folder, name);
  const [repo, home] = [inFolder('repo'), inFolder('home')];
  const stateDir = join(repo, '.muster');
  for (const made of [repo, home]) mkdirSync(made, { recursive: true });
  for (const { name } of scenarios) makePristine(inFolder(name), join(fixtures, name), home);
  cpSync(inFolder(scenarios[0]!.name), repo, { recursive: true });
  const trap = makeGitTrap(folder, path);

  const muster = (args: string[], env: Record<string, string> = trap.env()) => {
    const started = startMuster({ dist, args, cwd: repo, env: { HOME: home, MARKS: home, ...env } });
    trap.aim(started.pid);
    return started;
  };
  const openServer = () => openPostgres({ stateDir, isLeftRunning: true });
  // The name of the database is the command line's own business: it is asked to make it.
  await muster(['status'], { PATH: path }).end;
  const database = await withServer(openServer, keepEmptyCopy);

  const open = () =>
    withServer(openServer, async (server) => ({
      url: server.url(database),
      postgresPid: server.pid!,
      dataDir: server.dataDir!,
    }));

  return {
    folder,
    repo,
    trap,
    muster,
    async reset({ name }) {
      removeAllBut('.muster', repo);
      removeAllBut('postgres', stateDir);
      for (const left of readdirSync(home)) rmSync(join(home, left), { recursive: true, force: true });
      cpSync(inFolder(name), repo, { recursive: true });
      trap.take();
      return withServer(openServer, async (server) => {
        await administer(server, [
          `drop database if exists ${database} with (force)`,
          `create database ${database} template ${database}_empty`,
        ]);
        return { url: server.url(database), postgresPid: server.pid!, dataDir: server.dataDir! };
      });
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

/**
 * Renames the one database that the server has of ours, to be copied for every run. The tables of the durable engine are
 * made in it beforehand: a run takes a second less.
 */
async function keepEmptyCopy(server: PostgresServer): Promise<string> {
  const [name] = await administer(server, [
    "select datname from pg_database where datname like 'muster%' and datname not like '%\\_empty'",
  ]);
  if (name === undefined) throw new Error("expected 'muster status' to make its database, found none");
  const silent = () => undefined;
  DBOS.setConfig({
    name: 'muster',
    systemDatabaseUrl: server.url(name),
    applicationVersion: 'none',
    logger: { info: silent, debug: silent, warn: silent, error: console.error },
  });
  await DBOS.launch();
  await DBOS.shutdown();
  await administer(server, [`alter database ${name} rename to ${name}_empty`]);
  return name;
}

async function withServer<Result>(
  openServer: () => Promise<PostgresServer>,
  work: (server: PostgresServer) => Promise<Result>,
): Promise<Result> {
  const server = await openServer();
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

async function administer({ adminUrl }: PostgresServer, statements: string[]): Promise<string[]> {
  const pool = makePool(adminUrl, { applicationName: 'crash suite', max: 1 });
  try {
    const answers: string[] = [];
    for (const statement of statements) {
      const { rows } = await pool.query<{ datname: string }>(statement);
      answers.push(...rows.map((row) => row.datname));
    }
    return answers;
  } finally {
    await pool.end();
  }
}
