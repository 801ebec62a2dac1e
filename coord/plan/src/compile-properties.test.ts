import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documents, smallDocument } from '../test/documents.ts';
import { mutatedDocument } from '../test/mutated-documents.ts';
import { compile } from './compile.ts';
import { linesOf } from './lines-of.ts';
import type { Compilation, SourceRange } from './plan.ts';

const specification = readFileSync(new URL('../SPEC.md', import.meta.url), 'utf8');

/** The lines that SPEC.md calls prose, by document. */
function proseLines(name: string): Set<number> {
  const list = /^```prose\n([\s\S]*?)^```$/m.exec(specification)?.[1] ?? '';
  const line = list.split('\n').find((line) => line.startsWith(`${name}:`));
  return new Set(
    line
      ?.slice(name.length + 1)
      .trim()
      .split(' ')
      .map(Number),
  );
}

function isRange(value: object): value is SourceRange {
  return 'start' in value && 'end' in value && 'line' in value && 'column' in value;
}

function rangesIn(value: unknown): SourceRange[] {
  if (typeof value !== 'object' || value === null) return [];
  return isRange(value) ? [value] : Object.values(value).flatMap(rangesIn);
}

/** Everything that was read, without where it stands: a deleted line moves all that follow. */
function meaningOf({ plan, diagnostics }: Compilation): string {
  return JSON.stringify([plan, diagnostics], (key, value) => {
    if (['line', 'column', 'edit'].includes(key)) return undefined;
    return typeof value === 'object' && value !== null && isRange(value) ? undefined : value;
  });
}

describe('compile', () => {
  it.each([0, 1, 2, 3])(
    '[P1] [P2] answers mutated documents with everything inside the text (part %i of 4 of 1,000)',
    (part) => {
      for (let seed = part * 250; seed < (part + 1) * 250; seed++) {
        const text = mutatedDocument(documents[seed % documents.length]![1], seed);
        const { plan, diagnostics } = compile(text);
        const lines = linesOf(text);
        const place = (line: number, column: number) => {
          const { start, end, lineEnd } = lines[line - 1] ?? { start: 0, end: -2, lineEnd: '' };
          return column >= 1 && start + column - 1 <= end + lineEnd.length ? start + column - 1 : Number.NaN;
        };
        const outside = [
          ...diagnostics.filter(({ line, column }) => Number.isNaN(place(line, column))),
          ...diagnostics.filter(({ edit }) => edit && (edit.start > edit.end || edit.end > text.length)),
          ...rangesIn(plan).filter(
            ({ start, end, line, column }) =>
              start !== place(line, column) || end < start || end > text.length,
          ),
        ];
        expect(outside, `seed ${seed}`).toEqual([]);
        for (const items of [plan.blocks, plan.tasks])
          expect(new Set(items.map((item) => item.id)).size, `seed ${seed}`).toBe(items.length);
      }
    },
  );

  it.each(documents)('[P43] loses no line of %s', (name, text) => {
    const lines = text.split('\n');
    const whole = meaningOf(compile(text));
    const lost = lines.flatMap((line, index) => {
      if (line.trim() === '') return [];
      return meaningOf(compile(lines.toSpliced(index, 1).join('\n'))) === whole ? [index + 1] : [];
    });
    expect(lost).toEqual([...proseLines(name)]);
  });

  it('[P1] reads thousands of tasks', () => {
    const blocks = Array.from({ length: 2500 }, (_, index): [string, string] => [
      `${index * 2 + 1}-${index * 2 + 2}`,
      `Session_2_Tasks:\n  deliverable: "part ${index}"\nSession_3_Tasks:\n  deliverable: "part ${index} sent"`,
    ]);
    const { tasks } = compile(smallDocument(Object.fromEntries(blocks))).plan;
    expect(tasks).toHaveLength(5000);
    expect(tasks.filter((task) => task.dependsOn.length === 0)).toHaveLength(2);
  });
});
