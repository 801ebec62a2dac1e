import { z } from 'zod';

const tokenUnits: Readonly<Record<string, number>> = { '': 1, k: 1_000, m: 1_000_000 };
const byteUnits: Readonly<Record<string, number>> = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

/** `50000`, `50_000`, `500k` or `1.5M`; undefined where the text is no number of tokens. */
export function parseTokens(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d[\d_]{0,14}(?:\.\d{1,6}(?=[km]))?)([km])?$/i.exec(text.trim()) ?? [];
  if (amount === undefined) return undefined;
  const tokens = Number(amount.replaceAll('_', '')) * tokenUnits[unit.toLowerCase()]!;
  return Number.isSafeInteger(Math.round(tokens)) ? Math.round(tokens) : undefined;
}

/** Tokens in a YAML file, as a number or as people write them. */
export const tokensSchema = z.coerce.string().transform((text, context) => {
  const tokens = parseTokens(text);
  if (tokens !== undefined) return tokens;
  context.addIssue({
    code: 'custom',
    message: `expected tokens such as 50000, 500k or 1.5M, found '${text}'`,
  });
  return z.NEVER;
});

/** Memory in a YAML file, in bytes; units are powers of 1024. */
export const bytesSchema = z.string().transform((text, context) => {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,3})?)\s*([kmg]b)$/i.exec(text.trim()) ?? [];
  if (amount !== undefined) return Math.round(Number(amount) * byteUnits[unit!.toLowerCase()]!);
  context.addIssue({ code: 'custom', message: `expected memory such as 700MB or 1.5GB, found '${text}'` });
  return z.NEVER;
});
