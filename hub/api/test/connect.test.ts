import { makeConnect } from '@musterhub/channels';
import { type Platform, platforms } from '@musterhub/rules';
import { makeSandbox, type Sandbox } from '@musterhub/sandbox';
import { getTokens, readChannelAccounts, readCredentials } from '@musterhub/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectSandbox, readSandbox } from '../src/connect-sandbox.ts';
import { storeBrand } from '../src/get-brand.ts';
import { keepConnected } from '../src/keep-connected.ts';
import { refuseOtherFeed } from '../src/refuse-other-feed.ts';
import type { Serving } from '../src/serving.ts';
import { cookieOf, makeHub, startAt, type TestHub } from './make-hub.ts';

let sandbox: Sandbox;
let it: TestHub;
beforeAll(async () => {
  sandbox = await makeSandbox({ seed: 3, startAt, accounts: { instagram: 2, facebook: 2, x: 2 } });
  const apps = Object.fromEntries(
    sandbox.accounts
      .apps()
      .map(({ platform, clientId, clientSecret, isPublic }) => [
        platform,
        { clientId, clientSecret: isPublic ? undefined : clientSecret },
      ]),
  );
  it = await makeHub({ sandbox, apps });
});
afterAll(async () => {
  await it.remove();
  await sandbox.close();
});

const fetchPage = (url: string, cookie = '') => fetch(url, { redirect: 'manual', headers: { cookie } });

async function setOut(platform: Platform): Promise<{ page: string; cookie: string; link: string }> {
  const invited = await it.post('/api/accounts/connect', { platform, brand: it.brand.brand }, 'editor');
  const { link } = (await invited.json()) as { link: string };
  const begun = await fetchPage(link);
  expect(begun.status).toBe(302);
  expect(begun.headers.get('set-cookie')).toContain('HttpOnly; SameSite=Lax');
  return { page: begun.headers.get('location')!, cookie: cookieOf(begun), link };
}

/** Presses the button of the sandbox's page; answers with where the browser is sent back to. */
async function sayYes(page: string, decision = 'allow'): Promise<string> {
  const account = sandbox.accounts.list('x')[0]!.id;
  const body = new URLSearchParams({ account, decision });
  const response = await fetch(page, { method: 'POST', body, redirect: 'manual' });
  return response.headers.get('location')!;
}

describe('connecting an account', () => {
  test('[A25] takes a browser to the platform and back, once, and seals what it brings', async () => {
    const { page, cookie, link } = await setOut('x');
    expect((await fetchPage(link)).status).toBe(401);
    const back = await sayYes(page);
    expect((await fetchPage(back)).status).toBe(401);
    expect((await fetchPage(back, `${cookie}x`)).status).toBe(401);
    const done = await fetchPage(back, cookie);
    expect([done.status, done.headers.get('x-sandbox')]).toEqual([200, 'SANDBOX']);
    expect(await done.text()).toContain('SANDBOX');
    expect((await fetchPage(back, cookie)).status).toBe(401);
    const { accounts } = (await (await it.ask('/api/accounts')).json()) as { accounts: { id: string }[] };
    const [account] = accounts;
    const [credential] = await readCredentials(it.store.database, account!.id);
    const { accessToken } = await getTokens(it.store, credential!.id);
    const { rows } = await it.store.pool.query<{ row: string }>(
      'select c::text as row from hub.credentials c',
    );
    expect(rows[0]!.row).not.toContain(Buffer.from(accessToken).toString('hex'));
    expect(JSON.stringify(accounts)).not.toContain(accessToken);
  });

  test('[A25] a no is told, and nothing is kept', async () => {
    const before = await it.countRows();
    const { page, cookie } = await setOut('x');
    const response = await fetchPage(await sayYes(page, 'deny'), cookie);
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('access_denied');
    const after = await it.countRows();
    expect([after.accounts, after.credentials]).toEqual([before.accounts, before.credentials]);
  });

  test('[A25] connected again it has new keys and stays one account; disconnected it has none', async () => {
    const { page, cookie } = await setOut('x');
    expect((await fetchPage(await sayYes(page), cookie)).status).toBe(200);
    const { accounts } = (await (await it.ask('/api/accounts')).json()) as {
      accounts: { id: string; credentials: object[] }[];
    };
    expect(accounts).toHaveLength(1);
    expect(accounts[0]!.credentials).toMatchObject([{ state: 'live' }]);
    const path = `/api/accounts/${encodeURIComponent(accounts[0]!.id)}`;
    expect((await it.post(`${path}/disconnect`, {}, 'editor')).status).toBe(403);
    expect((await it.post(`${path}/disconnect`, {}, 'owner')).status).toBe(200);
    expect(await readCredentials(it.store.database, accounts[0]!.id)).toMatchObject([{ state: 'dead' }]);
  });

  test('every channel of a brand gets an account of the sandbox, over its own pages', async () => {
    const connects = Object.fromEntries(
      platforms.map((one) => [
        one,
        makeConnect(one, { hosts: sandbox.hosts, timeoutMs: 5_000, now: () => startAt }),
      ]),
    ) as Serving['connects'];
    const home = await readSandbox(sandbox.inspectionUrl);
    await connectSandbox(it.hub, { inspectionUrl: sandbox.inspectionUrl, home, connects }, it.brand);
    const rows = await readChannelAccounts(it.store.database, it.brand.brand);
    expect(rows.map(({ channel }) => channel).toSorted()).toEqual(
      it.brand.channels.map(({ id }) => id).toSorted(),
    );
    for (const { account } of rows) {
      const live = (await readCredentials(it.store.database, account)).filter(
        ({ state }) => state === 'live',
      );
      expect(live, account).toHaveLength(1);
    }
    const other = { ...it.brand, brand: 'loam', name: 'Loam' };
    await storeBrand(it.hub, other);
    const connected = await connectSandbox(
      it.hub,
      { inspectionUrl: sandbox.inspectionUrl, home, connects },
      other,
    );
    const taken = new Set(rows.map(({ account }) => account));
    expect(connected.map(({ channel }) => channel)).toEqual(other.channels.map(({ id }) => id));
    expect(connected.filter(({ account }) => taken.has(account))).toEqual([]);
  });

  test('[A37] a hub of sandbox accounts takes no real one, and none of its keys leaves for a platform', async () => {
    const before = await it.countRows();
    const grant = { accessToken: 'real', refreshToken: undefined, expiresAt: undefined, scopes: [] };
    const accounts = [{ id: '1', name: 'kiln', grant }];
    const order = { platform: 'x', accounts, brand: null, fedBy: 'platforms' } as const;
    await expect(keepConnected(it.hub, order)).rejects.toThrow(/posts in a sandbox, for good/);
    await expect(refuseOtherFeed(it.hub, 'platforms')).rejects.toThrow(/begin another hub/);
    await refuseOtherFeed(it.hub, 'sandbox');
    expect(await it.countRows()).toEqual(before);
  });
});

test('nothing was met that nobody had foreseen', () => {
  expect(it.errors).toEqual([]);
});
