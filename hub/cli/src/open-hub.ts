import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  ensureDatabase,
  makePool,
  openPostgres,
  type PostgresServer,
  readMigrations,
  runMigrations,
} from '@musterhq/postgres';
import { type Hub, makeMediaFolder } from '@musterhub/api';
import { type FedBy, type Keyring, makeStore, readFence } from '@musterhub/store';
import type { Environment } from './environment.ts';
import { HubError } from './hub-error.ts';
import { type HubSetting, readHubSetting } from './hub-setting.ts';
import { readKeyring } from './key-file.ts';
import { makeStateDir } from './make-state-dir.ts';
import { readSandboxFile } from './sandbox-file.ts';

/** A hub with its store: what most commands work on. `close` lets go of everything. */
export type OpenHub = {
  environment: Environment;
  setting: HubSetting;
  stateDir: string;
  databaseUrl: string;
  keys: Keyring;
  /** What its accounts are on; undefined before the first one. */
  fedBy: FedBy | undefined;
  hub: Hub;
  close(): Promise<void>;
};

/** The nearest `.hub` from here upwards, as git finds its own; a new one here where there is none. */
export function findStateDir(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.hub'))) return join(folder, '.hub');
    if (dirname(folder) === folder) return join(cwd, '.hub');
  }
}

/** `isNew`: the command may be the first one of a hub. Any other one, in a folder without a hub, is in the wrong folder. */
export async function openHub(
  environment: Environment,
  { isNew = false }: { isNew?: boolean } = {},
): Promise<OpenHub> {
  const setting = readHubSetting();
  const stateDir = findStateDir(environment.cwd);
  // Elsewhere the rows are on a server that others use too.
  if (!isNew && setting.databaseUrl === undefined && !existsSync(stateDir))
    throw new HubError(
      'refused',
      `there is no hub in ${environment.cwd} or above it: 'hub init --email ADDRESS' makes one, 'hub restore FILE' brings one in`,
    );
  await makeStateDir(stateDir);
  const keys = await readKeyring(join(stateDir, 'key'), setting);
  const { databaseUrl } = setting;
  const server = await openPostgres({ stateDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  try {
    return await openStore({ environment, setting, stateDir, keys, server });
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function openStore(
  parts: Omit<OpenHub, 'databaseUrl' | 'fedBy' | 'hub' | 'close'> & { server: PostgresServer },
): Promise<OpenHub> {
  const { environment, setting, stateDir, keys, server } = parts;
  const name = databaseName(setting.databaseUrl);
  await ensureDatabase(server, name);
  const databaseUrl = server.url(name);
  const pool = makePool(databaseUrl, { applicationName: 'hub', max: 10 });
  const migrations = readMigrations(join(environment.dist, 'assets', 'migrations'));
  await runMigrations(pool, { schema: 'hub_migrations', migrations });
  const store = makeStore(pool, keys);
  const fedBy = (await readFence(store.database))?.fedBy ?? undefined;
  // A sandbox beside a hub of real accounts is not its own.
  const sandbox = fedBy === 'platforms' ? undefined : await readSandboxFile(stateDir);
  return {
    ...{ environment, setting, stateDir, keys, databaseUrl, fedBy },
    hub: { store, media: makeMediaFolder(join(stateDir, 'media')), now: sandbox?.now ?? (() => new Date()) },
    async close() {
      await pool.end();
      await server.close();
    },
  };
}

/** The database that DATABASE_URL names; on the server's own one the hub has one of its name, so that many machines find the same. */
function databaseName(databaseUrl: string | undefined): string {
  const named = databaseUrl === undefined ? '' : decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  return named === '' || named === 'postgres' ? 'muster_hub' : named;
}

/** Opens, works, and closes whatever happens. */
export async function withHub<Result>(
  environment: Environment,
  work: (open: OpenHub) => Promise<Result>,
  options: { isNew?: boolean } = {},
): Promise<Result> {
  const open = await openHub(environment, options);
  try {
    return await work(open);
  } finally {
    await open.close();
  }
}
