import type { LedgerAttempt, LedgerCredential, RefusalClass } from './publication.ts';

export type CredentialChoice =
  | { kind: 'use'; credential: LedgerCredential }
  | { kind: 'refresh'; credential: LedgerCredential }
  | { kind: 'wait'; until: Date }
  | { kind: 'none'; because: RefusalClass };

/** Refused with this many versions of one token: a fresh one is no better. */
const versionsEnough = 2;

/**
 * The first credential of the account that may still work for this publication. One that was refused as expired is
 * refreshed once before the next is tried; one that lacks the permission is passed over.
 */
export function chooseCredential(
  credentials: readonly LedgerCredential[],
  attempts: readonly LedgerAttempt[],
  now: Date,
): CredentialChoice {
  let waits: Date | undefined;
  let because: RefusalClass = 'auth';
  for (const credential of credentials) {
    if (credential.state === 'dead') continue;
    const refused = attempts.filter((attempt) => attempt.credential === credential.id);
    if (refused.some((attempt) => attempt.state === 'refused' && attempt.class === 'permission')) {
      because = 'permission';
      continue;
    }
    const versions = new Set(refused.filter(isRefusedAuth).map((attempt) => attempt.tokenVersion));
    if (versions.size >= versionsEnough) continue;
    const isExpired = credential.expiresAt !== undefined && credential.expiresAt <= now;
    if (!isExpired && !versions.has(credential.tokenVersion)) return { kind: 'use', credential };
    if (!credential.canRefresh) continue;
    if (credential.refreshAfter === undefined || credential.refreshAfter <= now)
      return { kind: 'refresh', credential };
    if (waits === undefined || credential.refreshAfter < waits) waits = credential.refreshAfter;
  }
  return waits === undefined ? { kind: 'none', because } : { kind: 'wait', until: waits };
}

function isRefusedAuth(attempt: LedgerAttempt): boolean {
  if (attempt.state === 'refused') return attempt.class === 'auth';
  return (
    attempt.state === 'unknown' &&
    attempt.findings.some((finding) => finding.kind === 'unreadable' && finding.class === 'auth')
  );
}
