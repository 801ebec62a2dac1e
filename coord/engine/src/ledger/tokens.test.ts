import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addTokens, advance, noTokens, sizeOf, type Tokens, tokenKinds } from './tokens.ts';

const tokens = (parts: Partial<Tokens>): Tokens => ({ ...noTokens, ...parts });
const anyTokens: fc.Arbitrary<Tokens> = fc.record({
  input: fc.option(fc.nat(1e9)),
  cacheRead: fc.option(fc.nat(1e9)),
  cacheWrite: fc.option(fc.nat(1e9)),
  output: fc.option(fc.nat(1e9)),
  reasoning: fc.option(fc.nat(1e9)),
});

test('[L2] unknown stays unknown beside unknown, and beside a number it adds nothing', () => {
  expect(addTokens(tokens({ input: 5 }), tokens({ input: 3, output: 0 }))).toEqual(
    tokens({ input: 8, output: 0 }),
  );
  expect(sizeOf(noTokens)).toBe(0);
});

test('[L2] reasoning is a part of the output, unless more of it was told', () => {
  expect(sizeOf(tokens({ input: 10, output: 100, reasoning: 60 }))).toBe(110);
  expect(sizeOf(tokens({ input: 10, output: 20, reasoning: 60 }))).toBe(90);
  expect(sizeOf(tokens({ input: 10, reasoning: 60 }))).toBe(70);
});

test('[L4] a kind that a total leaves out adds nothing and counts on from where it was', () => {
  const first = advance(undefined, tokens({ input: 100, output: 10 }));
  const second = advance(first.after, tokens({ input: 150 }));
  expect(second).toMatchObject({ added: tokens({ input: 50 }), isReset: false });
  expect(advance(second.after, tokens({ input: 150, output: 12 })).added).toEqual(
    tokens({ input: 0, output: 2 }),
  );
});

test('[L4] totals never add less than nothing, and one that falls adds all of itself', () => {
  fc.assert(
    fc.property(fc.array(anyTokens, { minLength: 1, maxLength: 8 }), (totals) => {
      let before: Tokens | undefined;
      for (const total of totals) {
        const { added, after, isReset } = advance(before, total);
        for (const kind of tokenKinds) expect(added[kind] ?? 0).toBeGreaterThanOrEqual(0);
        if (isReset) expect(added).toEqual(total);
        before = after;
      }
    }),
  );
});

test('[L4] growing totals come to the last one, however often they are told', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1e6), { minLength: 1, maxLength: 10 }), (steps) => {
      let total = 0;
      let sum = noTokens;
      let before: Tokens | undefined;
      for (const step of steps.flatMap((one) => [one, 0])) {
        total += step;
        const { added, after } = advance(before, tokens({ output: total }));
        sum = addTokens(sum, added);
        before = after;
      }
      expect(sum.output).toBe(total);
    }),
  );
});
