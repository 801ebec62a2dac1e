import type { Me } from '../live/facts.ts';
import { request } from '../live/request.ts';
import { RequestError } from '../live/request-error.ts';

/**
 * Trades the one-time secret of a printed link for a cookie, and drops it from the address. Undefined: neither the link nor
 * a cookie lets this browser in.
 */
export async function signIn(): Promise<Me | undefined> {
  const secret = new URLSearchParams(window.location.hash.slice(1)).get('login') ?? '';
  try {
    if (secret === '') return await request<Me>('/api/me');
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    return await request<Me>('/api/login', { secret });
  } catch (error) {
    if (!(error instanceof RequestError) || error.status === null || error.status >= 500) throw error;
    // A link is used once; whoever opens it again has the cookie already.
    return secret === '' ? undefined : await request<Me>('/api/me').catch(() => undefined);
  }
}
