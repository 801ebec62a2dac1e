import { findKnown, request } from '@musterhq/page';
import type { Me } from './facts.ts';

/** Whom the cookie of this browser names. Whoever follows an invitation or a reset sets a password first, cookie or not. */
export async function findMe(): Promise<Me | undefined> {
  return findLinkSecret() === undefined ? findKnown(request<Me>('/api/me')) : undefined;
}

/** The one-time secret of a link that `hub init`, an invitation or a reset made. It stays in the address, for no server sees it there. */
export function findLinkSecret(): string | undefined {
  return new URLSearchParams(window.location.hash.slice(1)).get('password') ?? undefined;
}
