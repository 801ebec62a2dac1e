import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asPeopleWrite, documents } from '../test/documents.ts';
import { compile } from './compile.ts';
import { diffPlans } from './diff-plans.ts';
import { findProgress } from './find-progress.ts';
import { type DocumentStatus, writeBack } from './write-back.ts';

const planOf = (text: string) => compile(text).plan;
const { statusLines, milestones, qualityGates } = planOf(asPeopleWrite);
const none = { finished: new Set<string>(), running: new Set<string>() };

const words = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 %.:-]{0,30}[A-Za-z0-9]$/);
const status: fc.Arbitrary<DocumentStatus> = fc.record({
  statusLines: fc.dictionary(fc.constantFrom(...statusLines.map(({ id }) => id)), words),
  milestones: fc.dictionary(fc.constantFrom(...milestones.map(({ id }) => id)), fc.boolean()),
  qualityGates: fc.dictionary(fc.constantFrom(...qualityGates.map(({ id }) => id)), fc.boolean()),
  progress: fc.array(
    fc.oneof(
      words,
      fc.constantFrom(
        '```yaml',
        '# Heading',
        '- [ ] **Day 3**: no',
        '<!-- /muster:progress -->',
        '',
        '---',
        '🚀 | a |',
      ),
    ),
    { maxLength: 5 },
  ),
});
/** A document as different editors would leave it. */
const shape = fc.constantFrom(
  (text: string) => text,
  (text: string) => text.replaceAll('\n', '\r\n'),
  (text: string) => `\ufeff${text}\n`,
  (text: string) => text.replace(/\n/g, (_, at: number) => (at % 2 ? '\n' : '\r\n')),
  (text: string) => text.replace(/\p{Extended_Pictographic}\ufe0f? ?/gu, ''),
  (text: string) => text.slice(0, text.search(/^## .*(?:How We Know|Success)/m)).trimEnd(),
);

describe.each(documents)('writeBack on %s', (_, document) => {
  it('[W1][W3][W5] is read again as it was written, whatever was written', () => {
    fc.assert(
      fc.property(shape, status, (shaped, wanted) => {
        const text = shaped(document);
        const before = planOf(text);
        const written = writeBack(text, before, wanted);
        const after = planOf(written);
        expect(diffPlans(before, after, none)).toEqual([]);
        expect(after.statusLines.map(({ id }) => id)).toEqual(before.statusLines.map(({ id }) => id));
        for (const line of after.statusLines) {
          const value = wanted.statusLines?.[line.id];
          const { start, end } = line.value;
          if (value !== undefined) expect(written.slice(start, end)).toBe(value);
        }
        for (const { id, isChecked } of after.milestones) {
          expect(isChecked).toBe(
            wanted.milestones?.[id] ?? before.milestones.find((one) => one.id === id)!.isChecked,
          );
        }
        for (const { id, isChecked } of after.qualityGates)
          expect(isChecked).toBe(wanted.qualityGates?.[id] ?? false);
        expect(after.progress !== undefined).toBe((wanted.progress ?? []).length > 0);
        expect(writeBack(written, after, wanted)).toBe(written);
      }),
      { numRuns: 15, seed: 7 },
    );
  });

  it('[W12] leaves every byte outside the spans as it was', () => {
    fc.assert(
      fc.property(shape, status, (shaped, wanted) => {
        const text = shaped(document);
        const written = writeBack(text, planOf(text), wanted);
        expect(outside(written)).toBe(outside(text));
      }),
      { numRuns: 15, seed: 8 },
    );
  });

  it('[W5] never has a second region, however often it is written', () => {
    let text = document;
    for (const progress of [['one'], ['two', '```'], [], ['three']])
      text = writeBack(text, planOf(text), { progress });
    expect(text.split('muster:progress -->')).toHaveLength(3);
    expect(findProgress(text).region?.range.line).toBe(planOf(document).qualityGates.at(-1)!.range.line + 2);
  });
});

/** The text without what write-back may touch, by the ranges of its own plan. */
function outside(text: string): string {
  const { statusLines: lines, milestones: dated, qualityGates: gates, progress } = planOf(text);
  const spans = [...lines.map((line) => line.value), ...[...dated, ...gates].map((item) => item.box)];
  let rest = text;
  if (progress) {
    const { start, end } = progress.range;
    // The region came with one empty line before it.
    const gap = /(?:\r?\n){2}$/.exec(text.slice(0, start))?.[0].length ?? 0;
    spans.push({ ...progress.range, start: start - gap, end });
  }
  for (const { start, end } of spans.toSorted((a, b) => b.start - a.start))
    rest = rest.slice(0, start) + rest.slice(end);
  return rest;
}
