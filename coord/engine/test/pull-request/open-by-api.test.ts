import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPullRequestByApi } from '../../src/pull-request/open-by-api.ts';
import { type GitHub, makeGitHub } from './make-github.ts';

let github: GitHub;
beforeEach(async () => {
  github = await makeGitHub();
});
afterEach(() => github.end());

const order = {
  repository: 'garden/guide',
  branch: 'muster/r1',
  commit: 'c0ffee',
  base: 'main',
  title: 'Garden guide',
  body: 'All of it.',
};
const open = (parts: Partial<typeof order> = {}, token = 'right-token') =>
  openPullRequestByApi(
    { url: github.url, token, signal: new AbortController().signal, pauseMs: 5 },
    { ...order, ...parts },
  );
const first = { kind: 'open', number: 1, url: 'https://github.test/garden/guide/pull/1' };

describe('[P2] one pull request', () => {
  test('is opened, and brought up to date when it is open', async () => {
    expect(await open()).toEqual(first);
    expect(await open({ title: 'Garden guide, again', body: 'More.' })).toEqual(first);
    expect(github.pulls).toMatchObject([
      { title: 'Garden guide, again', body: 'More.', head: { ref: 'muster/r1' } },
    ]);
  });

  test('is found when the answer to its making was lost', async () => {
    github.troubles.push('none', 'cut');
    expect(await open()).toEqual(first);
    expect(github.pulls).toHaveLength(1);
  });

  test('is made anew once the last one was merged', async () => {
    await open();
    github.close(1, 'merged');
    expect(await open()).toMatchObject({ kind: 'open', number: 2 });
  });

  test('to another branch is none of its own, and in the way', async () => {
    await open({ base: 'release' });
    expect(await open()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('already exists') });
  });

  test('that was closed without being merged is not asked for again, until something came', async () => {
    await open();
    github.close(1, 'closed');
    expect(await open()).toEqual({ ...first, kind: 'closed' });
    expect(await open({ commit: 'another' })).toMatchObject({ kind: 'open', number: 2 });
  });
});

describe('[P3] what stands in the way of a pull request', () => {
  test.each([
    [{}, 'wrong-token', /the token in GH_TOKEN or GITHUB_TOKEN is not accepted \(Bad credentials\)/],
    [
      { repository: 'garden/other' },
      'right-token',
      /no repository garden\/other, or the token may not see it/,
    ],
  ])('is told in words: %j, %s', async (parts, token, words) => {
    const answer = await open(parts, token);
    expect(answer).toMatchObject({ kind: 'failed', reason: expect.stringMatching(words) });
    expect(JSON.stringify(answer)).not.toContain(token);
    expect(github.requests).toHaveLength(1);
  });

  test('is waited for where it passes by itself: an overload, a limit that says how long', async () => {
    github.troubles.push({ status: 503 }, { status: 403, headers: { 'retry-after': '0' } });
    expect(await open()).toEqual(first);
    expect(github.requests).toEqual([
      ...['GET', 'GET', 'GET'].map((method) => `${method} /repos/garden/guide/pulls`),
      'POST /repos/garden/guide/pulls',
    ]);
  });

  test.each([
    [{ status: 500 }, 3, /answered with status 500, 3 times/],
    [{ status: 403, headers: { 'retry-after': '3600' } }, 1, /limits how often .* wants 3600 s of silence/],
    [{ status: 429 }, 3, /limits how often/],
    [{ status: 403 }, 1, /the token may not write pull requests of garden\/guide \(Trouble\)/],
    [{ status: 301 }, 1, /refused with status 301/],
  ])('ends in a reason after a few tries: %j', async (trouble, tries, words) => {
    github.troubles.push(trouble, trouble, trouble, trouble);
    expect(await open()).toMatchObject({ kind: 'failed', reason: expect.stringMatching(words) });
    expect(github.requests).toHaveLength(tries);
  });

  test('may be that nobody answers, or somebody else', async () => {
    await github.end();
    expect(await open()).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('cannot be reached'),
    });
  });
});
