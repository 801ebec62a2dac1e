import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from '@musterhq/process';
import { expect, test } from 'vitest';
import {
  ensureWorktree,
  type Repository,
  removeWorktree,
  resetWorktree,
  restoreFile,
  restoreSaved,
  saveWorktree,
  uncommit,
} from '../src/index.ts';
import { makeRepository, writeFileAt } from './temporary-repository.ts';

const files = { a: 'a\n', gone: 'g\n', staged: 's\n', deep: 'd\n' };
const contents = { a: 'changed\n', staged: 'in the file\n', 'new/b': 'untracked\n' };
const inIndex = 'only in the index\n';

/** Worktrees of one repository in which everything there is to lose has been done. */
async function makeSessions() {
  const temporary = await makeRepository(files);
  const { repo, git, gitIn } = temporary;
  const start = git('rev-parse', 'HEAD');
  const make = async (name: string) => {
    const path = temporary.worktree(name);
    const branch = `session/${name}`;
    await ensureWorktree(repo, { path, branch, startPoint: start, token: name });
    const inside = (...args: string[]) => gitIn(path, ...args);
    const commit = (message: string, ...flags: string[]) =>
      inside('commit', '--quiet', '--allow-empty', '-m', `${message} of ${name}`, ...flags);
    inside('checkout', '--quiet', '--detach');
    commit('On no branch');
    inside('checkout', '--quiet', branch);
    commit('Amended away');
    commit('Work', '--amend');
    const log = readFileSync(join(repo.commonDir, 'worktrees', name, 'logs', 'HEAD'), 'utf8');
    const commits = [...new Set([...log.matchAll(/^\w+ (\w+) .*commit/gm)].map((entry) => entry[1]!))];
    writeFileAt(join(path, 'staged'), inIndex);
    inside('add', 'staged');
    for (const [file, text] of Object.entries(contents)) writeFileAt(join(path, file), text);
    rmSync(join(path, 'gone'));
    return { path, branch, inside, commits };
  };
  const ids = new Map(
    [...Object.values(contents), inIndex].map((text) => {
      writeFileAt(join(temporary.root, 'text'), text);
      return [text, git('hash-object', join(temporary.root, 'text'))];
    }),
  );
  /** What nobody could ask back: no ref reaches it, and it stands in no file, index or log of a worktree either. */
  const lost = (session: Awaited<ReturnType<typeof make>>) => {
    const reached = new Set(
      git('rev-list', '--objects', '--glob=refs/*', '--reflog')
        .split('\n')
        .map((line) => line.split(' ', 1)[0]),
    );
    const isThere = (file: string, text: string) =>
      existsSync(join(session.path, file)) && readFileSync(join(session.path, file), 'utf8') === text;
    const isStaged = () =>
      existsSync(join(session.path, '.git')) &&
      session.inside('ls-files', '--stage', 'staged').includes(ids.get(inIndex)!);
    return [
      ...session.commits.filter((commit) => !reached.has(commit)),
      ...Object.entries(contents).flatMap(([file, text]) =>
        isThere(file, text) || reached.has(ids.get(text)) ? [] : [file],
      ),
      ...(reached.has(ids.get(inIndex)) || isStaged() ? [] : ['the index']),
    ];
  };
  const byRefs = () => new Set(git('rev-list', '--glob=refs/*').split('\n'));
  return { ...temporary, start, make, lost, byRefs };
}

/** A caller that is no more once so many git commands have been started; the last one is done, or not begun. */
function makeCut(repo: Repository, at: number, side: 'before' | 'after') {
  let count = 0;
  let cut: () => void = () => undefined;
  const isCut = new Promise<'cut'>((resolve) => {
    cut = () => resolve('cut');
  });
  const run: Repository['run'] = async (options) => {
    count += 1;
    if (count > at || (count === at && side === 'before')) {
      cut();
      return new Promise(() => undefined);
    }
    const result = await runProcess(options);
    if (count < at) return result;
    cut();
    return new Promise(() => undefined);
  };
  return { repo: { ...repo, run }, isCut, count: () => count };
}

const cleanUps = {
  removeWorktree: (repo: Repository, { path, name }: { path: string; name: string }) =>
    removeWorktree(repo, { path, saveRef: name }),
  resetWorktree: (
    repo: Repository,
    { path, branch, to, name }: { path: string; branch: string; to: string; name: string },
  ) => resetWorktree(repo, { path, branch, to, saveRef: name }),
  uncommit: (repo: Repository, { path, branch, to }: { path: string; branch: string; to: string }) =>
    uncommit(repo, { path, branch, to }),
  restoreFile: (repo: Repository, { path, name }: { path: string; name: string }) =>
    restoreFile(repo, { path, file: 'a', saveRef: name }),
};

for (const [what, cleanUp] of Object.entries(cleanUps)) {
  test(`[N4] ${what} that is cut at any of its git commands loses nothing, and a repeat ends it`, async () => {
    const { repo, make, lost, start, byRefs, git } = await makeSessions();
    const commits: string[] = [];
    const cutAt = async (at: number, side: 'before' | 'after') => {
      const name = `${at}-${side}`;
      const session = await make(name);
      expect(session.commits).toHaveLength(3);
      commits.push(...session.commits);
      const order = { ...session, to: start, name };
      const cut = makeCut(repo, at, side);
      const ended = await Promise.race([cleanUp(cut.repo, order), cut.isCut]);
      expect(lost(session), name).toEqual([]);
      if (ended === 'cut') await cleanUp(repo, order);
      expect(lost(session), `${name}, repeated`).toEqual([]);
      if (what === 'removeWorktree') expect(existsSync(session.path)).toBe(false);
      return cut.count();
    };
    const count = await cutAt(99, 'before');
    expect(count).toBeGreaterThan(4);
    for (let at = 1; at <= count; at += 1) {
      await cutAt(at, 'after');
    }
    // Before its last command a removal has taken the folder away.
    await cutAt(count, 'before');
    const unreachable = git('fsck', '--unreachable', '--no-progress');
    expect(commits.filter((commit) => unreachable.includes(commit))).toEqual([]);
    if (what !== 'removeWorktree') return;
    const reached = byRefs();
    expect(commits.filter((commit) => !reached.has(commit))).toEqual([]);
  }, 120_000);
}

test('[N5] a saved state comes back as it was: index, files and untracked files', async () => {
  const { repo, make, git, gitIn, root } = await makeSessions();
  const { path, branch, inside } = await make('2');
  const before = inside('status', '--porcelain');
  const tip = inside('rev-parse', 'HEAD');
  await removeWorktree(repo, { path, saveRef: 'session-2/removed' });
  const order = { name: 'session-2/removed', branch: 'back', path: join(root, 'back') };
  const restored = await restoreSaved(repo, order);
  expect(restored).toMatchObject({ head: tip, branch: 'back', midway: [] });
  expect(gitIn(order.path, 'status', '--porcelain')).toBe(before);
  expect(gitIn(order.path, 'show', ':staged')).toBe(inIndex.trimEnd());
  expect(readFileSync(join(order.path, 'new/b'), 'utf8')).toBe('untracked\n');
  expect(existsSync(join(order.path, 'gone'))).toBe(false);
  await expect(restoreSaved(repo, order)).rejects.toMatchObject({ code: 'path_occupied' });
  await expect(restoreSaved(repo, { ...order, path: join(root, 'b2'), branch })).resolves.toMatchObject({
    head: tip,
  });
  await expect(restoreSaved(repo, { name: 'session-3', branch: 'x' })).rejects.toMatchObject({
    code: 'unknown_revision',
  });
  const { head } = await restoreSaved(repo, { name: 'session-2/removed', branch: 'as-a-commit' });
  expect(git('rev-parse', `${head}^`)).toBe(tip);
  expect(git('show', `${head}:new/b`)).toBe('untracked');
  await expect(restoreSaved(repo, { name: 'session-2/removed', branch: 'main' })).rejects.toMatchObject({
    code: 'branch_in_use',
  });
});

test('[N4] work that went on after a removal was cut is saved before the folder goes', async () => {
  const { repo, make, git } = await makeSessions();
  const { path, inside } = await make('2');
  const before = await saveWorktree(repo, { path, ref: 't' });
  writeFileAt(join(inside('rev-parse', '--absolute-git-dir'), 'muster-removing'), before ?? '');
  writeFileAt(join(path, 'a'), 'since then\n');
  await removeWorktree(repo, { path, saveRef: 't' });
  expect(existsSync(path)).toBe(false);
  expect(git('show', 'refs/muster/saved/t:a')).toBe('since then');
});
