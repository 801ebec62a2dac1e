import { makeFetchPublic } from '@musterhub/api';
import { factOf, graphVersionEnd, platformFacts, staleFacts } from '@musterhub/rules';
import {
  countPresentWorkers,
  readAccounts,
  readAllCredentials,
  readClockSkewMs,
  readFence,
  readOpenAlerts,
  readStuck,
  readUnknownErrors,
  readUnopenable,
} from '@musterhub/store';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { findLiveSandbox } from '../find-live-sandbox.ts';
import { type OpenHub, withHub } from '../open-hub.ts';
import { print } from '../print.ts';
import { readSandboxFile } from '../sandbox-file.ts';

type Found = { check: string; state: 'good' | 'warning' | 'bad'; message: string };
type Check = (open: OpenHub) => Promise<Omit<Found, 'check'>[]>;

const dayMs = 86_400_000;
/** A key that cannot be refreshed is told of so long before its end. */
const tokenWarningDays = 7;
const versionWarningDays = 90;
/** Signed requests and due times suffer from more. */
const mostSkewMs = 2_000;
/** A post may be this late without anybody having to look. */
const mostLateMs = 15 * 60_000;

const checks: Record<string, Check> = {
  database: async ({ setting, databaseUrl }) => {
    const place = setting.databaseUrl === undefined ? 'the embedded server' : `the server of DATABASE_URL`;
    return [
      good(`${place} answers, and the tables of ${new URL(databaseUrl).pathname.slice(1)} are up to date`),
    ];
  },
  clock: async ({ hub }) => {
    const skewMs = await readClockSkewMs(hub.store.database, Date.now());
    if (Math.abs(skewMs) <= mostSkewMs)
      return [good(`this machine and the database differ by ${Math.round(skewMs)} ms`)];
    return [bad(`this machine and the database differ by ${Math.round(skewMs)} ms: set both by NTP`)];
  },
  key: async ({ hub, setting, stateDir }) => {
    const place = setting.key === undefined ? `${stateDir}/key, for its owner alone` : 'HUB_KEY';
    const shut = await readUnopenable(hub.store);
    if (shut.length === 0) return [good(place)];
    return [
      bad(`${place}: it does not open ${shut.join(', ')}; give the key that sealed them, or connect again`),
    ];
  },
  fence: async ({ hub }) => {
    const fence = await readFence(hub.store.database);
    if (fence?.withdrawnBecause)
      return [bad(`this hub may not publish: ${fence.withdrawnBecause} ('hub fence take --why REASON')`)];
    if (fence?.stoppedAt)
      return [
        warning(
          `everything is stopped by ${fence.stoppedBy}: ${fence.stoppedBecause} ('hub publish resume')`,
        ),
      ];
    return [good('this hub may publish')];
  },
  publishing: async ({ hub }) => {
    const { database } = hub.store;
    const [processes, late] = await Promise.all([
      countPresentWorkers(database),
      readStuck(database, new Date(hub.now().getTime() - mostLateMs)),
    ]);
    if (processes > 0)
      return [good(processes === 1 ? 'one process publishes' : `${processes} processes publish`)];
    const start = "nothing publishes here: 'hub serve' or 'hub worker' does";
    return [
      late.length === 0 ? warning(start) : bad(`${late.length} posts are past their hour, and ${start}`),
    ];
  },
  sandbox: async ({ stateDir, fedBy }) => {
    if (fedBy === 'platforms') return [];
    const file = await readSandboxFile(stateDir);
    if (file === undefined)
      return fedBy === undefined
        ? []
        : [warning("SANDBOX: the accounts are a sandbox's, and none runs here ('hub sandbox')")];
    if ((await findLiveSandbox(stateDir)) !== undefined)
      return [good(`SANDBOX at ${file.inspectionUrl}: no post reaches anybody`)];
    return [
      bad(
        `no sandbox answers at ${file.inspectionUrl}, and its clock is still that of this hub: start 'hub sandbox' anew, or remove ${stateDir}/sandbox.json`,
      ),
    ];
  },
  'public address': checkPublicAddress,
  apps: async (open) => {
    if (await isPlayed(open)) return [good("the sandbox's own")];
    const names = Object.keys(open.setting.apps);
    return [
      names.length > 0
        ? good(names.join(', '))
        : warning(
            'no app of yours is named: HUB_INSTAGRAM_CLIENT_ID and so on; docs/hub.md says how to get one',
          ),
    ];
  },
  accounts: checkAccounts,
  'Graph API': async ({ hub }) => {
    const { version, endsOn, isAnnounced } = graphVersionEnd();
    if (!isAnnounced) return [good(`${version}: its end is not announced, and not before ${endsOn}`)];
    const leftMs = Date.parse(endsOn) - hub.now().getTime();
    const words = `${version} ends on ${endsOn}; afterwards Meta answers with the oldest version it has. Update Muster`;
    if (leftMs <= 0) return [bad(words)];
    return [leftMs < versionWarningDays * dayMs ? warning(words) : good(`${version}: until ${endsOn}`)];
  },
  'platform facts': async ({ hub }) => {
    const stale = staleFacts(platformFacts, hub.now().toISOString().slice(0, 10));
    if (stale.length === 0) return [good(`all ${Object.keys(platformFacts).length} were checked in time`)];
    return stale.map(({ id, fact }) =>
      warning(`${id} wanted to be checked again by ${fact.recheckBy}: ${fact.source}`),
    );
  },
  alerts: async ({ hub }) => {
    const alerts = await readOpenAlerts(hub.store.database);
    const unknown = await readUnknownErrors(hub.store.database);
    if (alerts.length === 0 && unknown.length === 0) return [good('none')];
    return [
      ...alerts.map(({ text }) => warning(text)),
      ...unknown.map(({ platform, code, message, count }) =>
        warning(
          `${platform} answered ${count} times with ${code ?? 'no code'}, which no row of the error table names: ${message}`,
        ),
      ),
    ];
  },
};

/** Everything that the hub needs, and what of it is not as it has to be. Exit code 3 where something is bad. */
export async function hubDoctor(environment: Environment, flags: { json?: boolean }): Promise<void> {
  await withHub(environment, async (open) => {
    const found: Found[] = [];
    for (const [check, look] of Object.entries(checks))
      for (const one of await look(open)) found.push({ check, ...one });
    const bads = found.filter(({ state }) => state === 'bad').length;
    print({ found, bad: bads }, flags.json, () =>
      found.map(({ check, state, message }) => `${state.padEnd(7)}  ${check.padEnd(14)}  ${message}`),
    );
    if (bads > 0) process.exitCode = exitCodes.refused;
  });
}

/** As the platforms would: from an address of the public internet, or not at all. */
async function checkPublicAddress(open: OpenHub): Promise<Omit<Found, 'check'>[]> {
  if (await isPlayed(open)) return [good('not needed: the sandbox is on this machine')];
  const { publicUrl } = open.setting;
  if (publicUrl === undefined)
    return [
      warning(
        'HUB_PUBLIC_URL is not set: Instagram fetches pictures from there, and accounts are connected over it',
      ),
    ];
  if (!publicUrl.startsWith('https:')) return [bad(`${publicUrl}: the platforms want https`)];
  try {
    const { bytes } = await makeFetchPublic()(`${publicUrl}/api/openapi.json`, { timeoutMs: 10_000 });
    const isHub = Buffer.from(bytes).includes('Muster hub');
    return [isHub ? good(`${publicUrl} reaches this hub`) : bad(`${publicUrl} answers, and it is not a hub`)];
  } catch (error) {
    return [bad(`${publicUrl} is not reachable: ${(error as Error).message}`)];
  }
}

async function checkAccounts({ hub }: OpenHub): Promise<Omit<Found, 'check'>[]> {
  const { database } = hub.store;
  const [accounts, credentials] = await Promise.all([readAccounts(database), readAllCredentials(database)]);
  if (accounts.length === 0) return [warning("none is connected: 'hub accounts connect PLATFORM'")];
  const soon = new Date(hub.now().getTime() + tokenWarningDays * dayMs);
  return accounts.map(({ id, name, platform }) => {
    const live = credentials.filter((one) => one.account === id && one.state === 'live');
    if (live.length === 0) return bad(`${id} (${name}) has no key that works: connect it again`);
    const lasting = live.find(
      ({ expiresAt, canRefresh }) => canRefresh || expiresAt === null || expiresAt > soon,
    );
    if (lasting === undefined)
      return warning(
        `${id} (${name}): its key ends on ${live[0]!.expiresAt!.toISOString()} and cannot be refreshed: connect it again`,
      );
    // Nobody tells when the person last used the app; the consent that gave the key is the latest that is known for certain.
    const accessEnds = new Date(lasting.issuedAt.getTime() + factOf('facebook.data_access_lifetime') * 1000);
    if (platform === 'facebook' && accessEnds < soon)
      return warning(
        `${id} (${name}): Meta's access to data lapses on ${accessEnds.toISOString()}, unless the person has used the app since: connect it again`,
      );
    return good(`${id} (${name})`);
  });
}

/** A hub without an account yet lives by the sandbox that was started in its folder. */
async function isPlayed({ fedBy, stateDir }: OpenHub): Promise<boolean> {
  return (fedBy ?? ((await readSandboxFile(stateDir)) === undefined ? 'platforms' : 'sandbox')) === 'sandbox';
}

const good = (message: string) => ({ state: 'good' as const, message });
const warning = (message: string) => ({ state: 'warning' as const, message });
const bad = (message: string) => ({ state: 'bad' as const, message });
