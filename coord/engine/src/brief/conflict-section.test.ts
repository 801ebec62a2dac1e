import { describe, expect, test } from 'vitest';
import type { Conflict } from '../read-conflict.ts';
import { type ConflictNames, conflictSection } from './conflict-section.ts';

const names: ConflictNames = {
  integration: 'integration/daily',
  session: (id) => (id === 2 ? 'Session 2 (Content)' : `Session ${id}`),
  task: (id) => (id === 'p1.d1.s2' ? 'b1s2' : undefined),
};
const hunks = '<<<<<<< aa\nmine\n=======\nyours\n>>>>>>> bb';
const landed = [
  {
    commit: '1f00000000000000',
    author: 'Session 2: Content',
    subject: 'Add a line',
    task: 'p1.d1.s2',
    session: 2,
  },
];
const theirs = 'bb00000000000000';
const section = (parts: Partial<Conflict> = {}): string =>
  conflictSection(
    { way: 'laid', theirs, paths: [{ path: 'INDEX.md', reason: 'contents', hunks, landed }], ...parts },
    names,
  ).join('\n');

describe('[C12] the conflict in a brief', () => {
  test('says where, the words of both sides, who landed the other ones for which task, and what to do', () => {
    const told = section();
    expect(told).toContain('in the middle of a merge of integration/daily (bb00000000) into your work');
    expect(told).toContain(
      [
        '- INDEX.md (contents)',
        '  landed by Session 2 (Content), b1s2: Add a line (1f00000000)',
        '  yours:',
        '  > mine',
        '  theirs:',
        '  > yours',
      ].join('\n'),
    );
    expect(told).toContain('leave no marker');
    expect(told).not.toContain('could set no markers');
  });

  test('names whoever landed it where that was no session of this document', () => {
    const person = { commit: '2e00000000000000', author: 'Ada', subject: 'By hand' };
    const other = { ...landed[0]!, task: 'of-another-plan', session: 7 };
    const told = section({ paths: [{ path: 'a', reason: 'contents', hunks, landed: [person, other] }] });
    expect(told).toContain('  landed by Ada: By hand (2e00000000)');
    expect(told).toContain('  landed by Session 7: Add a line (1f00000000)');
  });

  test('says what counts where git could set no markers', () => {
    expect(section({ paths: [{ path: 'a', reason: 'modify/delete', landed }] })).toContain(
      'a file that one side deleted stays if it is there',
    );
    expect(section({ paths: [{ path: 'a', reason: 'contents', landed }] })).not.toContain('deleted');
  });

  test('has room for so much and says how much more there is', () => {
    const long = `<<<<<<< aa\n${'mine mine\n'.repeat(900)}=======\n${'yours\n'.repeat(900)}>>>>>>> bb`;
    const paths = Array.from({ length: 30 }, (_, index) => ({
      path: `file-${index}`,
      reason: 'contents',
      hunks: long,
      landed: Array.from({ length: 8 }, () => landed[0]!),
    }));
    const told = section({ paths });
    expect(told.length).toBeLessThan(16_000);
    expect(told).toContain('- and 18 more paths');
    expect(told).toContain('  and by 5 earlier commits');
    expect(told).toContain('  > …');
  });

  test('says when the work is done once more, and when nothing is left to solve', () => {
    expect(section({ way: 'afresh' })).toMatch(
      /^The work conflicted .* done once more on integration\/daily/,
    );
    expect(section({ way: 'afresh' })).not.toContain('marker');
    expect(section({ way: 'merged', paths: [] })).toContain('is merged into your branch already');
    expect(section({ paths: [] })).toContain('nothing in it conflicts');
  });
});
