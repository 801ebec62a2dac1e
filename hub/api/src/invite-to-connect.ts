import type { Platform } from '@musterhub/rules';
import { insertConnectVisit } from '@musterhub/store';
import { ApiError } from './api-error.ts';
import { hashOf, newSecret } from './secrets.ts';
import type { Serving } from './serving.ts';

export const visitMinutes = 15;

type Inviting = Pick<Serving, 'apps' | 'origins' | 'wallNow' | 'sandbox'> & {
  hub: Pick<Serving['hub'], 'store'>;
};

/** A link that takes one browser to a platform, once. Refused where no app is registered there. */
export async function inviteToConnect(
  serving: Inviting,
  order: { platform: Platform; brand?: string | undefined; by: string },
): Promise<{ link: string; expiresAt: string }> {
  appOf(serving, order.platform);
  const ticket = newSecret();
  const expiresAt = new Date(serving.wallNow().getTime() + visitMinutes * 60_000);
  const { platform, brand = null, by } = order;
  await insertConnectVisit(serving.hub.store, { ticket: hashOf(ticket), platform, brand, by, expiresAt });
  return { link: `${serving.origins[0]}/connect/${ticket}`, expiresAt: expiresAt.toISOString() };
}

/** The hub's own app on a platform. */
export function appOf({ apps }: Pick<Serving, 'apps'>, platform: Platform) {
  const app = apps[platform];
  if (app !== undefined) return app;
  const name = platform.toUpperCase();
  throw new ApiError(
    'refused',
    `No app of yours is registered with ${platform}: HUB_${name}_CLIENT_ID and HUB_${name}_CLIENT_SECRET name it; docs/hub.md says how to get one.`,
    { platform },
  );
}
