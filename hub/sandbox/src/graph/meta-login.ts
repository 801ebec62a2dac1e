import { type Consent, decideConsent, showConsent, subjectsOf } from '../consent-page.ts';
import type { EmulatedHost } from '../emulated-host.ts';
import type { Incoming } from '../incoming.ts';
import type { World } from '../world.ts';
import { makeGraphHost } from './graph-host.ts';

const codeLifeMs = 3_600_000;

/** Where people allow an app of Meta's platforms; scopes that do not exist are not granted. */
export function makeMetaLogin(
  world: World,
  {
    host,
    platform,
    path,
    scopes,
  }: { host: string; platform: 'instagram' | 'facebook'; path: string; scopes: readonly string[] },
): EmulatedHost {
  const consentOf = (incoming: Incoming): Consent => ({
    platform,
    subjects: subjectsOf(world, platform),
    codeLifeMs,
    challenge: undefined,
    scopes: String(incoming.query.scope ?? '')
      .split(/[\s,]+/)
      .filter((scope) => scopes.includes(scope)),
  });
  const prefix = platform === 'instagram' ? 'ig' : 'fb';
  return {
    ...makeGraphHost(world, host, []),
    endpoints: [
      {
        name: `${prefix}.authorize`,
        method: 'GET',
        path,
        handle: (incoming) => showConsent(world, incoming, consentOf(incoming)),
      },
      {
        name: `${prefix}.consent`,
        method: 'POST',
        path,
        handle: (incoming) => decideConsent(world, incoming, consentOf(incoming)),
      },
    ],
  };
}
