import type { Platform } from '../post/post.ts';

/** From the least to the greatest value allowed, both included. */
export type Span = { readonly min: number; readonly max: number };
/** So many within a moving window. */
export type RateWindow = { readonly limit: number; readonly windowSeconds: number };

export type FactValue =
  | number
  | string
  | readonly string[]
  | Span
  | RateWindow
  | Readonly<Record<string, string>>
  | readonly { readonly from: number; readonly to: number; readonly weight: number }[];

export type FactUnit =
  | 'bits_per_second'
  | 'bytes'
  | 'calls'
  | 'characters'
  | 'count'
  | 'date'
  | 'frames'
  | 'frames_per_second'
  | 'name'
  | 'percent'
  | 'pixels'
  | 'ratio'
  | 'seconds'
  | 'usd_thousandths'
  | 'weight'
  | 'years';

/**
 * One figure or name of a platform as it was read somewhere on a day. `primary` is the platform's own documentation or source,
 * `secondary` somebody who runs against it, `inferred` our own conclusion. Megabytes are read as millions of bytes, the
 * stricter of the two customs.
 */
export type PlatformFact = {
  readonly platform: Platform | 'meta';
  /** What the figure is, as a phrase that a report can print. */
  readonly what: string;
  readonly unit: FactUnit;
  readonly value: FactValue;
  readonly grade: 'primary' | 'secondary' | 'inferred';
  readonly source: string;
  readonly checkedOn: string;
  /** Prices and versions move within weeks, quotas within months, formats of files within half a year. */
  readonly recheckBy: string;
  /** Where pages disagree: every reading with its page. `value` is the stricter one; what the platform answers decides. */
  readonly readings?: readonly { readonly value: FactValue; readonly source: string }[];
};

export const checkedOn = '2026-11-22';
/** By how fast a kind of fact changes. */
export const recheckBy = {
  prices: '2026-12-22',
  versions: '2027-01-21',
  quotas: '2027-01-21',
  metrics: '2027-01-21',
  tokens: '2027-02-20',
  content: '2027-02-20',
  files: '2027-05-21',
} as const;
