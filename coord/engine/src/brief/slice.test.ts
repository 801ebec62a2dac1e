import { describe, expect, test } from 'vitest';
import { launchPlan } from '../../test/documents.ts';
import { compilePlan } from '../../test/make-facts.ts';
import { workOf } from '../work.ts';
import { exportedNames, isCode } from './exported-names.ts';
import { outlineTree } from './outline-tree.ts';
import { slicePaths } from './slice-paths.ts';

describe('[T6] the part of the repository that a task is about', () => {
  const plan = compilePlan(launchPlan);
  const paths = [
    'content_templates/a.json',
    'src/b.js',
    'analytics_dashboard/c.js',
    'tools/d.js',
    'test-integration.js',
  ];
  const sliceOf = (label: string) =>
    slicePaths(plan, workOf(plan, []).find((work) => work.label === label)!, paths);

  test('is what its session may write, and what the sessions wrote that it waits for', () => {
    expect(sliceOf('b1s2')).toEqual({ owned: ['content_templates/a.json', 'test-integration.js'], read: [] });
    expect(sliceOf('b1s3')).toEqual({
      owned: ['src/b.js', 'test-integration.js'],
      read: ['content_templates/a.json'],
    });
  });

  test('is for the master also what nobody owns', () => {
    expect(sliceOf('b3s1').owned).toEqual(['tools/d.js', 'test-integration.js']);
  });
});

describe('[T6] an outline', () => {
  test('has a line for a folder, the files on it, many of them by the first and the last', () => {
    const days = Array.from(
      { length: 30 },
      (_, at) => `cal/days/day-${String(at + 1).padStart(2, '0')}.json`,
    );
    expect(
      outlineTree(['README.md', 'cal/brand.json', 'deep/in/side/x.js', ...days], { mostLines: 10 }),
    ).toEqual([
      '- README.md',
      '- cal/: brand.json',
      '  - days/: day-01.json, day-02.json … day-30.json (30 files)',
      '- deep/in/side/: x.js',
    ]);
  });

  test('loses its deepest lines first, then its last', () => {
    const paths = ['a/x', 'a/b/x', 'a/b/c/x', 'd/x', 'd/e/x', 'f/x'];
    expect(outlineTree(paths, { mostLines: 5 })).toEqual([
      '- a/: x',
      '  - b/: x',
      '- d/: x',
      '  - e/: x',
      '- f/: x',
    ]);
    expect(outlineTree(paths, { mostLines: 3 })).toEqual(['- a/: x', '- d/: x', '- f/: x']);
    expect(outlineTree(paths, { mostLines: 2 })).toEqual(['- a/: x', '- d/: x', '- and 1 more']);
  });
});

describe('[T6] names that a file offers', () => {
  test.each([
    [
      'a.ts',
      'export const one = 1;\nexport type Two = 2;\nconst no = 0;\nexport { three, four as five };',
      ['one', 'Two', 'three', 'five'],
    ],
    ['a.js', 'export async function* run() {}\nexport default class Runner {}\n', ['run', 'Runner']],
    ['a.cjs', 'exports.one = 1;\nmodule.exports = { two, three: 3 };', ['one', 'two', 'three']],
    ['a.py', 'def one(a):\n    def inner(): pass\nclass Two: pass\ndef _no(): pass', ['one', 'Two']],
    [
      'a.go',
      'func One() {}\nfunc (q *Queue) Two() {}\nfunc no() {}\ntype Three struct {}',
      ['One', 'Two', 'Three'],
    ],
    ['a.rs', 'pub async fn one() {}\nfn no() {}\npub struct Two;', ['one', 'Two']],
    ['A.java', 'public final class One {}\nclass No {}', ['One']],
    ['notes.md', 'export const no = 1', []],
  ])('are found in %s', (path, text, names) => {
    expect(exportedNames(path, text)).toEqual(names);
    expect(isCode(path)).toBe(names.length > 0);
  });

  test('are not looked for in what a tool made small', () => {
    expect(isCode('dist/a.min.js')).toBe(false);
  });
});
