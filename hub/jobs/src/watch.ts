import { nextRefresh, readingSpentUntil } from '@musterhub/rules';
import {
  type Account,
  endAlert,
  endSettledAlerts,
  failReading,
  findPublication,
  getTokens,
  postponeReading,
  raiseAlert,
  readAccounts,
  readAllCredentials,
  readAllowances,
  readDueAfterExpiry,
  readDueReadings,
  readOpenAlerts,
  readStuck,
  storeMetrics,
} from '@musterhub/store';
import type { Context } from './context.ts';
import { refreshCredential } from './refresh-credential.ts';

const readingsAtOnce = 50;
const mostReadings = 5;
const readAgainMs = 10 * 60_000;

/** What nobody waits for: refreshes that are due, figures, alerts. Each part may be left and begun again anywhere. */
export async function watch(context: Context): Promise<void> {
  await refreshDue(context);
  await collectMetrics(context);
  await tellStuck(context);
  await tellExpiring(context);
  await endSettledAlerts(context.store.database, context.clock.now());
}

export async function refreshDue(context: Context): Promise<void> {
  const { store, clock } = context;
  const now = clock.now();
  const [credentials, accounts] = await Promise.all([
    readAllCredentials(store.database),
    readAccounts(store.database),
  ]);
  for (const credential of credentials) {
    if (credential.state === 'dead') continue;
    const refresh = nextRefresh(
      {
        issuedAt: credential.issuedAt,
        expiresAt: credential.expiresAt ?? undefined,
        canRefresh: credential.canRefresh,
        youngestRefreshMs: credential.youngestRefreshMs,
      },
      credential.id,
    );
    const isHeld = credential.refreshAfter !== null && credential.refreshAfter > now;
    if (refresh.kind !== 'at' || refresh.at > now || isHeld) continue;
    await refreshCredential(context, accounts.find(({ id }) => id === credential.account)!, credential);
  }
}

/** The figures of posts by their timetable. One that fails is read again, until the platform does not give them any more. */
export async function collectMetrics(context: Context): Promise<void> {
  const { store, clock, channels } = context;
  const now = clock.now();
  const due = await readDueReadings(store.database, now, readingsAtOnce);
  if (due.length === 0) return;
  const [accounts, credentials] = await Promise.all([
    readAccounts(store.database),
    readAllCredentials(store.database),
  ]);
  for (const reading of due) {
    const account = accounts.find(({ id }) => id === reading.account)!;
    const credential = credentials.find(
      (one) =>
        one.account === account.id && one.state === 'live' && (one.expiresAt === null || one.expiresAt > now),
    );
    const fail = (reason: string) => {
      const again = new Date(now.getTime() + readAgainMs * 2 ** reading.tries);
      const isOver = reading.tries + 1 >= mostReadings || (reading.until !== null && again >= reading.until);
      return failReading(store, reading, { reason, again: isOver ? undefined : again });
    };
    if (credential === undefined) {
      await fail('no credential of the account works');
      continue;
    }
    const spentUntil = await readSpentUntil(context, account);
    if (spentUntil !== undefined && (reading.until === null || spentUntil < reading.until)) {
      await postponeReading(store, reading, spentUntil);
      continue;
    }
    const publication = await findPublication(store.database, reading.publication);
    const { accessToken } = await getTokens(store, credential.id);
    const remote = { id: account.remoteId, accessToken };
    const { kind } = publication!.post;
    const figures = await channels[account.platform].metrics(reading.remoteId, kind, remote);
    if (figures.kind === 'read') await storeMetrics(store, reading, figures.figures, clock.now());
    else await fail('message' in figures.error ? figures.error.message : figures.error.cause);
  }
}

/** Until when the platform answers no calls that read. One that is made all the same prolongs it at Meta. */
async function readSpentUntil(
  { store, clock }: Context,
  { id, platform }: Account,
): Promise<Date | undefined> {
  const allowances = await readAllowances(store.database, id);
  const stated = allowances.map(({ resetsAt, ...rest }) => ({ ...rest, resetsAt: resetsAt ?? undefined }));
  return readingSpentUntil(platform, stated, clock.now());
}

/** Past its hour and come to no end: said once, and taken back when it has. */
export async function tellStuck({ store, clock, limits }: Context): Promise<void> {
  const at = clock.now();
  const stuck = await readStuck(store.database, new Date(at.getTime() - limits.stuckAfterMs));
  for (const { id, account, dueAt } of stuck) {
    const text = `${id} on ${account} was due at ${dueAt.toISOString()} and has come to no end; 'hub publish status ${id}' shows its attempts`;
    await raiseAlert(store.database, { kind: 'stuck', subject: id, text, at });
  }
  const isStuck = new Set(stuck.map(({ id }) => id));
  for (const alert of await readOpenAlerts(store.database))
    if (alert.kind === 'stuck' && !isStuck.has(alert.subject))
      await endAlert(store.database, { kind: 'stuck', subject: alert.subject, at });
}

/** Posts that fall after the end of every key of their account, said once for each account. */
export async function tellExpiring({ store, clock }: Context): Promise<void> {
  const at = clock.now();
  const late = await readDueAfterExpiry(store.database);
  const accounts = new Map<string, string[]>();
  for (const { id, account } of late) accounts.set(account, [...(accounts.get(account) ?? []), id]);
  for (const [account, ids] of accounts) {
    const text = `${ids.length} posts of ${account} are due after its keys end, ${ids[0]} first: connect the account again`;
    await raiseAlert(store.database, { kind: 'expires', subject: account, text, at });
  }
  for (const alert of await readOpenAlerts(store.database))
    if (alert.kind === 'expires' && !accounts.has(alert.subject))
      await endAlert(store.database, { kind: 'expires', subject: alert.subject, at });
}
