import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listUnreachable, mergeCommit, revertCommits } from '../src/index.ts';
import { AUTHOR, DATE, makeRepository } from './temporary-repository.ts';

const lines = (...changes: [number, string][]) => {
  const text = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
  for (const [line, words] of changes) text[line - 1] = words;
  return `${text.join('\n')}\n`;
};

/** A line of landings: each is work from the tip of its time, merged. */
async function makeLine(files: Record<string, string>) {
  const repository = await makeRepository(files);
  const { repo, git, commit } = repository;
  const land = async (name: string, changes: Record<string, string>) => {
    const onto = git('rev-parse', 'main');
    git('checkout', '--quiet', '--force', '--detach', onto);
    const work = commit(name, changes);
    const merge = await mergeCommit(repo, {
      ours: onto,
      theirs: work,
      author: AUTHOR,
      message: `Land ${name}`,
    });
    if (merge.kind !== 'merged') throw new Error(merge.kind);
    git('update-ref', 'refs/heads/main', merge.commit);
    return merge.commit;
  };
  const revert = (...commits: string[]) =>
    revertCommits(repo, {
      tip: git('rev-parse', 'main'),
      commits,
      author: AUTHOR,
      message: 'Take it back',
      date: DATE,
    });
  const show = (commit: string, path: string) => `${git('show', `${commit}:${path}`)}\n`;
  return { ...repository, land, revert, show };
}

test('[N9] several landings are taken back by one commit on the tip, and later work elsewhere stays', async () => {
  const { repo, git, land, revert, show } = await makeLine({ a: lines(), b: 'b\n' });
  const first = await land('first', { a: lines([5, 'first']), new: 'n\n' });
  const second = await land('second', { a: lines([5, 'first, then second'], [6, 'second']) });
  const later = await land('later', {
    a: lines([5, 'first, then second'], [6, 'second'], [25, 'later']),
    b: 'B\n',
  });
  const before = listUnreachable(repo);
  const answer = await revert(first, second);
  if (answer.kind !== 'reverted') throw new Error(JSON.stringify(answer));
  expect(git('rev-parse', `${answer.commit}^@`)).toBe(later);
  expect(git('rev-parse', `${answer.commit}^{tree}`)).toBe(answer.tree);
  expect(git('diff', '--name-only', first.concat('^1'), answer.commit).split('\n')).toEqual(['a', 'b']);
  expect(show(answer.commit, 'a')).toBe(lines([25, 'later']));
  expect(show(answer.commit, 'b')).toBe('B\n');
  expect(await revert(second, first)).toEqual(answer);
  git('update-ref', 'refs/heads/main', answer.commit);
  expect(await listUnreachable(repo)).toEqual(await before);
  expect(git('fsck', '--no-dangling')).not.toContain('missing');
  expect(readdirSync(repo.commonDir).filter((name) => name.startsWith('muster-objects'))).toEqual([]);
});

test('[N9] later work on the same lines is a conflict that names it', async () => {
  const { git, land, revert } = await makeLine({ a: lines(), b: 'b\n' });
  const first = await land('first', { a: lines([5, 'first']) });
  await land('elsewhere', { b: 'B\n' });
  const later = await land('later', { a: lines([5, 'later']) });
  const tip = git('rev-parse', 'main');
  expect(await revert(first)).toMatchObject({
    kind: 'conflict',
    commit: first,
    paths: [{ path: 'a', reason: 'contents', by: [later] }],
  });
  expect(git('rev-parse', 'main')).toBe(tip);
  expect(await revert(first, later)).toMatchObject({ kind: 'reverted' });
});

test('[N9] what was taken back already, and what the tip does not contain, is told', async () => {
  const { git, commit, land, revert } = await makeLine({ a: lines() });
  const first = await land('first', { a: lines([5, 'first']) });
  const answer = await revert(first);
  if (answer.kind !== 'reverted') throw new Error(answer.kind);
  git('update-ref', 'refs/heads/main', answer.commit);
  expect(await revert(first)).toEqual({ kind: 'nothing' });
  git('checkout', '--quiet', '--force', '--detach', first);
  const stranger = commit('Elsewhere', { c: 'c\n' });
  expect(await revert(stranger)).toEqual({ kind: 'not_contained', commit: stranger });
});
