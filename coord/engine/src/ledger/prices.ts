/** US dollars for a million tokens. Without `cacheWrite`, writing to the vendor's cache is billed as plain input. */
type Rates = { input: number; cacheRead: number; cacheWrite?: number; output: number };

export type Price = {
  vendor: string;
  /** As the vendor's API calls it, without the date of a snapshot. */
  model: string;
  /** Civil date, in UTC, since which it is known to be charged; until the next one of the same model. */
  from: string;
  rates: Rates;
  /** For every token of a request whose prompt, cached or not, is longer than `above`. */
  long?: { above: number; rates: Rates };
  source: string;
};

/** When the published prices were last looked up; also the `from` of those whose beginning no source tells. */
export const pricesAsOf = '2026-11-22';

const anthropicPricing = 'https://platform.claude.com/docs/en/about-claude/pricing';
const anthropicModel = (model: string) => `https://platform.claude.com/docs/en/models/${model}/overview`;
/** List prices of several vendors, kept by one that resells them. */
const resold = 'https://github.com/github/docs/blob/main/data/tables/copilot/models-and-pricing.yml';

type Row = Omit<Price, 'vendor' | 'model' | 'from'>;
const by = (vendor: string) => (model: string, from: string, row: Row) => ({ vendor, model, from, ...row });
const anthropic = by('anthropic');
const openAi = by('openai');
const google = by('google');

// Anthropic's cache writes are those that are kept for 5 minutes, the API's default; for an hour they cost 1.6 times as much, and
// no agent tells which they were.
const opus = { input: 5, cacheRead: 0.5, cacheWrite: 6.25, output: 25 };
const sonnet = { input: 2, cacheRead: 0.2, cacheWrite: 2.5, output: 10 };

/** OpenAI's rule for long prompts: twice the input, one and a half times the output. */
function withLong(rates: Rates) {
  const { input, cacheRead, cacheWrite, output } = rates;
  const written = cacheWrite === undefined ? {} : { cacheWrite: 2 * cacheWrite };
  const doubled = { input: 2 * input, cacheRead: 2 * cacheRead, ...written, output: 1.5 * output };
  return { rates, long: { above: 272_000, rates: doubled } };
}
// The list price: 4 and 20 dollars were promised until 2026-11-21 at least.
const sol = withLong({ input: 5, cacheRead: 0.5, cacheWrite: 6.25, output: 30 });

/** Published prices that were seen at their source. A model without one is left out: no cost is better than a guessed one. */
export const prices: readonly Price[] = [
  anthropic('claude-fable-5-1', pricesAsOf, {
    rates: { input: 10, cacheRead: 0.25, cacheWrite: 12.5, output: 50 },
    source: anthropicPricing,
  }),
  anthropic('claude-fable-5', pricesAsOf, {
    rates: { input: 10, cacheRead: 1, cacheWrite: 12.5, output: 50 },
    source: anthropicPricing,
  }),
  anthropic('claude-opus-5-5', '2026-09-22', {
    rates: { input: 4, cacheRead: 0.2, cacheWrite: 5, output: 20 },
    source: anthropicModel('opus-5-5'),
  }),
  anthropic('claude-opus-5', '2026-07-24', { rates: opus, source: anthropicModel('opus-5') }),
  anthropic('claude-opus-4-8', pricesAsOf, { rates: opus, source: anthropicPricing }),
  anthropic('claude-opus-4-7', pricesAsOf, { rates: opus, source: anthropicPricing }),
  anthropic('claude-opus-4-6', pricesAsOf, { rates: opus, source: anthropicPricing }),
  anthropic('claude-opus-4-5', pricesAsOf, { rates: opus, source: anthropicPricing }),
  anthropic('claude-sonnet-5-5', '2026-09-29', { rates: sonnet, source: anthropicModel('sonnet-5-5') }),
  anthropic('claude-sonnet-5-5', '2026-10-07', {
    rates: { ...sonnet, cacheRead: 0.1 },
    source: 'https://github.com/kurofune/claudit/releases/tag/v1.9.2',
  }),
  anthropic('claude-sonnet-5', pricesAsOf, { rates: sonnet, source: anthropicModel('sonnet-5') }),
  anthropic('claude-sonnet-4-6', '2026-02-17', {
    rates: { input: 3, cacheRead: 0.3, cacheWrite: 3.75, output: 15 },
    source: resold,
  }),
  anthropic('claude-haiku-5-5', '2026-10-07', {
    rates: { input: 0.1, cacheRead: 0.01, cacheWrite: 0.125, output: 0.5 },
    long: { above: 100_000, rates: { input: 0.5, cacheRead: 0.05, cacheWrite: 0.625, output: 2.5 } },
    source: 'https://github.com/kurofune/claudit/releases/tag/v1.9.2',
  }),
  anthropic('claude-haiku-4-5', '2025-10-15', {
    rates: { input: 1, cacheRead: 0.1, cacheWrite: 1.25, output: 5 },
    source: resold,
  }),
  openAi('gpt-6.1-sol', '2026-09-29', {
    ...withLong({ input: 2, cacheRead: 0.1, cacheWrite: 2.5, output: 10 }),
    source: 'https://github.com/amine123max/Codex-Manager/releases/tag/0.4.7',
  }),
  openAi('gpt-5.6', '2026-07-09', { ...sol, source: resold }),
  openAi('gpt-5.6-sol', '2026-07-09', { ...sol, source: resold }),
  openAi('gpt-5.6-terra', '2026-07-30', {
    ...withLong({ input: 2, cacheRead: 0.2, cacheWrite: 2.5, output: 12 }),
    source: resold,
  }),
  openAi('gpt-5.6-luna', '2026-07-30', {
    ...withLong({ input: 0.2, cacheRead: 0.02, cacheWrite: 0.25, output: 1.2 }),
    source: 'https://developers.openai.com/api/docs/models/gpt-5.6-luna',
  }),
  openAi('gpt-5.5', pricesAsOf, {
    ...withLong({ input: 5, cacheRead: 0.5, output: 30 }),
    source: resold,
  }),
  openAi('gpt-5.4', pricesAsOf, {
    ...withLong({ input: 2.5, cacheRead: 0.25, output: 15 }),
    source: resold,
  }),
  openAi('gpt-5.4-mini', pricesAsOf, {
    rates: { input: 0.75, cacheRead: 0.075, output: 4.5 },
    source: resold,
  }),
  openAi('gpt-5.4-nano', pricesAsOf, {
    rates: { input: 0.2, cacheRead: 0.02, output: 1.25 },
    source: resold,
  }),
  openAi('gpt-5.3-codex', pricesAsOf, {
    rates: { input: 1.75, cacheRead: 0.175, output: 14 },
    source: resold,
  }),
  google('gemini-3.1-pro', pricesAsOf, {
    rates: { input: 2, cacheRead: 0.2, output: 12 },
    long: { above: 200_000, rates: { input: 4, cacheRead: 0.4, output: 18 } },
    source: resold,
  }),
  google('gemini-3.5-flash', pricesAsOf, {
    rates: { input: 1.5, cacheRead: 0.15, output: 9 },
    source: resold,
  }),
];
