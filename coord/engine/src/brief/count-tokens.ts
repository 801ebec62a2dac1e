/** How many tokens a text has. */
export type CountTokens = (text: string) => number;

let loading: Promise<CountTokens> | undefined;

/**
 * The vocabulary is `o200k_base`, which is published; what other vendors' models make of a text is in `token-correction.ts`. It
 * is 2.4 MB and takes 0.3 s of CPU to load, so it is loaded when something is counted first, and once.
 */
export function loadTokenCounter(): Promise<CountTokens> {
  loading ??= import('gpt-tokenizer/encoding/o200k_base').then(({ countTokens }) => {
    // What looks like a control token is text like any other: a brief quotes what people and programs wrote.
    const asText = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
    return (text) => countTokens(text, asText);
  });
  return loading;
}
