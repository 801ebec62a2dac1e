import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fetchBranch, openRepository, pushBranch, readRef, readRemoteUrl } from '../src/index.ts';
import { makeRepository } from './temporary-repository.ts';

/** A repository with a bare one beside it as its remote, and a colleague's clone. */
async function makeRemote() {
  const own = await makeRepository();
  const bare = join(own.root, 'remote.git');
  mkdirSync(bare);
  own.gitIn(bare, 'init', '--quiet', '--bare', '--initial-branch', 'main');
  own.git('remote', 'add', 'origin', bare);
  own.git('push', '--quiet', 'origin', 'main');
  own.gitIn(own.root, 'clone', '--quiet', bare, 'colleague');
  const colleague = join(own.root, 'colleague');
  const push = (branch: string, message: string) => {
    own.gitIn(colleague, 'fetch', '--quiet', 'origin');
    own.gitIn(colleague, 'checkout', '--quiet', '-B', branch, `origin/${branch}`);
    own.gitIn(colleague, 'commit', '--quiet', '--allow-empty', '-m', message);
    own.gitIn(colleague, 'push', '--quiet', 'origin', branch);
    return own.gitIn(colleague, 'rev-parse', 'HEAD');
  };
  const tipOf = (branch: string) => own.gitIn(bare, 'rev-parse', `refs/heads/${branch}`);
  return { ...own, bare, push, tipOf };
}

const at = { remote: 'origin', branch: 'muster/r1' };

describe('a branch that is pushed', () => {
  test('is made, goes on with what contains it, and is left where it is when it is there', async () => {
    const { repo, commit, tipOf } = await makeRemote();
    const first = commit('one');
    expect(await pushBranch(repo, { ...at, commit: first })).toEqual({ kind: 'pushed' });
    expect(await pushBranch(repo, { ...at, commit: first })).toEqual({ kind: 'already' });
    const second = commit('two');
    expect(await pushBranch(repo, { ...at, commit: second })).toEqual({ kind: 'pushed' });
    expect(tipOf('muster/r1')).toBe(second);
  });

  test('replaces what was last pushed from here, also when it does not contain it', async () => {
    const { repo, git, commit, tipOf } = await makeRemote();
    await pushBranch(repo, { ...at, commit: commit('one') });
    git('reset', '--quiet', '--hard', 'HEAD~1');
    const other = commit('another one', { 'other.txt': 'x\n' });
    expect(await pushBranch(repo, { ...at, commit: other })).toEqual({ kind: 'pushed' });
    expect(tipOf('muster/r1')).toBe(other);
  });

  test("never goes over a colleague's commit, and follows once it is contained", async () => {
    const { repo, git, commit, push, tipOf } = await makeRemote();
    await pushBranch(repo, { ...at, commit: commit('one') });
    const theirs = push('muster/r1', 'a word by hand');
    const mine = commit('two');
    expect(await pushBranch(repo, { ...at, commit: mine })).toEqual({ kind: 'foreign', tip: theirs });
    expect(tipOf('muster/r1')).toBe(theirs);
    git('merge', '--quiet', '--no-edit', theirs);
    const both = git('rev-parse', 'HEAD');
    expect(await pushBranch(repo, { ...at, commit: both })).toEqual({ kind: 'pushed' });
  });

  test('says in words why it could not be, without the secret of an address', async () => {
    const { repo, git, commit } = await makeRemote();
    const made = commit('one');
    expect(await pushBranch(repo, { ...at, remote: 'nowhere', commit: made })).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('nowhere'),
    });
    git('remote', 'set-url', 'origin', 'http://me:s3cret@127.0.0.1:1/x.git');
    const refused = await pushBranch(repo, { ...at, commit: made });
    expect(refused).toMatchObject({ kind: 'failed', reason: expect.stringContaining('127.0.0.1') });
    expect(JSON.stringify(refused)).not.toContain('s3cret');
  });

  test('is told from one that the other side refuses', async () => {
    const { repo, commit, gitIn, bare } = await makeRemote();
    gitIn(bare, 'config', 'transfer.hideRefs', 'refs/heads/muster');
    expect(await pushBranch(repo, { ...at, commit: commit('one') })).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/hidden ref/),
    });
  });
});

describe('a branch that is fetched', () => {
  test('moves no branch here, and follows the other side wherever it goes', async () => {
    const { repo, git, push, gitIn, bare } = await makeRemote();
    const before = git('rev-parse', 'main');
    const theirs = push('main', 'from elsewhere');
    expect(await fetchBranch(repo, { remote: 'origin', branch: 'main' })).toEqual({
      kind: 'fetched',
      commit: theirs,
    });
    expect(git('rev-parse', 'main')).toBe(before);
    gitIn(bare, 'update-ref', 'refs/heads/main', before);
    expect(await fetchBranch(repo, { remote: 'origin', branch: 'main' })).toEqual({
      kind: 'fetched',
      commit: before,
    });
    expect(await readRef(repo, 'refs/muster/remotes/origin/main')).toBe(before);
  });

  test('is absent, or out of reach, and both are answers', async () => {
    const { repo } = await makeRemote();
    expect(await fetchBranch(repo, { remote: 'origin', branch: 'no-such' })).toEqual({ kind: 'absent' });
    expect(await fetchBranch(repo, { remote: 'nowhere', branch: 'main' })).toMatchObject({ kind: 'failed' });
  });

  test('comes from the address that its remote has', async () => {
    const { repo, bare } = await makeRemote();
    expect(await readRemoteUrl(repo, 'origin')).toBe(bare);
    expect(await readRemoteUrl(await openRepository({ dir: bare, env: repo.env }), 'origin')).toBeUndefined();
  });
});
