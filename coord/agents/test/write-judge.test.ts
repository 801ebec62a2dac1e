import { mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder, type TemporaryFolder } from '@musterhq/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makePolicyReader, makeWriteJudge, type Policy, policyFileOf, publishPolicy } from '../src/index.ts';

const policy = (grants: Policy['grants'] = []): Policy => ({
  ...{
    version: 1,
    session: 2,
    master: 1,
    sessions: [{ id: 3, name: 'Backend' }],
    document: 'PLAN.md',
    grants,
  },
  resources: [
    { path: 'content/', ownership: { kind: 'primary', session: 2 }, phrase: 'Session 2 primary' },
    { path: 'src/', ownership: { kind: 'primary', session: 3 }, phrase: 'Session 3 primary' },
  ],
  task: { id: 't1', label: 'b1s2', ownedPaths: [] },
});

let folder: TemporaryFolder;
let file: string;
let worktree: string;
beforeEach(() => {
  folder = makeTemporaryFolder('policy');
  file = policyFileOf(folder.path);
  worktree = join(folder.path, 'session-2');
  for (const name of ['content', 'src']) mkdirSync(join(worktree, name), { recursive: true });
});
afterEach(() => folder.remove());

const judge = () => makeWriteJudge({ policyFile: file, worktree, ownFolders: [join(folder.path, 'home')] });
const now = Date.parse('2026-11-22T09:00:00.000Z');
const words = (path: string, ask = judge()) => {
  const answer = ask({ path, now });
  return answer.kind === 'allowed' ? 'allowed' : answer.phrase;
};

describe('[F7] a policy', () => {
  test('is replaced whole, and the next answer is by the new one', () => {
    publishPolicy(file, policy());
    const ask = judge();
    expect(words('src/b.js', ask)).toBe('Session 3 primary');
    publishPolicy(file, policy([{ path: 'src/b.js', expiresAt: '2026-11-22T10:00:00.000Z' }]));
    expect(words('src/b.js', ask)).toBe('allowed');
    expect(readdirSync(folder.path).sort()).toEqual(['policy.json', 'session-2']);
  });

  test('is read again when another file of the same size and time has taken its place', () => {
    const at = new Date(now);
    publishPolicy(file, policy());
    utimesSync(file, at, at);
    const read = makePolicyReader(file);
    expect(read().session).toBe(2);
    publishPolicy(file, { ...policy(), session: 3 });
    utimesSync(file, at, at);
    expect(read().session).toBe(3);
  });

  test('that is missing or cannot be read allows nothing, until it can', () => {
    const ask = judge();
    expect(words('content/a.md', ask)).toContain('nothing may be written');
    publishPolicy(file, policy());
    expect(words('content/a.md', ask)).toBe('allowed');
    writeFileSync(file, '{"version": 1}');
    expect(words('content/a.md', ask)).toContain('does not hold a policy');
    rmSync(file);
    expect(words('content/a.md', ask)).toContain('nothing may be written');
  });
});

test('[F4] links of the real file system are followed, also those that lead nowhere yet', () => {
  publishPolicy(file, policy());
  symlinkSync('../src', join(worktree, 'content/in'));
  symlinkSync(join(folder.path, 'later'), join(worktree, 'content/out'));
  symlinkSync('loop', join(worktree, 'content/loop'));
  expect(words('content/in/b.js')).toBe('Session 3 primary');
  expect(words('content/out')).toContain('outside');
  expect(words('content/out/x')).toContain('outside');
  expect(words('content/loop')).toContain('circle');
  expect(words('content/new/deep/a.md')).toBe('allowed');
});
