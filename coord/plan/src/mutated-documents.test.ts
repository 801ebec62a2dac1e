import { describe, expect, it } from 'vitest';
import { asPeopleWrite } from '../test/documents.ts';
import { mutatedDocument } from '../test/mutated-documents.ts';
import { applyFixes } from './apply-fixes.ts';
import { compileAndCheck } from './check.ts';
import { diffPlans } from './diff-plans.ts';
import { forecast } from './forecast.ts';
import { lineIndex } from './line-index.ts';
import { writeBack } from './write-back.ts';

const known = { agents: ['writer', 'backend'], presets: { documentation: ['writer'] }, gates: [] };
const none = { finished: new Set<string>(), running: new Set<string>() };
const nothing = { nowMs: 0, tasks: {} };
const dated = { startDate: '2026-11-23', pace: { dayMs: 1000 }, estimate: 'block_days' } as const;

describe('a document that somebody broke', () => {
  const seeds = Array.from({ length: 40 }, (_, at) => 5000 + at);
  const sound = compileAndCheck(asPeopleWrite, known).plan;

  it('[L6][W12][F2] is checked, forecast, compared, mended and written to all the same', () => {
    for (const seed of seeds) {
      const text = mutatedDocument(asPeopleWrite, seed);
      const { plan, diagnostics } = compileAndCheck(text, known);
      const { starts } = lineIndex(text);
      for (const { rule, line, column, edit } of diagnostics) {
        const end = starts[line] ?? text.length + 1;
        expect(line >= 1 && column >= 1 && starts[line - 1]! + column <= end, `${rule} of seed ${seed}`).toBe(
          true,
        );
        if (edit) expect(0 <= edit.start && edit.start <= edit.end && edit.end <= text.length).toBe(true);
      }
      expect(['forecast', 'cycle', 'not_enough_data']).toContain(forecast(plan, nothing, dated).kind);
      for (const { line } of diffPlans(sound, plan, none)) expect(line).not.toMatch(/[\r\n]|undefined/);
      compileAndCheck(applyFixes(text, diagnostics), known);
      const boxes = Object.fromEntries(
        [...plan.milestones, ...plan.qualityGates].map(({ id }) => [id, true]),
      );
      const status = { milestones: boxes, qualityGates: boxes, progress: ['- seen'] };
      const written = writeBack(text, plan, status);
      const again = compileAndCheck(written, known).plan;
      expect(writeBack(written, again, status), `seed ${seed}`).toBe(written);
    }
  });
});
