import { describe, expect, test } from 'vitest';
import { type ConflictAhead, conflictLines } from './conflicts-ahead.ts';

const hunks = (ours: string, theirs: string) => `<<<<<<< c2\n${ours}\n=======\n${theirs}\n>>>>>>> c3`;
const row = (parts: Partial<ConflictAhead> = {}): ConflictAhead => ({
  session: 2,
  other: 3,
  commit: 'c2000000000000',
  otherCommit: 'c3000000000000',
  paths: [{ path: 'app/a.txt', reason: 'contents', hunks: hunks('of two', 'of three') }],
  ...parts,
});
const names = (session: number) => `Session ${session}`;
const linesFor = (session: number, rows: ConflictAhead[]) => conflictLines(session, rows, names);

describe('[C5] a brief tells of the conflicts ahead', () => {
  test('with whom, where, what the other side has there, and what to do', () => {
    expect(linesFor(2, [row()])).toEqual([
      '- with Session 3, commit c300000000:',
      '  - app/a.txt (contents)',
      '    > of three',
      '',
      expect.stringMatching(/^Of two sessions the one that lands second has to resolve it\./),
    ]);
    expect(linesFor(3, [row()]).slice(0, 3)).toEqual([
      '- with Session 2, commit c200000000:',
      '  - app/a.txt (contents)',
      '    > of two',
    ]);
  });

  test('of a session that is in none, nothing', () => {
    expect(linesFor(4, [row()])).toEqual([]);
    expect(linesFor(2, [])).toEqual([]);
  });

  test('of what has landed already, that it stands', () => {
    const lines = linesFor(3, [row({ session: 0, commit: 'i1' })]);
    expect(lines.slice(0, 3)).toEqual([
      '- with what has landed already, commit i1:',
      '  - app/a.txt (contents)',
      '    > of two',
    ]);
    expect(lines.at(-1)).toMatch(/^What has landed stands:/);
  });

  test('place by place, without what both began from', () => {
    const text = `${hunks('one', 'other\n=======x')}\n<<<<<<< c2\nA\n||||||| base\nB\n=======\nC\n>>>>>>> c3`;
    const paths = [{ path: 'a.txt', reason: 'contents', hunks: text }];
    const quoted = (session: number) =>
      linesFor(session, [row({ paths })]).filter((line) => line.includes('>'));
    expect(quoted(2)).toEqual(['    > other', '    > =======x', '    > …', '    > C']);
    expect(quoted(3)).toEqual(['    > one', '    > …', '    > A']);
  });

  test('within bounds, and says what is left out', () => {
    const long = hunks('x', `${'y'.repeat(99)}\n`.repeat(20));
    const paths = Array.from({ length: 30 }, (_, at) => ({
      path: `a${at}.txt`,
      reason: 'contents',
      hunks: long,
    }));
    const rows = Array.from({ length: 12 }, (_, at) => row({ other: at + 3, paths }));
    const lines = linesFor(2, rows);
    expect(lines.join('\n').length).toBeLessThan(6_000);
    expect(lines).toContain('  - and 22 more paths');
    expect(lines).toContain('- and 7 more predicted conflicts');
    expect(lines.filter((line) => line.endsWith('y'.repeat(99))).length).toBeGreaterThan(5);
  });
});
