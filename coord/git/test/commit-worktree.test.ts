import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  commitTree,
  commitWorktree,
  ensureWorktree,
  listTree,
  openRepository,
  pathsBetween,
  readLog,
  treeOf,
} from '../src/index.ts';
import { AUTHOR, countGit, DATE, makeRepository, writeFileAt } from './temporary-repository.ts';

async function makeSession(files?: Record<string, string>) {
  const temporary = await makeRepository(files);
  const path = temporary.worktree('2');
  const startPoint = temporary.git('rev-parse', 'HEAD');
  await ensureWorktree(temporary.repo, { path, branch: 'session/2', startPoint, token: 't' });
  const put = (name: string, text: string) => writeFileAt(join(path, name), text);
  const inside = (...args: string[]) => temporary.gitIn(path, ...args);
  const order = {
    path,
    message: 'Write the calendar',
    author: AUTHOR,
    trailers: { 'Muster-Turn': 'turn-7' },
    date: DATE,
  };
  const hook = (name: string, script: string) => {
    const file = join(temporary.repo.commonDir, 'hooks', name);
    writeFileAt(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  };
  return { ...temporary, path, put, inside, order, hook };
}

test('everything that is not ignored or left out is committed, once', async () => {
  const { repo, put, inside, order, path, git } = await makeSession({ '.gitignore': 'ignored\n', old: '1' });
  put('new\n"ü"', 'n');
  put('ignored', 'i');
  put('.claude/agents/writer.md', 'installed');
  symlinkSync('/etc/passwd', join(path, 'link'));
  inside('rm', '--quiet', 'old');
  const excludes = ['.claude/agents/'];
  const first = await commitWorktree(repo, { ...order, excludes });
  if (first.kind !== 'committed') throw new Error(first.kind);
  expect(first).toEqual({ kind: 'committed', isRepeat: false, commit: inside('rev-parse', 'HEAD') });
  const paths = await pathsBetween(repo, `${first.commit}^`, first.commit);
  expect(paths).toEqual(['link', 'new\n"ü"', 'old']);
  expect(inside('status', '--porcelain')).toBe('?? .claude/');
  expect(git('log', '-1', '--format=%an|%cn|%aI|%(trailers:only,unfold)', first.commit)).toBe(
    'Session 2|Session 2|2026-01-02T03:04:05+00:00|Muster-Turn: turn-7',
  );
  put('later', 'more work of the same turn');
  expect(await commitWorktree(repo, order)).toEqual({ ...first, isRepeat: true });
  inside('commit', '--quiet', '--allow-empty', '-m', 'On top');
  expect(await commitWorktree(repo, order)).toEqual({ ...first, isRepeat: true });
  expect(
    (await readLog(repo, 'session/2', { limit: 5, isMainline: true })).map(({ subject, trailers }) => [
      subject,
      trailers,
    ]),
  ).toEqual([
    ['On top', {}],
    ['Write the calendar', { 'Muster-Turn': 'turn-7' }],
    ['Begin', {}],
  ]);
});

test('while HEAD is where the work began no earlier commit is looked for, and afterwards one is found', async () => {
  const { repo, order, put, inside } = await makeSession();
  const { counted, taken } = countGit(repo);
  const base = inside('rev-parse', 'HEAD');
  put('a', 'a');
  const made = await commitWorktree(counted, { ...order, base });
  expect(made).toEqual({ kind: 'committed', commit: inside('rev-parse', 'HEAD'), isRepeat: false });
  expect(taken()).toEqual(['add', 'commit']);
  expect(await commitWorktree(counted, { ...order, base })).toEqual({ ...made, isRepeat: true });
  expect(taken()).toEqual(['log']);
});

test('with nothing to commit there is no commit, unless an empty one is asked for', async () => {
  const { repo, order, inside } = await makeSession();
  expect(await commitWorktree(repo, order)).toEqual({ kind: 'nothing' });
  expect(await commitWorktree(repo, { ...order, allowEmpty: true })).toMatchObject({
    kind: 'committed',
  });
  expect(inside('log', '--format=%s')).toBe('Write the calendar\nBegin');
  expect(inside('show', '--format=', '--name-only')).toBe('');
});

test('the repository’s hooks are obeyed: a refusal is an answer with their words, an edit is part of the commit', async () => {
  const { repo, order, put, hook, inside, path } = await makeSession();
  hook('pre-commit', 'echo "lint: 3 errors" >&2; exit 1');
  put('a', 'a');
  expect(await commitWorktree(repo, order)).toEqual({ kind: 'hook_refused', output: 'lint: 3 errors' });
  expect(inside('log', '--format=%s')).toBe('Begin');
  expect(readFileSync(join(path, 'a'), 'utf8')).toBe('a');
  hook('pre-commit', 'echo formatted > a; git add a');
  expect(await commitWorktree(repo, order)).toMatchObject({ kind: 'committed' });
  expect(inside('show', '--format=', '--name-only')).toBe('a');
  expect(inside('show', 'HEAD:a')).toBe('formatted');
  hook('commit-msg', 'grep -q Ticket: "$1" || { echo "no ticket"; exit 1; }');
  put('b', 'b');
  const next = { ...order, trailers: { 'Muster-Turn': 'turn-8' } };
  expect(await commitWorktree(repo, next)).toMatchObject({ kind: 'hook_refused', output: 'no ticket' });
  expect(await commitWorktree(repo, { ...next, trailers: { ...next.trailers, Ticket: '9' } })).toMatchObject({
    kind: 'committed',
  });
});

test('a hook’s git is not led astray by the git that surrounds us', async () => {
  const { env, dir, root } = await makeRepository();
  const led = {
    ...env,
    GIT_DIR: join(root, 'nowhere'),
    GIT_INDEX_FILE: join(root, 'other-index'),
    GIT_WORK_TREE: root,
  };
  const repo = await openRepository({ dir, env: led });
  expect(repo.dir).toBe(dir);
  writeFileAt(join(dir, 'x'), 'x');
  expect(await commitWorktree(repo, { path: dir, message: 'X', author: AUTHOR, trailers: {} })).toMatchObject(
    { kind: 'committed' },
  );
  expect((await listTree(repo, 'HEAD')).map((entry) => entry.path)).toContain('x');
  expect(existsSync(join(root, 'other-index'))).toBe(false);
});

test('a conflict that nobody resolved is not committed', async () => {
  const { repo, order, put, inside, commit } = await makeSession();
  commit('Main side', { 'README.md': 'main\n' });
  put('README.md', 'session\n');
  inside('commit', '--quiet', '-am', 'Session side');
  expect(() => inside('merge', 'main')).toThrow(/CONFLICT/);
  expect(await commitWorktree(repo, order)).toEqual({
    kind: 'unmerged',
    left: [{ kind: 'marked', path: 'README.md', line: 1, text: '<<<<<<< HEAD' }],
  });
  put('README.md', 'both\n');
  inside('add', 'README.md');
  expect(await commitWorktree(repo, order)).toMatchObject({ kind: 'committed' });
  expect(inside('diff', '--name-only', 'HEAD^')).toBe('README.md');
  expect(inside('log', '-1', '--format=%P').split(' ')).toHaveLength(2);
});

test('signing is asked for where the repository says so, and a failure has its own code', async () => {
  const { order, put, git, dir, env, root } = await makeSession();
  const signer = join(root, 'signer');
  writeFileAt(
    signer,
    '#!/bin/sh\ncat >/dev/null\necho "[GNUPG:] SIG_CREATED " >&2\necho "-----BEGIN PGP SIGNATURE-----"\n',
    0o755,
  );
  git('config', 'commit.gpgsign', 'true');
  git('config', 'gpg.program', signer);
  const repo = await openRepository({ dir, env });
  expect(repo.isSigning).toBe(true);
  put('a', 'a');
  const made = await commitWorktree(repo, order);
  if (made.kind !== 'committed') throw new Error(made.kind);
  expect(git('cat-file', 'commit', made.commit)).toContain('BEGIN PGP SIGNATURE');
  const tree = await treeOf(repo, made.commit);
  const signed = await commitTree(repo, { tree, parents: [made.commit], message: 'Land', author: AUTHOR });
  expect(git('cat-file', 'commit', signed)).toContain('BEGIN PGP SIGNATURE');
  expect(git('log', '-1', '--format=%cn', signed)).toBe('Test Author');
  writeFileAt(signer, '#!/bin/sh\nexit 1\n', 0o755);
  put('b', 'b');
  await expect(
    commitWorktree(repo, { ...order, trailers: { 'Muster-Turn': 'turn-8' } }),
  ).rejects.toMatchObject({
    code: 'signing_failed',
  });
});
