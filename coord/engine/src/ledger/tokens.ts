export const tokenKinds = ['input', 'cacheRead', 'cacheWrite', 'output', 'reasoning'] as const;
type TokenKind = (typeof tokenKinds)[number];

/** By kind; null where nobody said a number. */
export type Tokens = Record<TokenKind, number | null>;

export const noTokens: Tokens = {
  input: null,
  cacheRead: null,
  cacheWrite: null,
  output: null,
  reasoning: null,
};

const combine = (of: (kind: TokenKind) => number | null): Tokens => ({
  input: of('input'),
  cacheRead: of('cacheRead'),
  cacheWrite: of('cacheWrite'),
  output: of('output'),
  reasoning: of('reasoning'),
});

export const tokensOf = (row: Tokens): Tokens => combine((kind) => row[kind]);

/** Unknown and a number is that number: what is left unknown is told beside a sum, never in it. */
export const addTokens = (one: Tokens, other: Tokens): Tokens =>
  combine((kind) =>
    one[kind] === null && other[kind] === null ? null : (one[kind] ?? 0) + (other[kind] ?? 0),
  );

export const isTold = (tokens: Tokens): boolean => tokenKinds.some((kind) => tokens[kind] !== null);

/** What was sent to the model, from a cache or not. */
export const promptOf = ({ input, cacheRead, cacheWrite }: Tokens): number =>
  (input ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? 0);

/** Reasoning is a part of the output, but where a vendor tells more of it than of output: there it stands beside it. */
export const writtenOf = ({ output, reasoning }: Tokens): number =>
  (reasoning ?? 0) > (output ?? 0) ? (output ?? 0) + (reasoning ?? 0) : (output ?? 0);

export const sizeOf = (tokens: Tokens): number => promptOf(tokens) + writtenOf(tokens);

/**
 * What a running total adds to the one before it. A total that is smaller in any kind has begun again from nothing: all of it
 * is new, and nothing is ever taken back. A kind that is not told this time adds nothing and stays as it was.
 */
export function advance(
  before: Tokens | undefined,
  total: Tokens,
): { added: Tokens; after: Tokens; isReset: boolean } {
  if (before === undefined) return { added: total, after: total, isReset: false };
  const isReset = tokenKinds.some((kind) => (total[kind] ?? before[kind] ?? 0) < (before[kind] ?? 0));
  if (isReset) return { added: total, after: total, isReset };
  return {
    added: combine((kind) => (total[kind] === null ? null : total[kind] - (before[kind] ?? 0))),
    after: combine((kind) => total[kind] ?? before[kind]),
    isReset,
  };
}
