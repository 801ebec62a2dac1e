import type { Counts, MeterVendor } from './vendors.ts';

/** Tokens of one model call that went through the meter. `unknown`: it was answered, and what it cost was not all told. */
export type MeteredUsage = Omit<Counts, 'isFinal'> & {
  vendor: MeterVendor;
  scope: 'request';
  kind: 'delta';
  quality: 'metered' | 'unknown';
};

/** Without the vendor's last word the output is not known, whatever was counted on the way. */
export function meteredUsage(vendor: MeterVendor, { isFinal, ...counts }: Counts): MeteredUsage {
  const { output, reasoning, ...read } = counts;
  const known = isFinal ? counts : read;
  return { vendor, scope: 'request', kind: 'delta', quality: isFinal ? 'metered' : 'unknown', ...known };
}
