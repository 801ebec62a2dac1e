import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadAgents } from '@musterhq/agents';
import { beginRun, readConfiguration, type Surroundings } from '@musterhq/engine';
import { openRepository } from '@musterhq/git';
import { makePool, readMigrations, runMigrations } from '@musterhq/postgres';
import { type Fence, makeStore, type Role } from '@musterhq/store';
import { makeTemporaryRepository, makeTestDatabase } from '@musterhq/testing';
import { addToken } from '../src/add-token.ts';
import { type Server, startServer } from '../src/start-server.ts';

const coord = fileURLToPath(new URL('../..', import.meta.url));
const migrations = readMigrations(join(coord, 'store', 'migrations'));

/** A repository with a run that nobody coordinates, and a server of its dashboard. */
export type Dashboard = {
  around: Surroundings;
  fence: Fence;
  server: Server;
  /** What was told to the server's own output. */
  errors: unknown[];
  /** Tokens of people of each role. */
  tokens: Record<Role, string>;
  /** A request as the role's token allows; without one, as nobody. */
  ask(path: string, as?: Role | null, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, as?: Role | null, headers?: Record<string, string>): Promise<Response>;
  /** The same server once more on the same port, after the first one has gone. */
  restart(): Promise<void>;
  /** How many rows each table has, people and what lets them in aside. */
  countRows(): Promise<Record<string, number>>;
  remove(): Promise<void>;
};

export async function makeDashboard(pages = '/nowhere'): Promise<Dashboard> {
  const database = await makeTestDatabase({ template: 'coord-server', migrate });
  const pool = makePool(database.url, { applicationName: 'server-test', max: 6 });
  const repository = await makeTemporaryRepository({
    files: readFiles(join(coord, 'cli/test/fixtures/guide')),
  });
  const store = makeStore(pool);
  const around: Surroundings = {
    store,
    repo: await openRepository({ dir: repository.dir, env: repository.env }),
    stateDir: join(repository.dir, '.muster'),
    configuration: await readConfiguration(repository.dir),
    library: await loadAgents({ builtinDir: join(coord, 'agents') }),
    childEnv: repository.env,
    variables: repository.env,
    host: { node: process.execPath, script: '/nowhere' },
    coordinator: { pid: process.pid, startedAt: 'never', host: 'elsewhere' },
    now: Date.now,
  };
  const { fence } = await beginRun(around, {
    documentFile: join(repository.dir, 'PLAN.md'),
    options: { pace: 'asap' },
  });
  const errors: unknown[] = [];
  const start = (port?: number) =>
    startServer({
      around,
      pages,
      version: '0.0.0',
      onError: (error) => errors.push(error),
      ...(port === undefined ? {} : { port }),
    });
  const dashboard: Dashboard = {
    around,
    fence,
    errors,
    server: await start(),
    tokens: { lead: await addPersonOf(around, 'lead'), viewer: await addPersonOf(around, 'viewer') },
    ask(path, as = 'viewer', init = {}) {
      const authorization: Record<string, string> =
        as === null ? {} : { authorization: `Bearer ${dashboard.tokens[as]}` };
      return fetch(`${dashboard.server.url}${path}`, {
        ...init,
        headers: { ...authorization, ...(init.headers as Record<string, string>) },
      });
    },
    post: (path, body, as = 'lead', headers = {}) =>
      dashboard.ask(path, as, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    async restart() {
      const { port } = dashboard.server;
      await dashboard.server.close();
      dashboard.server = await start(port);
    },
    async countRows() {
      const { rows } = await pool.query<{ name: string }>(
        `select table_name as name from information_schema.tables where table_schema = 'muster' order by 1`,
      );
      const own = new Set(['people', 'logins', 'browsers']);
      const counts: Record<string, number> = {};
      for (const { name } of rows.filter((row) => !own.has(row.name))) {
        const counted = await pool.query<{ count: string }>(`select count(*) from muster.${name}`);
        counts[name] = Number(counted.rows[0]?.count);
      }
      return counts;
    },
    async remove() {
      await dashboard.server.close();
      await pool.end();
      await database.remove();
      repository.remove();
    },
  };
  return dashboard;
}

async function migrate(url: string): Promise<void> {
  const pool = makePool(url, { applicationName: 'server-test-template', max: 1 });
  await runMigrations(pool, { schema: 'muster_migrations', migrations }).finally(() => pool.end());
}

async function addPersonOf({ store, now }: Surroundings, role: Role): Promise<string> {
  const added = await addToken(store, { name: `a ${role}`, role, by: 'the test', now: now() });
  if (added.kind === 'refused') throw new Error(added.reason);
  return added.token;
}

function readFiles(root: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(root, file)).isFile())
      .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
  );
}
