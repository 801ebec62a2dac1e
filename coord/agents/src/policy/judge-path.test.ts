import { describe, expect, test } from 'vitest';
import { denialWords, judgePath, type WriteQuestion } from './judge-path.ts';
import type { Policy } from './policy.ts';

const policy: Policy = {
  version: 1,
  session: 2,
  master: 1,
  sessions: [
    { id: 1, name: 'Lead' },
    { id: 2, name: 'Content' },
    { id: 3, name: 'Backend' },
  ],
  resources: [
    { path: 'content/', ownership: { kind: 'primary', session: 2 }, phrase: 'Session 2 primary' },
    { path: 'src/', ownership: { kind: 'primary', session: 3 }, phrase: 'Session 3 primary' },
    { path: 'notes.md', ownership: { kind: 'shared' }, phrase: 'all sessions' },
  ],
  task: { id: 'p1.d1-2.s2', label: 'b1s2', ownedPaths: ['docs/posts'] },
  grants: [{ path: 'src/one.js', expiresAt: '2026-11-22T10:00:00.000Z' }],
  document: 'PLAN.md',
};
const now = Date.parse('2026-11-22T09:00:00.000Z');

function judge(
  path: string,
  { links = {}, ...more }: Partial<WriteQuestion> & { links?: Record<string, string> } = {},
) {
  const answer = judgePath(policy, {
    path,
    worktree: '/w/session-2',
    now,
    readLink: (name) => links[name],
    ...more,
  });
  return answer.kind === 'allowed' ? 'allowed' : `${answer.path}: ${answer.phrase}`;
}

describe('[F1] a session may write', () => {
  test.each([
    'content/a.md',
    '/w/session-2/content/a.md',
    './content//x/../a.md',
    'notes.md',
    'docs/posts/a.md',
  ])('what it or its task owns and what is shared: %s', (path) => expect(judge(path)).toBe('allowed'));

  test.each([
    ['src/a.js', 'src/a.js: Session 3 primary'],
    ['content/../src/a.js', 'src/a.js: Session 3 primary'],
    ['contents/a.md', 'contents/a.md: nobody owns it, so the master does'],
    ['PLAN.md', 'PLAN.md: nobody owns it, so the master does'],
    ['src', 'src: Session 3 primary'],
  ])('not what is of others: %s', (path, words) => expect(judge(path)).toBe(words));

  test('what is granted, until the grant ends', () => {
    expect(judge('src/one.js')).toBe('allowed');
    expect(judge('src/one.js', { now: now + 3_600_000 })).toBe('src/one.js: Session 3 primary');
  });

  test('by a name relative to the folder that the tool stands in', () => {
    expect(judge('a.md', { directory: '/w/session-2/content' })).toBe('allowed');
    expect(judge('a.md', { directory: '/w/session-2/src' })).toContain('Session 3 primary');
  });
});

describe('[F2] outside the worktree', () => {
  test.each([
    '/w/session-3/content/a.md',
    '../session-3/content/a.md',
    '/w/session-2b/a',
    '/',
    '..',
    '/etc/passwd',
    '',
  ])('nothing may be written: %j', (path) =>
    expect(judge(path)).toMatch(/it lies outside the worktree|no path/),
  );

  test('the worktree itself is nobody’s to replace', () => {
    expect(judge('.')).toContain('it is the worktree itself');
  });

  test('only in the folders that are the agent’s own', () => {
    const ownFolders = ['/home/agent', '/tmp/agent'];
    expect(judge('/home/agent/.config/x', { ownFolders })).toBe('allowed');
    expect(judge('/tmp/agent/../x', { ownFolders })).toContain('outside');
    expect(judge('/home/agents/x', { ownFolders })).toContain('outside');
    expect(
      judge('/home/agent/work/x', { ownFolders, links: { '/home/agent/work': '/w/session-3' } }),
    ).toContain('outside');
  });
});

describe('[F3] a folder of git', () => {
  test.each([
    '.git',
    '.git/hooks/pre-commit',
    '.GIT/config',
    'content/.git/x',
    'content/.git',
    'content/.git. /config',
    'content/GIT~1/config',
  ])('is never written by a session: %s', (path) => expect(judge(path)).toContain('folder of git'));

  test.each(['content/.gitignore', 'content/.github/x', 'content/a.git'])('is not %s', (path) =>
    expect(judge(path)).toBe('allowed'),
  );
});

describe('[F4] a link', () => {
  test('is judged by its own name and by where it leads', () => {
    const links = { '/w/session-2/content/out': '/srv', '/w/session-2/src/in': '../content' };
    expect(judge('content/out/a', { links })).toContain('outside');
    expect(judge('content/out', { links })).toContain('outside');
    expect(judge('src/in/a.md', { links })).toBe('allowed');
    expect(judge('src/in', { links })).toBe('src/in: Session 3 primary');
  });

  test('is followed the kernel’s way and the way of tools that resolve names', () => {
    const links = { '/w/session-2/content/deep': '/w/session-2/src/deep' };
    expect(judge('content/deep/../a.md', { links })).toBe('src/a.md: Session 3 primary');
    expect(
      judge('content/deep/../../content/a.md', { links: { '/w/session-2/content/deep': '/srv/x' } }),
    ).toContain('outside');
  });

  test('in a circle leads nowhere', () => {
    const links = { '/w/session-2/content/a': 'b', '/w/session-2/content/b': 'a' };
    expect(judge('content/a/x', { links })).toContain('circle');
  });

  test('to the worktree does not make its paths foreign', () => {
    expect(judge('/alias/content/a.md', { worktree: '/alias', links: { '/alias': '/w/session-2' } })).toBe(
      'allowed',
    );
  });
});

test('[F5] where the file system ignores case, names are compared so', () => {
  expect(judge('SRC/a.js')).toContain('nobody owns it');
  expect(judge('SRC/a.js', { ignoresCase: true })).toContain('Session 3 primary');
  expect(judge('Content/a.md', { ignoresCase: true })).toBe('allowed');
  expect(judge('/W/Session-2/content/a.md', { ignoresCase: true })).toBe('allowed');
});

test('[F6] a denial says whose it is, why, and how to ask for it with one call', () => {
  const answer = judgePath(policy, { path: 'src/a.js', worktree: '/w', now, readLink: () => undefined });
  expect(answer.kind === 'denied' && denialWords(answer)).toBe(
    'src/a.js belongs to Session 3 (Backend): Session 3 primary. Ask for it with one call: request_grant with path "src/a.js", a reason, and how many minutes. Or leave it, and say in your report what you need there.',
  );
});
