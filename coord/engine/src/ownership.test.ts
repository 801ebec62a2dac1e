import type { ChangedPath } from '@musterhq/git';
import type { Grant } from '@musterhq/store';
import { describe, expect, test } from 'vitest';
import { at, planOf } from '../test/make-facts.ts';
import { foreignPaths, refusalOf } from './ownership.ts';
import { workOf } from './work.ts';

const plan = planOf(
  { '1-2': { 1: '', 2: 'owned_paths: [docs/posts]', 3: '' } },
  `
\`\`\`yaml
Session_State: "/PLAN.md (this file)"
Content: "/content/ (Session 2 primary, others read-only)"
API: "/src/ (Session 3 primary, others reference)"
Tests: "/test-integration.js (All sessions contribute)"
\`\`\`
`,
);
const work = (session: number) => workOf(plan, []).find((item) => item.session === session)!;
const change = (path: string, oldPath?: string): ChangedPath => ({
  commit: 'c1',
  path,
  status: oldPath === undefined ? 'modified' : 'renamed',
  mode: '100644',
  ...(oldPath === undefined ? {} : { oldPath }),
});
const grant = (path: string, session = 2): Grant => ({
  id: 'g',
  path,
  session,
  reason: 'one line',
  grantedBy: 'me',
  grantedAt: at(0),
  expiresAt: at(59),
});
const foreign = (session: number, paths: string[], grants: Grant[] = []) =>
  foreignPaths(
    plan,
    work(session),
    paths.map((path) => change(path)),
    grants,
  ).map(({ path, owner }) => `${path} of ${owner}`);

describe('[E10] the paths that a session may not write', () => {
  test('are those of others and, but for the master, what nobody owns and the document', () => {
    const paths = ['content/a.md', 'src/b.js', 'README.md', 'PLAN.md', 'test-integration.js', 'srcs/c.js'];
    expect(foreign(2, paths)).toEqual(['src/b.js of 3', 'README.md of 1', 'PLAN.md of 1', 'srcs/c.js of 1']);
    expect(foreign(1, paths)).toEqual(['content/a.md of 2', 'src/b.js of 3']);
  });

  test('leave out what the task itself owns', () => {
    expect(foreign(2, ['docs/posts/a.md', 'docs/other.md'])).toEqual(['docs/other.md of 1']);
  });

  test('include both sides of a rename', () => {
    const found = foreignPaths(plan, work(2), [change('content/b.js', 'src/b.js')], []);
    expect(found).toEqual([expect.objectContaining({ path: 'src/b.js', owner: 3, commit: 'c1' })]);
  });

  test('leave out what is granted to this session, and to this one alone', () => {
    expect(foreign(2, ['src/b.js', 'src/c.js'], [grant('src/b.js')])).toEqual(['src/c.js of 3']);
    expect(foreign(2, ['src/b.js'], [grant('src/', 4)])).toEqual(['src/b.js of 3']);
    expect(foreign(2, ['src/b.js', 'src/deep/c.js'], [grant('/src')])).toEqual([]);
  });

  test('name a path once, however many commits touch it', () => {
    expect(foreign(2, ['src/b.js', 'src/b.js'])).toEqual(['src/b.js of 3']);
  });
});

describe('[E10] a refusal', () => {
  test('names the owner, the words it was read from and how to ask', () => {
    const text = refusalOf(plan, 2, foreignPaths(plan, work(2), [change('src/b.js')], []));
    expect(text.split('\n')).toEqual([
      'Session 2 wrote src/b.js, which belongs to Session 3 (Backend); nothing of this left its worktree.',
      '- src/b.js belongs to Session 3 (Backend): Session 3 primary, others reference. To ask for it: muster grant src/b.js --to 2 --for 2h',
    ]);
  });

  test('counts what it does not list', () => {
    const changes = Array.from({ length: 25 }, (_, index) => change(`src/${index}.js`));
    const lines = refusalOf(plan, 2, foreignPaths(plan, work(2), changes, [])).split('\n');
    expect(lines).toHaveLength(22);
    expect(lines[0]).toContain('and 24 more paths');
    expect(lines.at(-1)).toBe('- and 5 more');
  });
});
