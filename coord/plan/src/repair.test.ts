import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asPeopleWrite, documents, misDecoded, missionDocument } from '../test/documents.ts';
import { brokenRuns, repair } from './repair.ts';

const repaired = (text: string) => {
  const answer = repair(text);
  if (answer.kind === 'clean') throw new Error(`expected ${JSON.stringify(text)} to be mojibake`);
  return answer;
};

describe('repair', () => {
  it('[R1] gives the byte-identical document back, the byte behind U+F8FF included', () => {
    const broken = misDecoded(asPeopleWrite);
    expect(broken).toContain('\uf8ff');
    expect(repaired(broken).text).toBe(asPeopleWrite);
  });

  it('[R1] gives the byte-identical mission document back', (context) => {
    const { mission, received } = missionDocument(context);
    expect(received).toBe(misDecoded(mission));
    expect(repaired(received).text).toBe(mission);
  });

  it.each(documents)('[R2] leaves the clean %s alone', (_, text) => {
    expect(repair(text)).toEqual({ kind: 'clean' });
  });

  it.each([
    '',
    'plain ASCII',
    'un café',
    'l’école',
    'l’état d’âme',
    '“Über” alles',
    'the root √π',
    'about ≈±5',
    '\ufeff# Plan',
    '— a dash –',
    'naïve — “quoted” … 20 € ≤ 30 °',
    '日本語 🚀',
    'the root x√π',
  ])('[R2] takes %j for clean', (text) => {
    expect(repair(text)).toEqual({ kind: 'clean' });
  });

  it.each(['café', '—', '🚀', 'Привет', 'dès où', '\ufeff# Plan é', 'a\u00a0b', '日本語'])(
    '[R1] reads %j again after it was broken',
    (text) => {
      expect(repaired(misDecoded(text)).text).toBe(text);
    },
  );

  it('[R1] keeps a byte order mark that stands before the broken text', () => {
    expect(repaired(`\ufeff# ${misDecoded('🚀')}`).text).toBe('\ufeff# 🚀');
  });

  it('[R3] leaves a text alone of which only a part is broken, and names the broken runs', () => {
    const text = `${misDecoded('✅ done')} and a real ✅ and l’école`;
    expect(repair(text)).toEqual({ kind: 'clean' });
    expect(brokenRuns(text)).toEqual([{ start: 0, end: 3, text: '✅' }]);
  });

  it('[R4] takes every offset of the repaired text to the character it came from', () => {
    const { text, toOriginal } = repaired(`a${misDecoded('🚀')}b${misDecoded('—')}`);
    expect(text).toBe('a🚀b—');
    expect([0, 1, 2, 3, 4, 5, 6].map(toOriginal)).toEqual([0, 1, 1, 5, 6, 9, 10]);
  });

  it('[R1][R4] repairs whatever was broken, with offsets that only grow', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (tail) => {
        const text = `🚀${tail}`;
        const broken = misDecoded(text);
        const answer = repaired(broken);
        expect(answer.text).toBe(text);
        let last = 0;
        for (let offset = 0; offset <= text.length; offset++) {
          const back = answer.toOriginal(offset);
          expect(back).toBeGreaterThanOrEqual(last);
          last = back;
        }
        expect(last).toBe(broken.length);
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});
