import type { Me } from '../live/facts.ts';
import { request } from '../live/request.ts';
import { RequestError } from '../live/request-error.ts';

/**
 * Trades the one-time secret of a printed link for a cookie, and drops it from the address. Undefined: neither the link nor
 * a cookie lets this browser in.
 */
export async function signIn(): Promise<Me | undefined> {
  const secret = new URLSearchParams(window.location.hash.slice(1)).get('login') ?? '';
  if (secret === '') return ifKnown(request<Me>('/api/me'));
  try {
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    return await request<Me>('/api/login', { secret });
  } catch (error) {
    if (!isRefused(error)) throw error;
    // A link is used once; whoever opens it again has the cookie already.
    return ifKnown(request<Me>('/api/me'));
  }
}

/** A server that cannot be reached, or that failed, has not said that it does not know this browser. */
async function ifKnown(asked: Promise<Me>): Promise<Me | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
}

const isRefused = (error: unknown): boolean =>
  error instanceof RequestError && error.status !== null && error.status < 500;
