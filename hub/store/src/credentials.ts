import { and, asc, eq, isNull, or, sql } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { credentials } from './schema.ts';
import { isCurrent, type Keyring, seal, unseal } from './seal.ts';
import { StoreError } from './store-error.ts';

type Row = typeof credentials.$inferSelect;
/** A credential without what is secret in it. */
export type Credential = Omit<Row, 'token' | 'refreshToken'> & { canRefresh: boolean };
export type Tokens = {
  accessToken: string;
  refreshToken: string | undefined;
  issuedAt: Date;
  expiresAt: Date | undefined;
};

const placeOf = (id: string, column: 'token' | 'refresh_token') => `credentials/${id}/${column}`;

export async function insertCredential(
  store: Store,
  credential: { id: string; account: string; rank: number; youngestRefreshMs?: number },
  tokens: Tokens,
): Promise<void> {
  await store.database
    .insert(credentials)
    .values({ ...credential, state: 'live', ...sealedTokens(keysOf(store), credential.id, tokens) });
}

export async function readCredentials(reader: Reader, account: string): Promise<Credential[]> {
  const rows = await reader
    .select()
    .from(credentials)
    .where(eq(credentials.account, account))
    .orderBy(asc(credentials.rank));
  return rows.map(withoutSecrets);
}

export async function readAllCredentials(reader: Reader): Promise<Credential[]> {
  const rows = await reader.select().from(credentials).orderBy(credentials.account, credentials.rank);
  return rows.map(withoutSecrets);
}

/** The secrets of a credential, with the version that they are. */
export type OpenTokens = Pick<Tokens, 'accessToken' | 'refreshToken'> & { tokenVersion: number };

export async function getTokens(store: Store, id: string): Promise<OpenTokens> {
  return openTokens(store, await getRow(store, id));
}

export function openTokens(store: Store, { id, token, refreshToken, tokenVersion }: Row): OpenTokens {
  const keys = keysOf(store);
  return {
    accessToken: unseal(keys, placeOf(id, 'token'), token),
    refreshToken:
      refreshToken === null ? undefined : unseal(keys, placeOf(id, 'refresh_token'), refreshToken),
    tokenVersion,
  };
}

/** Credentials that no key of this process opens: they were sealed elsewhere, or their key was lost. */
export async function readUnopenable(store: Store): Promise<string[]> {
  const rows = await store.database.select().from(credentials).where(eq(credentials.state, 'live'));
  return rows.filter((row) => !opens(store, row)).map(({ id }) => id);
}

function opens(store: Store, row: Row): boolean {
  try {
    openTokens(store, row);
    return true;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'unsealable') return false;
    throw error;
  }
}

/** One refreshes and the others wait: true for the one, until it stores or gives up, or its worker is gone. */
export async function claimRefresh(
  store: Store,
  claim: { id: string; tokenVersion: number; worker: string },
): Promise<boolean> {
  const claimed = await store.database
    .update(credentials)
    .set({ refreshingBy: claim.worker })
    .where(
      and(
        eq(credentials.id, claim.id),
        eq(credentials.tokenVersion, claim.tokenVersion),
        or(
          isNull(credentials.refreshingBy),
          sql`not exists (select from hub.workers w where w.id = ${credentials.refreshingBy} and w.ended_at is null)`,
        ),
      ),
    )
    .returning({ id: credentials.id });
  return claimed.length > 0;
}

/**
 * Puts fresh tokens in the place of those of `tokenVersion`; false where somebody else did. An answer without a refresh token keeps
 * the stored one.
 */
export async function storeRefreshed(
  store: Store,
  { id, tokenVersion }: { id: string; tokenVersion: number },
  tokens: Tokens,
): Promise<boolean> {
  const { refreshToken, ...rest } = sealedTokens(keysOf(store), id, tokens);
  const stored = await store.database
    .update(credentials)
    .set({
      ...rest,
      ...(refreshToken === null ? {} : { refreshToken }),
      tokenVersion: tokenVersion + 1,
      state: 'live',
      refreshAfter: null,
      refreshFailures: 0,
      refreshingBy: null,
    })
    .where(and(eq(credentials.id, id), eq(credentials.tokenVersion, tokenVersion)))
    .returning({ id: credentials.id });
  return stored.length > 0;
}

/** A refresh that brought nothing: tried again after `refreshAfter`, or never again. */
export async function endRefresh(
  store: Store,
  { id, tokenVersion }: { id: string; tokenVersion: number },
  end: { refreshAfter: Date } | 'dead',
): Promise<void> {
  await store.database
    .update(credentials)
    .set({
      refreshingBy: null,
      refreshFailures: sql`${credentials.refreshFailures} + 1`,
      ...(end === 'dead' ? { state: 'dead' as const } : { refreshAfter: end.refreshAfter }),
    })
    .where(and(eq(credentials.id, id), eq(credentials.tokenVersion, tokenVersion)));
}

/** Seals with the current key what was sealed with a former one; answers how many. Repeated, it finds nothing to do. */
export async function resealCredentials(store: Store): Promise<number> {
  const keys = keysOf(store);
  const rows = await store.database.select().from(credentials);
  let changed = 0;
  for (const row of rows) {
    const isOld = [row.token, row.refreshToken].some((one) => one !== null && !isCurrent(keys, one));
    if (!isOld) continue;
    const { accessToken, refreshToken, tokenVersion } = await getTokens(store, row.id);
    const { token, refreshToken: sealedRefresh } = sealedTokens(keys, row.id, {
      accessToken,
      refreshToken,
      issuedAt: row.issuedAt,
      expiresAt: row.expiresAt ?? undefined,
    });
    // A refresh that came between has sealed its own with the current key.
    const updated = await store.database
      .update(credentials)
      .set({ token, refreshToken: sealedRefresh })
      .where(and(eq(credentials.id, row.id), eq(credentials.tokenVersion, tokenVersion)))
      .returning({ id: credentials.id });
    changed += updated.length;
  }
  return changed;
}

function sealedTokens(keys: Keyring, id: string, tokens: Tokens) {
  const { accessToken, refreshToken, issuedAt, expiresAt } = tokens;
  return {
    token: seal(keys, placeOf(id, 'token'), accessToken),
    refreshToken:
      refreshToken === undefined || refreshToken === ''
        ? null
        : seal(keys, placeOf(id, 'refresh_token'), refreshToken),
    issuedAt,
    expiresAt: expiresAt ?? null,
  };
}

async function getRow(store: Store, id: string): Promise<Row> {
  const [row] = await store.database.select().from(credentials).where(eq(credentials.id, id));
  if (row === undefined) throw new StoreError('no_row', `There is no credential ${id}.`, { id });
  return row;
}

/** Instagram's token refreshes itself; X's has a token for it. */
export function withoutSecrets({ token, refreshToken, ...rest }: Row): Credential {
  return { ...rest, canRefresh: refreshToken !== null || rest.youngestRefreshMs > 0 };
}

function keysOf({ keys }: Store): Keyring {
  if (keys !== undefined) return keys;
  throw new StoreError(
    'unsealable',
    'Credentials are sealed, and this process has no key. Give HUB_KEY or HUB_KEY_FILE.',
  );
}
