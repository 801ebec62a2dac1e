import type { RefreshTokens } from '../src/index.ts';

export const testKeys = { current: new Uint8Array(32).fill(7), former: [] };

/** No token is refreshed: what the platform refuses stays refused. */
export const refusesTokens: RefreshTokens = async (platform) => ({
  kind: 'refused',
  error: {
    platform,
    message: 'the person took the app back',
    class: 'auth',
    remedy: 'refresh',
    cause: 'the token is spent',
    fix: 'connect the account again',
  },
});
