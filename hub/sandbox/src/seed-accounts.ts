import { type Platform, platformSchema } from '@musterhub/rules';
import { z } from 'zod';
import type { SandboxAccount, SandboxApp } from './account.ts';
import { addFacebookToken, facebookScopes } from './facebook/facebook-oauth.ts';
import { openedAt } from './ids.ts';
import { addInstagramToken, instagramScopes } from './instagram/instagram-oauth.ts';
import { refuseSetting } from './refusal.ts';
import { seededNumber } from './seeded.ts';
import { accountsOf, type World } from './world.ts';
import { addXTokens, xScopes } from './x/x-oauth.ts';

const dayMs = 24 * 3_600_000;

export const newAccountsSchema = z.strictObject({
  platform: platformSchema,
  count: z.int().min(1).max(10_000).default(1),
  followers: z.int().min(0).optional(),
  utcOffsetHours: z.number().min(-12).max(14).default(0),
  /** The app that the tokens are for; the platform's first one unless told. */
  appId: z.string().optional(),
});
export type NewAccounts = z.input<typeof newAccountsSchema>;

/** Adds accounts with tokens that are valid now. Each Instagram account is linked to the Page of the same number, if there is one. */
export function addAccounts(world: World, wanted: NewAccounts): SandboxAccount[] {
  const { platform, count, followers, utcOffsetHours, appId } = newAccountsSchema.parse(wanted);
  const app = appId === undefined ? firstApp(world, platform) : world.apps.get(appId);
  if (app?.platform !== platform) return refuseSetting(`appId: expected an app of ${platform}, got ${appId}`);
  return Array.from({ length: count }, () => {
    const number = accountsOf(world, platform).length + 1;
    const account: SandboxAccount = {
      platform,
      id: idOf(world, platform),
      name: `Sandbox ${platform} ${number}`,
      username: `sandbox_${platform.slice(0, 2)}_${number}`,
      followers:
        followers ?? Math.round(10 ** (3 + 1.5 * seededNumber(world.seed, 'followers', platform, number))),
      accessToken: '',
      restricted: false,
      utcOffsetHours,
      postIds: [],
    };
    world.accounts.set(account.id, account);
    giveToken(world, account, app, number);
    return account;
  });
}

/** Accounts are older than the sandbox, which may be started anew at another hour and knows them again. */
function idOf({ ids }: World, platform: Platform): string {
  if (platform === 'x') return ids.snowflake(openedAt);
  return platform === 'facebook' ? ids.facebook('actor') : ids.instagram('account');
}

function giveToken(world: World, account: SandboxAccount, app: SandboxApp, number: number): void {
  const grant = { subjectId: account.id, appId: app.clientId };
  if (account.platform === 'x')
    addXTokens(world, { ...grant, scopes: xScopes, family: `x ${account.id} ${app.clientId}` });
  else if (account.platform === 'instagram') {
    const page = accountsOf(world, 'facebook')[number - 1];
    if (page) account.pageId = page.id;
    addInstagramToken(world, { ...grant, kind: 'long', scopes: instagramScopes, lifeMs: 60 * dayMs });
  } else {
    const user = {
      id: world.ids.facebook('actor'),
      name: `Sandbox person ${number}`,
      lastActiveAt: world.clock.now(),
      pageIds: [account.id],
    };
    world.facebookUsers.set(user.id, user);
    account.userId = user.id;
    account.accessToken = addFacebookToken(world, {
      ...grant,
      kind: 'page',
      scopes: facebookScopes,
      expiresAt: undefined,
      userId: user.id,
    }).value;
  }
}

function firstApp(world: World, platform: Platform): SandboxApp {
  return [...world.apps.values()].find((app) => app.platform === platform)!;
}

export function addApp(
  world: World,
  { platform, redirectUris = [], isPublic = false }: Pick<SandboxApp, 'platform'> & Partial<SandboxApp>,
): SandboxApp {
  const number = [...world.apps.values()].filter((app) => app.platform === platform).length + 1;
  const app: SandboxApp = {
    platform,
    clientId: platform === 'x' ? world.ids.secret('client') : world.ids.facebook('actor'),
    clientSecret: world.ids.secret('appsecret'),
    name: `SANDBOX app ${platform} ${number}`,
    redirectUris,
    isPublic,
  };
  world.apps.set(app.clientId, app);
  return app;
}
