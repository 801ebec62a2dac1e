import { amountWords } from '../ledger/spent.ts';

/** `2,000,000 tokens and $12.50`, or that there is no limit. */
export function limitWords({ tokens, cents }: { tokens: number | null; cents: number | null }): string {
  const parts = [
    ...(tokens === null ? [] : [amountWords(tokens, 'tokens')]),
    ...(cents === null ? [] : [amountWords(cents, 'cents')]),
  ];
  return parts.length === 0 ? 'no limit' : parts.join(' and ');
}
