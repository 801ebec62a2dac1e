import { findKnown, isRefused, request } from '@musterhq/page';
import type { Me } from '../live/facts.ts';

/**
 * Trades the one-time secret of a printed link for a cookie, and drops it from the address. Undefined: neither the link nor
 * a cookie lets this browser in.
 */
export async function signIn(): Promise<Me | undefined> {
  const secret = new URLSearchParams(window.location.hash.slice(1)).get('login') ?? '';
  if (secret === '') return findKnown(request<Me>('/api/me'));
  try {
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    return await request<Me>('/api/login', { secret });
  } catch (error) {
    if (!isRefused(error)) throw error;
    // A link is used once; whoever opens it again has the cookie already.
    return findKnown(request<Me>('/api/me'));
  }
}
