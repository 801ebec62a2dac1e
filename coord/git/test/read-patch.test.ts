import { symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryRepository, type TemporaryRepository } from '@musterhq/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRepository, type Repository, readPatch } from '../src/index.ts';

let temporary: TemporaryRepository;
let repo: Repository;
const many = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
beforeAll(async () => {
  temporary = await makeTemporaryRepository({
    files: { 'a.txt': 'one\n', 'old name.txt': `${many}\n`, 'gone.txt': 'x\n', 'link.txt': 'text\n' },
  });
  repo = await openRepository({ dir: temporary.dir, env: { ...process.env } as Record<string, string> });
});
afterAll(() => temporary.remove());

const commit = async (message: string) => {
  await temporary.git('add', '-A');
  await temporary.git('commit', '-q', '-m', message);
};

test('a patch names each file with what became of it, also names that git would quote', async () => {
  writeFileSync(join(temporary.dir, 'a.txt'), 'two\n');
  await temporary.git('mv', 'old name.txt', 'new "näme".txt');
  unlinkSync(join(temporary.dir, 'gone.txt'));
  unlinkSync(join(temporary.dir, 'link.txt'));
  symlinkSync('a.txt', join(temporary.dir, 'link.txt'));
  await commit('Change it all\n\nFor a reason.');
  const { files, message, parents, author } = await readPatch(repo, 'HEAD', { longest: 100_000 });
  expect(message).toBe('Change it all\n\nFor a reason.');
  expect(parents).toHaveLength(1);
  expect(author.name).not.toBe('');
  expect(files.map(({ path, oldPath, kind }) => [kind, path, oldPath])).toEqual([
    ['modified', 'a.txt', undefined],
    ['deleted', 'gone.txt', undefined],
    ['type_changed', 'link.txt', undefined],
    ['renamed', 'new "näme".txt', 'old name.txt'],
  ]);
  expect(files[0]?.patch).toContain('-one\n+two\n');
  expect(files[2]?.patch?.match(/^diff --git /gm)).toHaveLength(2);
  expect(files[3]?.patch).toContain('rename from');
});

test('of a merge it is what came in, of a first commit everything, and a text that is too long is left out', async () => {
  await temporary.git('checkout', '-q', '-b', 'side');
  writeFileSync(join(temporary.dir, 'side.txt'), 'side\n');
  await commit('Side');
  await temporary.git('checkout', '-q', 'main');
  await temporary.git('merge', '-q', '--no-ff', '-m', 'Merge it', 'side');
  const merge = await readPatch(repo, 'HEAD', { longest: 100_000 });
  expect(merge.parents).toHaveLength(2);
  expect(merge.files.map(({ path }) => path)).toEqual(['side.txt']);
  const root = (await temporary.git('rev-list', '--max-parents=0', 'HEAD')).trim();
  const first = await readPatch(repo, root, { longest: 300 });
  expect(first.files).toHaveLength(4);
  expect(first.files.find(({ path }) => path === 'old name.txt')?.patch).toBeNull();
  expect(first.files.find(({ path }) => path === 'a.txt')?.patch).toContain('+one');
});

test('a commit that is not there is refused as an unknown revision', async () => {
  await expect(readPatch(repo, 'f'.repeat(40), { longest: 1 })).rejects.toMatchObject({
    code: 'unknown_revision',
  });
});
