import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentLibrary, loadAgents } from '@musterhq/agents';
import { readConfiguration, type Surroundings } from '@musterhq/engine';
import { openRepository, type Repository } from '@musterhq/git';
import {
  ensureDatabase,
  makePool,
  openPostgres,
  type PostgresServer,
  readMigrations,
  runMigrations,
} from '@musterhq/postgres';
import { readOwnIdentity } from '@musterhq/process';
import { makeStore } from '@musterhq/store';
import { databaseName } from './database-name.ts';
import type { Environment } from './environment.ts';

/** A repository with its store: what most commands work on. `close` lets go of everything. */
export type Project = {
  environment: Environment;
  around: Surroundings;
  /** Where DBOS keeps the workflows: the same database, its own schema. */
  databaseUrl: string;
  close(): Promise<void>;
};

export async function openLibrary(environment: Environment, repositoryDir?: string): Promise<AgentLibrary> {
  return loadAgents({
    builtinDir: join(environment.dist, 'assets', 'agents'),
    ...(repositoryDir === undefined ? {} : { repositoryDir: join(repositoryDir, 'muster') }),
  });
}

/** The main checkout, also when asked from inside a session's worktree. */
export async function openMainCheckout(environment: Environment, dir = environment.cwd): Promise<Repository> {
  const here = await openRepository({ dir, env: environment.all });
  const main = here.commonDir.endsWith('/.git') ? here.commonDir.slice(0, -'/.git'.length) : here.dir;
  return main === here.dir ? here : openRepository({ dir: main, env: environment.all });
}

export async function openProject(environment: Environment, dir?: string): Promise<Project> {
  const repo = await openMainCheckout(environment, dir);
  const stateDir = join(repo.dir, '.muster');
  await mkdir(stateDir, { recursive: true });
  const library = await openLibrary(environment, repo.dir);
  const configuration = await readConfiguration(repo.dir);
  const server = await openPostgres({
    stateDir,
    ...(environment.databaseUrl === undefined ? {} : { databaseUrl: environment.databaseUrl }),
  });
  try {
    return await openStore({ environment, repo, stateDir, library, configuration, server });
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function openStore(parts: {
  environment: Environment;
  repo: Repository;
  stateDir: string;
  library: AgentLibrary;
  configuration: Surroundings['configuration'];
  server: PostgresServer;
}): Promise<Project> {
  const { environment, repo, stateDir, library, configuration, server } = parts;
  const name = databaseName(repo.dir);
  await ensureDatabase(server, name);
  const databaseUrl = server.url(name);
  // An idle connection that is lost is not told: the next query connects anew, or fails and says so once.
  const pool = makePool(databaseUrl, { applicationName: 'muster', max: 10 });
  const migrations = readMigrations(join(environment.dist, 'assets', 'migrations'));
  await runMigrations(pool, { schema: 'muster_migrations', migrations });
  return {
    environment,
    databaseUrl,
    around: {
      store: makeStore(pool),
      repo,
      stateDir,
      configuration,
      library,
      childEnv: environment.child,
      variables: environment.all,
      gitHubToken: environment.gitHubToken,
      host: { node: process.execPath, script: join(environment.dist, 'turn-host.js') },
      coordinator: { ...readOwnIdentity(), host: environment.hostName },
      now: Date.now,
    },
    async close() {
      await pool.end();
      await server.close();
    },
  };
}

/** Opens, works, and closes whatever happens. */
export async function withProject<Result>(
  environment: Environment,
  work: (project: Project) => Promise<Result>,
): Promise<Result> {
  const project = await openProject(environment);
  try {
    return await work(project);
  } finally {
    await project.close();
  }
}
