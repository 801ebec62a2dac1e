import { expect, test } from 'vitest';
import { costOf, findPrice } from './cost-of.ts';
import { prices } from './prices.ts';
import { noTokens } from './tokens.ts';

const at = new Date('2026-11-23T09:00:00Z');
const million = { ...noTokens, input: 1_000_000 };
const price = (vendor: string, model: string | null, on = at) => findPrice({ vendor, model, at: on });

test('[L7] each kind has its own rate, and output has the reasoning in it', () => {
  const tokens = { input: 1e6, cacheRead: 1e6, cacheWrite: 1e6, output: 1e6, reasoning: 5e5 };
  expect(costOf(tokens, { vendor: 'anthropic', model: 'claude-opus-5', at })).toBeCloseTo(36.75, 9);
});

test('[L7] a model without a known price has no cost, and neither has an unknown model', () => {
  for (const [vendor, model] of [
    ['openai', 'gpt-unheard-of'],
    ['openai', 'claude-opus-5'],
    ['anthropic', 'claude-opus-5-turbo'],
    ['anthropic', null],
  ] as const)
    expect(costOf(million, { vendor, model, at })).toBeNull();
});

test.each([
  ['anthropic', 'claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
  ['anthropic', 'claude-opus-4-8[1m]', 'claude-opus-4-8'],
  ['anthropic', 'Claude-Opus-5', 'claude-opus-5'],
  ['opencode', 'anthropic/claude-opus-5', 'claude-opus-5'],
  ['openai', 'gpt-6.1-sol-2026-09-29', 'gpt-6.1-sol'],
  ['google', 'gemini-3.1-pro-preview', 'gemini-3.1-pro'],
])('[L7] the price of %s %s is that of %s', (vendor, model, name) => {
  expect(price(vendor, model)?.model).toBe(name);
});

test('[L7] a price counts from its day until the next one of the model', () => {
  const readOn = (day: string) =>
    price('anthropic', 'claude-sonnet-5-5', new Date(`${day}T12:00:00Z`))?.rates.cacheRead;
  expect([readOn('2026-09-28'), readOn('2026-10-06'), readOn('2026-10-07')]).toEqual([undefined, 0.2, 0.1]);
});

test('[L7] what was told at once is reckoned as one prompt where long ones are dearer', () => {
  const tariff = { vendor: 'google', model: 'gemini-3.1-pro', at };
  expect(costOf({ ...noTokens, input: 150_000, cacheRead: 50_000 }, tariff)).toBeCloseTo(0.31, 9);
  expect(costOf({ ...noTokens, input: 150_000, cacheRead: 50_001 }, tariff)).toBeCloseTo(0.62, 5);
});

test('[L7] where writing to the cache has no rate it is plain input', () => {
  const tariff = { vendor: 'openai', model: 'gpt-5.3-codex', at };
  expect(costOf({ ...noTokens, cacheWrite: 1_000_000 }, tariff)).toBeCloseTo(1.75, 9);
});

test('[L7] every price has a day and a source, none stands twice, and reading a cache is never dearer than input', () => {
  for (const { from, source, rates, long } of prices) {
    expect(from).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(source).toMatch(/^https:\/\//);
    for (const one of [rates, ...(long === undefined ? [] : [long.rates])]) {
      expect(Math.min(one.input, one.cacheRead, one.output)).toBeGreaterThan(0);
      expect(one.cacheRead).toBeLessThanOrEqual(one.input);
    }
  }
  const names = prices.map(({ vendor, model, from }) => `${vendor} ${model} ${from}`);
  expect(new Set(names).size).toBe(names.length);
});
