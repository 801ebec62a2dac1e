import { describe, expect, it } from 'vitest';
import { asPeopleWrite, documents, misDecoded } from '../test/documents.ts';
import { known } from '../test/known-names.ts';
import { applyFixes } from './apply-fixes.ts';
import { compileAndCheck } from './check.ts';
import { diffPlans } from './diff-plans.ts';

describe('applyFixes', () => {
  it('[L3] makes only the first of two edits that touch', () => {
    const finding = { rule: 'r', severity: 'warning' as const, message: '', line: 1, column: 1 };
    const edit = (start: number, end: number, text: string) => ({ ...finding, edit: { start, end, text } });
    expect(applyFixes('abcdef', [edit(2, 4, 'X'), edit(0, 2, 'Y'), edit(5, 6, 'Z')])).toBe('YcdeZ');
    expect(applyFixes('abc', [finding])).toBe('abc');
  });

  it('[L3] refuses a mis-decoded text', () => {
    const edit = { start: 0, end: 1, text: 'a' };
    const finding = { rule: 'r', severity: 'error' as const, message: '', line: 1, column: 1, edit };
    expect(() => applyFixes(misDecoded(asPeopleWrite), [finding])).toThrow(
      expect.objectContaining({ code: 'mis_decoded' }),
    );
  });

  it.each(documents)('[L3] mends %s without changing what it means', (_, text) => {
    const before = compileAndCheck(text, known);
    const after = compileAndCheck(applyFixes(text, before.diagnostics), known);
    expect(diffPlans(before.plan, after.plan, { finished: new Set(), running: new Set() })).toEqual([]);
    expect(after.diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});
