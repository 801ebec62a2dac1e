import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import {
  ensureWorktree,
  listRefs,
  listUnreachable,
  proveWorktree,
  readRef,
  removeWorktree,
  resetWorktree,
  saveWorktree,
  syncWorktree,
} from '../src/index.ts';
import { countGit, makeRepository, writeFileAt } from './temporary-repository.ts';

const BRANCH = 'session/2-build';

async function makeSession(files?: Record<string, string>) {
  const temporary = await makeRepository(files);
  const path = temporary.worktree('2');
  const order = {
    path,
    branch: BRANCH,
    startPoint: temporary.git('rev-parse', 'HEAD'),
    token: 'run-1.session-2',
  };
  const { head } = await ensureWorktree(temporary.repo, order);
  const put = (name: string, text: string) => writeFileAt(join(path, name), text);
  const inside = (...args: string[]) => temporary.gitIn(path, ...args);
  return { ...temporary, path, order, head, put, inside };
}

test('a worktree is made once, proves itself, and a repeat changes nothing', async () => {
  const { repo, order, head, path, put, git } = await makeSession();
  expect(head).toBe(order.startPoint);
  expect(git('config', '--list')).not.toContain('branch.');
  put('half', 'work of the session');
  expect(await ensureWorktree(repo, { ...order, startPoint: 'irrelevant now' })).toEqual({ head });
  expect(readFileSync(join(path, 'half'), 'utf8')).toBe('work of the session');
  expect(await proveWorktree(repo, order)).toEqual({ kind: 'ok', head });
});

test('a proof names what is wrong', async () => {
  const { repo, order, path, inside, dir, root, head } = await makeSession();
  const what = async (changes: Partial<typeof order & { contains: string }>) => {
    const proof = await proveWorktree(repo, { ...order, ...changes });
    return proof.kind === 'ok' ? 'ok' : proof.what;
  };
  expect(await what({ token: 'another run' })).toBe('token');
  expect(await what({ branch: 'main' })).toBe('branch');
  expect(await what({ path: join(root, 'absent') })).toBe('folder');
  expect(await what({ path: dir, branch: 'main' })).toBe('token');
  mkdirSync(join(path, 'sub'));
  expect(await what({ path: join(path, 'sub') })).toBe('repository');
  mkdirSync(join(dir, 'lost'));
  expect(await what({ path: join(dir, 'lost') })).toBe('repository');
  const stranger = await makeRepository();
  expect(await what({ path: stranger.dir })).toBe('repository');
  expect(await what({ contains: head })).toBe('ok');
  inside('commit', '--quiet', '--allow-empty', '-m', 'Work');
  expect(await what({ contains: head })).toBe('ok');
  const own = inside('rev-parse', 'HEAD');
  inside('update-ref', 'HEAD', inside('commit-tree', '-m', 'Foreign', 'HEAD^{tree}'));
  expect(await what({ contains: head })).toBe('head');
  inside('update-ref', 'HEAD', head);
  expect(await what({ contains: own })).toBe('head');
  inside('checkout', '--quiet', '--detach');
  expect(await proveWorktree(repo, order)).toEqual({
    kind: 'mismatch',
    what: 'branch',
    expected: `refs/heads/${BRANCH}`,
    found: `detached at ${head}`,
  });
});

test('a proof asks git only where the files are not as usual', async () => {
  const { repo, order, path, head, git, inside } = await makeSession();
  const { counted, taken } = countGit(repo);
  expect(await proveWorktree(counted, order)).toEqual({ kind: 'ok', head });
  expect(await ensureWorktree(counted, order)).toEqual({ head });
  expect(taken()).toEqual([]);
  git('pack-refs', '--all');
  expect(await proveWorktree(counted, order)).toEqual({ kind: 'ok', head });
  expect(taken()).toEqual(['rev-parse']);
  inside('commit', '--quiet', '--allow-empty', '-m', 'On');
  git('config', 'extensions.worktreeConfig', 'true');
  inside('config', '--worktree', 'core.worktree', dirname(path));
  expect(await proveWorktree(counted, order)).toMatchObject({ kind: 'mismatch', what: 'path' });
});

test('a worktree inside the checkout that lost its .git is never taken for the checkout', async () => {
  const { repo, git, dir } = await makeRepository();
  const order = {
    path: join(dir, '.muster', '2'),
    branch: BRANCH,
    startPoint: git('rev-parse', 'HEAD'),
    token: 't',
  };
  await ensureWorktree(repo, order);
  rmSync(join(order.path, '.git'));
  expect(await proveWorktree(repo, order)).toMatchObject({ kind: 'mismatch', what: 'repository' });
  await expect(syncWorktree(repo, { ...order, to: order.startPoint })).rejects.toMatchObject({
    code: 'worktree_mismatch',
  });
  await expect(saveWorktree(repo, { path: order.path, ref: 'x' })).rejects.toMatchObject({
    code: 'not_a_repository',
  });
});

test('half-made and damaged worktrees are completed without losing a file', async () => {
  const { repo, order, path, put, inside, git, head } = await makeSession();
  const gitDir = inside('rev-parse', '--absolute-git-dir');
  put('precious', 'not committed');

  rmSync(join(path, '.git'));
  expect(await ensureWorktree(repo, order)).toEqual({ head });
  rmSync(join(gitDir, 'index'));
  expect(await ensureWorktree(repo, order)).toEqual({ head });
  rmSync(gitDir, { recursive: true });
  expect(await ensureWorktree(repo, order)).toEqual({ head });
  expect(readFileSync(join(path, 'precious'), 'utf8')).toBe('not committed');
  expect(inside('status', '--porcelain')).toBe('?? precious');
  expect(existsSync(`${path}.muster-adopt`)).toBe(false);

  rmSync(path, { recursive: true });
  git('worktree', 'lock', path);
  expect(await ensureWorktree(repo, order)).toEqual({ head });
  expect(inside('status', '--porcelain')).toBe('');
  expect(git('worktree', 'list').split('\n')).toHaveLength(2);
});

test('a checkout that a killed git left half-written is made again', async () => {
  const { repo, git, worktree } = await makeRepository({ a: 'a', b: 'b' });
  const order = { path: worktree('2'), branch: BRANCH, startPoint: git('rev-parse', 'HEAD'), token: 't' };
  git('worktree', 'add', '--quiet', '-b', BRANCH, order.path);
  const gitDir = join(repo.commonDir, 'worktrees', '2');
  writeFileSync(join(gitDir, 'locked'), 'initializing');
  writeFileSync(join(gitDir, 'index.lock'), '');
  writeFileSync(join(gitDir, 'HEAD'), `${'0'.repeat(40)}\n`);
  rmSync(join(gitDir, 'index'));
  writeFileSync(join(order.path, 'a'), '');
  rmSync(join(order.path, 'b'));
  expect(await ensureWorktree(repo, order)).toEqual({ head: order.startPoint });
  expect(readFileSync(join(order.path, 'a'), 'utf8')).toBe('a');
  expect(existsSync(join(repo.commonDir, 'worktrees', '2', 'locked'))).toBe(false);
});

test('a folder with somebody else’s files and a branch in use elsewhere are refused', async () => {
  const { repo, git, worktree, order } = await makeSession();
  writeFileAt(join(worktree('3'), 'mine'), 'x');
  const startPoint = git('rev-parse', 'HEAD');
  await expect(
    ensureWorktree(repo, { path: worktree('3'), branch: 's3', startPoint, token: 't' }),
  ).rejects.toMatchObject({ code: 'path_occupied', facts: { entries: ['mine'] } });
  await expect(ensureWorktree(repo, { ...order, path: worktree('4') })).rejects.toMatchObject({
    code: 'branch_in_use',
  });
  await expect(ensureWorktree(repo, { ...order, branch: 'other' })).rejects.toMatchObject({
    code: 'worktree_mismatch',
  });
  expect(await readRef(repo, 's3')).toBeUndefined();
});

test('a clean worktree moves to a commit; a dirty one is refused and named', async () => {
  const { repo, commit, path, put, inside, head } = await makeSession();
  const next = commit('Next', { 'dir/new': 'n', 'README.md': 'two\n' });
  const sync = (to: string) => syncWorktree(repo, { path, branch: BRANCH, to });
  expect(await sync(next)).toEqual({ kind: 'moved', from: head, head: next });
  expect(await sync(next)).toEqual({ kind: 'already', head: next });
  expect(inside('status', '--porcelain')).toBe('');
  put('un tracked\n', 'x');
  put('README.md', 'mine\n');
  inside('add', 'README.md');
  expect(await sync(head)).toEqual({ kind: 'dirty', head: next, paths: ['README.md', 'un tracked\n'] });
  inside('rm', '--quiet', '-f', 'README.md');
  rmSync(join(path, 'un tracked\n'));
  inside('reset', '--quiet', '--hard');
  inside('commit', '--quiet', '--allow-empty', '-m', 'Local');
  const local = inside('rev-parse', 'HEAD');
  expect(await sync(next)).toEqual({ kind: 'moved', from: local, head: next });
  expect(await listRefs(repo, 'refs/muster/kept/')).toEqual([
    { ref: `refs/muster/kept/${local}`, commit: local },
  ]);
  expect(await syncWorktree(repo, { path, branch: 'main', to: next })).toMatchObject({ kind: 'mismatch' });
});

test('asked for a fast-forward, a worktree moves no other way', async () => {
  const { repo, commit, path, inside, head } = await makeSession();
  const next = commit('Next', { 'dir/new': 'n' });
  const forward = (to: string) => syncWorktree(repo, { path, branch: BRANCH, to, isForwardOnly: true });
  expect(await forward(next)).toEqual({ kind: 'moved', from: head, head: next });
  expect(await forward(head)).toEqual({ kind: 'diverged', head: next });
  inside('commit', '--quiet', '--allow-empty', '-m', 'Local');
  const local = inside('rev-parse', 'HEAD');
  const aside = commit('Aside', { other: 'o' });
  expect(await forward(aside)).toEqual({ kind: 'diverged', head: local });
  expect(inside('rev-parse', 'HEAD')).toBe(local);
  expect(inside('status', '--porcelain')).toBe('');
  expect(await listRefs(repo, 'refs/muster/kept/')).toEqual([]);
});

test('an ignored file that a commit would overwrite stops the move', async () => {
  const { repo, commit, path, put, head, git } = await makeSession({ '.gitignore': 'secret\n' });
  git('rm', '--quiet', '.gitignore');
  const next = commit('Track it', { secret: 'public' });
  put('secret', 'mine');
  await expect(syncWorktree(repo, { path, branch: BRANCH, to: next })).rejects.toMatchObject({
    code: 'command_failed',
  });
  expect(readFileSync(join(path, 'secret'), 'utf8')).toBe('mine');
  expect(await readRef(repo, BRANCH)).toBe(head);
});

test('index, files and untracked files become one commit, and nothing of the user changes', async () => {
  const { repo, path, put, inside, git } = await makeSession({
    '.gitignore': 'ignored\n',
    gone: '1',
    both: '1',
  });
  put('both', 'staged');
  inside('add', 'both');
  put('both', 'in the file');
  put('new/"quoted"\nname', 'n');
  put('ignored', 'i');
  rmSync(join(path, 'gone'));
  symlinkSync('/etc/hostname', join(path, 'link'));
  mkdirSync(join(path, 'nested'));
  inside('init', '--quiet', 'nested');
  const before = inside('status', '--porcelain=v2', '--branch');
  const saved = await saveWorktree(repo, { path, ref: 'session-2', date: '2026-01-02T03:04:05Z' });
  if (saved === undefined) throw new Error('nothing was saved');
  expect(inside('status', '--porcelain=v2', '--branch')).toBe(before);
  expect(git('ls-tree', '-r', '--name-only', '-z', saved).split('\0').sort()).toEqual(
    ['', '.gitignore', 'both', 'link', 'new/"quoted"\nname'].sort(),
  );
  expect(git('show', `${saved}:both`)).toBe('in the file');
  expect(git('show', `${saved}^2:both`)).toBe('staged');
  expect(git('show', `${saved}:link`)).toBe('/etc/hostname');
  expect(await saveWorktree(repo, { path, ref: 'session-2', date: '2026-01-02T03:04:05Z' })).toBe(saved);
  put('both', 'later');
  const later = await saveWorktree(repo, { path, ref: 'session-2' });
  expect(git('merge-base', '--is-ancestor', saved, later ?? '')).toBe('');
  expect(await listUnreachable(repo)).toEqual([]);
});

test('a reset saves, keeps every tip, ends a rebase, and cleans all but ignored files', async () => {
  const { repo, path, put, inside, git, head, commit } = await makeSession({
    '.gitignore': 'ignored\n',
    'README.md': 'one\n',
  });
  const main = commit('Main side', { 'README.md': 'main\n' });
  put('README.md', 'session\n');
  inside('commit', '--quiet', '-am', 'Session side');
  const tip = inside('rev-parse', 'HEAD');
  expect(() => inside('rebase', 'main')).toThrow(/CONFLICT/);
  put('fresh', 'f');
  put('ignored', 'i');
  const order = { path, branch: BRANCH, to: head, saveRef: 'session-2' };
  const reset = await resetWorktree(repo, order);
  expect(reset.head).toBe(head);
  expect(git('show', `${reset.saved}:fresh`)).toBe('f');
  expect(git('show', `${reset.saved}:README.md`)).toContain('<<<<<<<');
  expect(inside('status', '--porcelain=v2', '--branch')).toBe(
    `# branch.oid ${head}\n# branch.head ${BRANCH}`,
  );
  expect(existsSync(join(path, 'ignored'))).toBe(true);
  expect(existsSync(join(path, 'fresh'))).toBe(false);
  const kept = (await listRefs(repo, 'refs/muster/kept/')).map(({ commit }) => commit);
  expect(kept).toContain(tip);
  expect(kept).toContain(main);
  expect(await resetWorktree(repo, order)).toEqual({ head });
  expect(await listUnreachable(repo)).toEqual([]);
});

test('a worktree is removed only when everything in it is saved', async () => {
  const { repo, path, put, inside, git } = await makeSession();
  put('work', 'w');
  inside('checkout', '--quiet', '--detach');
  inside('commit', '--quiet', '--allow-empty', '-m', 'Only HEAD knows this');
  const order = { path, saveRef: 'session-2' };
  mkdirSync(join(path, 'nested'));
  inside('init', '--quiet', 'nested');
  expect(await removeWorktree(repo, order)).toEqual({ kind: 'nested_repositories', paths: ['nested/'] });
  rmSync(join(path, 'nested'), { recursive: true });
  git('worktree', 'lock', '--reason', 'on a drive', path);
  expect(await removeWorktree(repo, order)).toEqual({ kind: 'locked', reason: 'on a drive' });
  git('worktree', 'unlock', path);
  const removal = await removeWorktree(repo, order);
  expect(removal.kind).toBe('removed');
  expect(existsSync(path)).toBe(false);
  expect(git('show', 'refs/muster/saved/session-2:work')).toBe('w');
  expect(await removeWorktree(repo, order)).toEqual({ kind: 'already' });
  expect(await listUnreachable(repo)).toEqual([]);
});

test('a removal that was killed half-way is finished', async () => {
  const { repo, path, put, inside } = await makeSession();
  put('work', 'w');
  const saved = await saveWorktree(repo, { path, ref: 'session-2' });
  writeFileSync(join(inside('rev-parse', '--absolute-git-dir'), 'muster-removing'), saved ?? '');
  rmSync(join(path, '.git'));
  rmSync(join(path, 'README.md'));
  expect(await removeWorktree(repo, { path, saveRef: 'session-2' })).toEqual({ kind: 'removed', saved });
  expect(existsSync(path)).toBe(false);
  expect(await readRef(repo, 'refs/muster/saved/session-2')).toBe(saved);
});
