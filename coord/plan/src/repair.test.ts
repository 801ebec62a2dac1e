import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenRuns, repair } from './repair.ts';

const macRoman = new TextDecoder('macintosh');
const breakText = (text: string) => macRoman.decode(new TextEncoder().encode(text));
const fixture = (name: string) => readFileSync(new URL(`../test/golden/mission/${name}`, import.meta.url));
const repaired = (text: string) => {
  const answer = repair(text);
  if (answer.kind === 'clean') throw new Error(`expected ${JSON.stringify(text)} to be mojibake`);
  return answer;
};

describe('repair', () => {
  it('[R1] gives the byte-identical document back, the byte behind U+F8FF included', () => {
    const original = fixture('MULTI_SESSION_COORDINATION.md');
    const received = fixture('as-received.txt').toString('utf8');
    expect(received).toContain('\uf8ff');
    expect(Buffer.from(repaired(received).text, 'utf8').equals(original)).toBe(true);
  });

  it('[R2] leaves the clean document alone', () => {
    expect(repair(fixture('MULTI_SESSION_COORDINATION.md').toString('utf8'))).toEqual({ kind: 'clean' });
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
      expect(repaired(breakText(text)).text).toBe(text);
    },
  );

  it('[R1] keeps a byte order mark that stands before the broken text', () => {
    expect(repaired(`\ufeff# ${breakText('🚀')}`).text).toBe('\ufeff# 🚀');
  });

  it('[R3] leaves a text alone of which only a part is broken, and names the broken runs', () => {
    const text = `${breakText('✅ done')} and a real ✅ and l’école`;
    expect(repair(text)).toEqual({ kind: 'clean' });
    expect(brokenRuns(text)).toEqual([{ start: 0, end: 3, text: '✅' }]);
  });

  it('[R4] takes every offset of the repaired text to the character it came from', () => {
    const { text, toOriginal } = repaired(`a${breakText('🚀')}b${breakText('—')}`);
    expect(text).toBe('a🚀b—');
    expect([0, 1, 2, 3, 4, 5, 6].map(toOriginal)).toEqual([0, 1, 1, 5, 6, 9, 10]);
  });

  it('[R1][R4] repairs whatever was broken, with offsets that only grow', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (tail) => {
        const text = `🚀${tail}`;
        const broken = breakText(text);
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
