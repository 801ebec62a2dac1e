import { describe, expect, test } from 'vitest';
import { loadTokenCounter } from './count-tokens.ts';
import { correctedLimit, tokenCorrection } from './token-correction.ts';

const samples = (factor: number, own: number, counted: number[]) =>
  counted.map((tokens) => ({ counted: tokens, reported: Math.round(own + factor * tokens) }));
const lengths = [400, 700, 900, 1_500, 2_300, 2_900];

describe('[T5] a vendor counts otherwise', () => {
  test('by a factor, which is found whatever its agent says before the brief', () => {
    const known = tokenCorrection(samples(1.2, 14_000, lengths));
    expect(known).toMatchObject({ kind: 'known', samples: 6 });
    expect((known as { factor: number }).factor).toBeCloseTo(1.2, 2);
    expect(correctedLimit(3_000, { kind: 'known', factor: 1.2, samples: 6 })).toBe(2_500);
  });

  test('and one sample that is far out changes nothing', () => {
    const odd = [...samples(1.2, 14_000, lengths), { counted: 800, reported: 90_000 }];
    expect((tokenCorrection(odd) as { factor: number }).factor).toBeCloseTo(1.2, 1);
  });

  test('and with too few samples, or all of one length, a token is a token', () => {
    const few = tokenCorrection(samples(1.2, 14_000, lengths.slice(0, 4)));
    expect(few).toEqual({ kind: 'not_enough_data', have: 4, need: 5 });
    expect(tokenCorrection(samples(1.2, 0, [500, 510, 520, 530, 540, 550]))).toMatchObject({
      kind: 'not_enough_data',
    });
    expect(correctedLimit(3_000, few)).toBe(3_000);
  });

  test('and a factor that no tokenizer has is held to one that might be', () => {
    expect(tokenCorrection(samples(9, 0, lengths))).toMatchObject({ factor: 2 });
    expect(tokenCorrection(samples(-1, 9_000, lengths))).toMatchObject({ factor: 0.5 });
  });
});

test('what looks like a control token is counted as the text that it is', async () => {
  const count = await loadTokenCounter();
  expect(count('')).toBe(0);
  expect(count('hello world')).toBe(2);
  expect(count('<|endoftext|>')).toBeGreaterThan(1);
});
