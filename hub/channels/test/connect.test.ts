import { type Platform, platforms } from '@musterhub/rules';
import { makeSandbox, type Sandbox } from '@musterhub/sandbox';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AppCredentials, type Connect, type Invitation, makeConnect } from '../src/index.ts';

const invitation: Invitation = {
  redirectUri: 'http://127.0.0.1:9/back',
  state: 'what-was-asked',
  verifier: 'a-verifier-of-at-least-forty-three-characters-123',
};

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await makeSandbox({ seed: 5, startAt: new Date('2026-12-01T09:00:00Z') });
});
afterEach(() => sandbox.close());

const connectOf = (platform: Platform): Connect =>
  makeConnect(platform, { hosts: sandbox.hosts, timeoutMs: 5000, now: sandbox.now });

function appOf(platform: Platform): AppCredentials {
  const { clientId, clientSecret } = sandbox.accounts.apps(platform)[0]!;
  return { clientId, clientSecret };
}

/** What a person does in the browser: looks at the page and says yes. */
async function consent(url: URL): Promise<string> {
  const page = await fetch(url);
  const account = /<option value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const back = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ account, decision: 'allow' }),
  });
  const location = new URL(back.headers.get('location') ?? '');
  expect(location.searchParams.get('state')).toBe(invitation.state);
  return location.searchParams.get('code') ?? '';
}

describe.each(platforms)('connecting an account of %s', (platform) => {
  test('[N11] a person says yes, and the code gives a token that works', async () => {
    const connect = connectOf(platform);
    const app = appOf(platform);
    const code = await consent(connect.authorizationUrl(app, invitation));
    const connected = await connect.exchangeCode(app, invitation, code);
    if (connected.kind !== 'connected') throw new Error(JSON.stringify(connected));
    const known = sandbox.accounts.list(platform).map(({ id }) => id);
    expect(connected.accounts.length).toBeGreaterThan(0);
    for (const { id, name, grant } of connected.accounts) {
      expect(known).toContain(id);
      expect(name).not.toBe('');
      expect(grant.accessToken).not.toBe('');
      if (platform === 'facebook') expect(grant.expiresAt).toBeUndefined();
      else expect(grant.expiresAt!.getTime()).toBeGreaterThan(sandbox.now().getTime());
    }
  });

  test('[N12] a code is good once, and neither it nor the secret stands in the refusal', async () => {
    const connect = connectOf(platform);
    const app = appOf(platform);
    const code = await consent(connect.authorizationUrl(app, invitation));
    await connect.exchangeCode(app, invitation, code);
    const again = await connect.exchangeCode(app, invitation, code);
    expect(again.kind).toBe('refused');
    expect(JSON.stringify(again)).not.toContain(code);
    expect(JSON.stringify(again)).not.toContain(app.clientSecret);
  });
});

test('[N13] X gives tokens only to whoever holds the verifier', async () => {
  const connect = connectOf('x');
  const app = appOf('x');
  const code = await consent(connect.authorizationUrl(app, invitation));
  const other = { ...invitation, verifier: 'another-verifier-that-is-long-enough-0123456789' };
  expect((await connect.exchangeCode(app, other, code)).kind).toBe('refused');
});

describe('refreshing', () => {
  test('[N14] X gives a new pair, and the old refresh token is spent', async () => {
    const connect = connectOf('x');
    const app = appOf('x');
    const code = await consent(connect.authorizationUrl(app, invitation));
    const connected = await connect.exchangeCode(app, invitation, code);
    if (connected.kind !== 'connected') throw new Error(JSON.stringify(connected));
    const { grant } = connected.accounts[0]!;
    const refreshed = await connect.refresh(app, grant);
    if (refreshed.kind !== 'refreshed') throw new Error(JSON.stringify(refreshed));
    expect(refreshed.grant.accessToken).not.toBe(grant.accessToken);
    expect(refreshed.grant.refreshToken).not.toBe(grant.refreshToken);
    expect(await connect.refresh(app, grant)).toMatchObject({
      kind: 'refused',
      error: { class: 'auth', remedy: 'stop_channel' },
    });
  });

  test('[N14] Instagram extends a token of a day by sixty, and not one of an hour', async () => {
    const connect = connectOf('instagram');
    const { accessToken } = sandbox.accounts.list('instagram')[0]!;
    const grant = { accessToken, refreshToken: undefined, expiresAt: undefined, scopes: [] };
    expect((await connect.refresh(appOf('instagram'), grant)).kind).toBe('refused');
    sandbox.advance(25 * 3_600_000);
    const refreshed = await connect.refresh(appOf('instagram'), grant);
    if (refreshed.kind !== 'refreshed') throw new Error(JSON.stringify(refreshed));
    const days = (refreshed.grant.expiresAt!.getTime() - sandbox.now().getTime()) / 86_400_000;
    expect(Math.round(days)).toBe(60);
  });

  test('[N14] tokens of Pages have no end', async () => {
    const grant = { accessToken: 'a', refreshToken: undefined, expiresAt: undefined, scopes: [] };
    expect(await connectOf('facebook').refresh(appOf('facebook'), grant)).toEqual({ kind: 'not_needed' });
  });

  test('[N15] an answer that is lost says so: the token may be spent', async () => {
    const { accessToken, refreshToken } = sandbox.accounts.list('x')[0]!;
    sandbox.faults.script({ kind: 'after_commit_no_answer', endpoint: 'x.token' });
    const grant = { accessToken, refreshToken, expiresAt: undefined, scopes: [] };
    const refreshed = await connectOf('x').refresh(appOf('x'), grant);
    expect(refreshed.kind).toBe('unknown');
    expect(JSON.stringify(refreshed)).not.toContain(refreshToken);
  });
});
