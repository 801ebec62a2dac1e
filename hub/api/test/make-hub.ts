import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePool, readMigrations, runMigrations } from '@musterhq/postgres';
import { makeTemporaryFolder, makeTestDatabase } from '@musterhq/testing';
import { makeConnect } from '@musterhub/channels';
import {
  assembleCalendar,
  type Brand,
  type Calendar,
  parseBrand,
  parseTemplates,
  platforms,
  type Template,
} from '@musterhub/rules';
import type { Sandbox } from '@musterhub/sandbox';
import {
  insertAccount,
  insertCredential,
  insertFirstOwner,
  makeStore,
  type Role,
  type Scope,
  type Store,
  setChannelAccount,
} from '@musterhub/store';
import { storeBrand } from '../src/get-brand.ts';
import type { Hub } from '../src/hub.ts';
import { makeMediaFolder } from '../src/media-folder.ts';
import { hashPassword } from '../src/passwords.ts';
import { addKey } from '../src/routes/key-routes.ts';
import { invite } from '../src/routes/person-routes.ts';
import type { Serving } from '../src/serving.ts';
import { type Server, startServer } from '../src/start-server.ts';

const hubFolder = fileURLToPath(new URL('../..', import.meta.url));
const migrations = readMigrations(join(hubFolder, 'store', 'migrations'));
const key = new Uint8Array(32).fill(5);
export const startAt = new Date('2026-12-01T06:00:00Z');
const password = 'a long enough password';

/** A hub over HTTP with people of every role, on a database of its own. */
export type TestHub = {
  hub: Hub;
  store: Store;
  server: Server;
  brand: Brand;
  templates: Template[];
  /** What was told to the hub's own output. */
  errors: unknown[];
  cookies: Record<Role, string>;
  /** A request with a person's cookie, from the hub's own page; `null`: as nobody. */
  ask(path: string, as?: Role | null, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, as?: Role | null, headers?: Record<string, string>): Promise<Response>;
  /** The secret of a new key. */
  key(scopes: Scope[], budgets?: { postsBudget?: number; usdThousandthsBudget?: number }): Promise<string>;
  /** How many rows each table has, and files the library. */
  countRows(): Promise<Record<string, number>>;
  /** A few items of a plan of the brand, on accounts that are connected. */
  plan(): Calendar;
  remove(): Promise<void>;
};

export async function makeHub(
  options: { sandbox?: Sandbox; fetchPublic?: Serving['fetchPublic']; apps?: Serving['apps'] } = {},
): Promise<TestHub> {
  const database = await makeTestDatabase({ template: 'hub-api', migrate });
  const folder = makeTemporaryFolder('hub-api');
  const pool = makePool(database.url, { applicationName: 'api-test', max: 6 });
  const store = makeStore(pool, { current: key, former: [] });
  const hub: Hub = { store, media: makeMediaFolder(join(folder.path, 'media')), now: () => startAt };
  const errors: unknown[] = [];
  const templates = readTemplates();
  const setting = { hosts: options.sandbox?.hosts ?? {}, timeoutMs: 5_000, now: () => startAt };
  const server = await startServer({
    hub,
    key,
    templates,
    connects: Object.fromEntries(
      platforms.map((one) => [one, makeConnect(one, setting)]),
    ) as Serving['connects'],
    apps: options.apps ?? {},
    sandbox: options.sandbox && { inspectionUrl: options.sandbox.inspectionUrl },
    version: '0.0.0',
    ring: () => undefined,
    onError: (error) => errors.push(error),
    ...(options.fetchPublic === undefined ? {} : { fetchPublic: options.fetchPublic }),
  });
  const brand = readBrand();
  await storeBrand(hub, brand);
  const testHub: TestHub = {
    ...{ hub, store, server, brand, templates, errors },
    cookies: await letIn(hub, server),
    ask(path, as = 'viewer', init = {}) {
      const headers: Record<string, string> = as === null ? {} : { cookie: testHub.cookies[as] };
      return fetch(`${server.url}${path}`, {
        redirect: 'manual',
        ...init,
        headers: { ...headers, ...(init.headers as Record<string, string>) },
      });
    },
    post: (path, body, as = 'owner', headers = {}) =>
      testHub.ask(path, as, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', origin: server.url, ...headers },
      }),
    async key(scopes, budgets = {}) {
      const made = { hub, wallNow: () => new Date(), origins: [server.url] };
      keys += 1;
      return (await addKey(made, { name: `key-${keys}`, scopes, ...budgets }, 'the test')).secret;
    },
    async countRows() {
      const { rows } = await pool.query<{ name: string }>(
        `select table_name as name from information_schema.tables where table_schema = 'hub' order by 1`,
      );
      const counts: Record<string, number> = {};
      for (const { name } of rows.filter((row) => row.name !== 'sessions')) {
        const counted = await pool.query<{ count: string }>(`select count(*) from hub.${name}`);
        counts[name] = Number(counted.rows[0]?.count);
      }
      counts['files of the library'] = filesBelow(join(folder.path, 'media'));
      return counts;
    },
    plan() {
      const answer = assembleCalendar(brand, templates, { start: '2026-12-02', days: 14, seed: 7 });
      if (answer.kind === 'conflict') throw new Error(JSON.stringify(answer.conflict));
      const first = answer.calendar.items.filter(({ wall }) => wall < '2026-12-03');
      return { ...answer.calendar, items: first };
    },
    async remove() {
      await server.close();
      await pool.end();
      await database.remove();
      folder.remove();
    },
  };
  return testHub;
}

let keys = 0;

/** An account for each channel of the brand, whose keys nobody would take. */
export async function connectChannels({ store, brand }: TestHub): Promise<void> {
  for (const { id: channel, platform } of brand.channels) {
    const id = `${platform}/${channel}`;
    await insertAccount(store, {
      id,
      brand: brand.brand,
      platform,
      remoteId: channel,
      name: channel,
      spacingMs: 0,
      connectedAt: startAt,
    });
    const tokens = { accessToken: 'token', refreshToken: undefined, issuedAt: startAt, expiresAt: undefined };
    await insertCredential(store, { id: `${id}/1`, account: id, rank: 1 }, tokens);
    await setChannelAccount(store, { brand: brand.brand, channel, account: id });
  }
}

async function letIn(hub: Hub, server: Server): Promise<Record<Role, string>> {
  const hashed = await hashPassword(password);
  await insertFirstOwner(hub.store, {
    email: 'owner@kiln.example',
    name: 'owner',
    password: hashed,
    at: new Date(),
  });
  const making = { hub, wallNow: () => new Date(), origins: [server.url] };
  const post = (path: string, body: unknown) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify(body),
    });
  const cookies: Partial<Record<Role, string>> = {
    owner: cookieOf(await post('/api/login', { email: 'owner@kiln.example', password })),
  };
  for (const role of ['editor', 'approver', 'viewer'] as const) {
    const { link } = await invite(making, { email: `${role}@kiln.example`, name: role, role }, 'the test');
    const secret = link.split('#password=')[1];
    cookies[role] = cookieOf(await post('/api/password', { secret, password }));
  }
  return cookies as Record<Role, string>;
}

export const cookieOf = (response: Response): string =>
  response.headers.get('set-cookie')?.split(';')[0] ?? '';

async function migrate(url: string): Promise<void> {
  const pool = makePool(url, { applicationName: 'api-test-template', max: 1 });
  await runMigrations(pool, { schema: 'hub_migrations', migrations }).finally(() => pool.end());
}

function readBrand(): Brand {
  const { value, diagnostics } = parseBrand(
    readFileSync(new URL('../../../drill/brand.yaml', import.meta.url), 'utf8'),
  );
  if (value === undefined) throw new Error(JSON.stringify(diagnostics));
  return value;
}

function readTemplates(): Template[] {
  const shipped = join(hubFolder, 'rules', 'templates');
  return readdirSync(shipped).flatMap(
    (name) => parseTemplates(readFileSync(join(shipped, name), 'utf8')).value?.templates ?? [],
  );
}

function filesBelow(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length;
  } catch {
    return 0;
  }
}
