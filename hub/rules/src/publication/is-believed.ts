import type { PlatformError } from '../errors/platform-error.ts';
import type { LedgerCall } from './publication.ts';

const saysLittle: readonly PlatformError['class'][] = [
  'transient',
  'ambiguous',
  'duplicate',
  'platform_bug',
  'unknown',
];

/**
 * Whether a refusal may be believed. The platforms answer some calls that took effect with a server's error, and a repeated
 * one with 'duplicate': where the call could have made something public, such a refusal says no more than silence does.
 */
export function isBelieved(call: LedgerCall, refusal: Pick<PlatformError, 'class'>): boolean {
  return call.lostAnswer === 'repeat' || !saysLittle.includes(refusal.class);
}
