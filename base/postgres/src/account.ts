import { PostgresError } from './postgres-error.ts';

/** The account that the server runs under; Postgres refuses to run as root. */
export type Account = { name: string; uid: number; gid: number };

/** System accounts have ids below this by the convention of every Linux distribution and of macOS (500). */
const FIRST_PERSONAL_UID = 500;

/**
 * Chooses an unprivileged account out of the text of `/etc/passwd`: `postgres`, else `nobody`, else the first system
 * account that is not root. People's accounts are never used.
 */
export function chooseAccount(passwd: string): Account {
  const accounts = passwd.split('\n').flatMap(parseAccount);
  const unprivileged = accounts.filter((account) => account.uid > 0);
  const named = (name: string) => unprivileged.find((account) => account.name === name);
  const account =
    named('postgres') ??
    named('nobody') ??
    unprivileged.find((candidate) => candidate.uid < FIRST_PERSONAL_UID);
  if (account !== undefined) return account;
  throw new PostgresError(
    'no_account',
    'the embedded Postgres refuses to run as root and /etc/passwd lists no unprivileged system account: ' +
      'create one (useradd --system postgres), or set DATABASE_URL to a server of your own',
    { accounts: accounts.map(({ name }) => name) },
  );
}

function parseAccount(line: string): Account[] {
  const [name, , uid, gid] = line.split(':');
  if (!name || !/^\d+$/.test(uid ?? '') || !/^\d+$/.test(gid ?? '')) return [];
  return [{ name, uid: Number(uid), gid: Number(gid) }];
}
