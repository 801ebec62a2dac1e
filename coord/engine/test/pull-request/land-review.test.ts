import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readReviews } from '@musterhq/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { configurationSchema } from '../../src/configuration.ts';
import type { Context } from '../../src/context.ts';
import { heldBecause } from '../../src/held-because.ts';
import { holdsAllOf } from '../../src/pull-request/propose-landing.ts';
import { landReview } from '../../src/review.ts';
import { takeInMain } from '../../src/take-in-main.ts';
import { type GateWorld, makeGateWorld } from '../gates/gate-world.ts';
import { type GitHub, makeGitHub } from './make-github.ts';

let world: GateWorld;
let github: GitHub;
let context: Context;
let bare: string;
let colleague: string;
let number = 0;

beforeAll(async () => {
  world = await makeGateWorld();
  bare = join(dirname(world.dir), 'remote.git');
  colleague = join(dirname(world.dir), 'colleague');
  const { git } = world;
  await git('init', '--quiet', '--bare', '--initial-branch', 'main', bare);
  await git('remote', 'add', 'origin', bare);
  await git('push', '--quiet', 'origin', 'main');
  await git('clone', '--quiet', bare, colleague);
  await git('checkout', '--quiet', '-b', 'integration/daily');
});
afterAll(() => world.close());

beforeEach(async () => {
  const shaOf = (branch: string) => world.git('--git-dir', bare, 'rev-parse', `refs/heads/${branch}`);
  github = await makeGitHub({ shaOf });
  const landing = { main: 'pull_request', repository: github.repository, api: github.url };
  ({ context } = await world.open('{}'));
  Object.assign(context, {
    ...{ main: 'main', integration: 'integration/daily', gitHubToken: 'right-token' },
    configuration: configurationSchema.parse({ landing: { window: 4, ...landing } }),
    clock: { now: () => Date.parse('2026-11-23T09:00:00Z') },
  });
  return () => github.end();
});

/** The second half of a review that judged the tip and holds nothing back; answers its row, and what status says. */
async function review() {
  number += 1;
  const due = { name: 'end', number, day: 1 };
  const integration = await takeInMain(context, due);
  const text = (await world.git('show', `${integration}:PLAN.md`)).concat('\n');
  const judged = {
    integration,
    judgements: [],
    generation: context.fence.generation,
    at: '2026-11-23T09:00:00Z',
  };
  await landReview(context, due, judged, text);
  const rows = await readReviews(context.store.database, context.fence.run);
  return { ...rows.at(-1)!, because: heldBecause(rows) ?? '' };
}
const at = (where: 'here' | 'remote', branch: string) =>
  where === 'here'
    ? world.git('rev-parse', `refs/heads/${branch}`)
    : world.git('--git-dir', bare, 'rev-parse', `refs/heads/${branch}`);
/** On the tip of the integration branch, which reviews move beside this checkout. */
async function commit(files: Record<string, string>): Promise<string> {
  await world.git('reset', '--quiet', '--hard', 'integration/daily');
  return world.commit(files);
}
/** Somebody at the remote: git in a clone of its own. */
async function remotely(...commands: string[][]): Promise<void> {
  await world.git('-C', colleague, 'fetch', '--quiet', '--prune', 'origin');
  await world.git('-C', colleague, 'checkout', '--quiet', '-B', 'main', 'origin/main');
  for (const command of commands) await world.git('-C', colleague, ...command);
}
const branch = () => `muster/${context.fence.run}`;
const push = ['push', '--quiet', 'origin', 'main'];
const mergeIt = () => [['merge', '--quiet', '--no-ff', '-m', 'Merge it', `origin/${branch()}`], push];
const squashIt = () => [
  ['merge', '--quiet', '--squash', `origin/${branch()}`],
  ['commit', '--quiet', '-m', 'All of it, squashed'],
  push,
];
/** Whatever a test left: the remote's main has it, as after a merge. */
async function settle(): Promise<void> {
  await remotely(...mergeIt());
  expect(await review()).toMatchObject({ verdict: 'landed' });
}

describe('[P1] a review that lands by pull request', () => {
  test('asks once, and again on the same branch with what came since; main stays where it is', async () => {
    const before = await at('here', 'main');
    const first = await commit({ 'a.txt': 'one\n' });
    const waits = await review();
    const url = 'https://github.test/garden/guide/pull/1';
    const pullRequest = { url, number: 1, branch: branch(), commit: first };
    expect(waits).toMatchObject({
      verdict: 'held',
      main: null,
      evidence: { pullRequest, integration: first },
    });
    expect(waits.because).toBe(
      `main waits for pull request ${url} to be merged; 'muster resume' then goes on`,
    );
    const second = await commit({ 'a.txt': 'two\n' });
    expect(await review()).toMatchObject({ evidence: { pullRequest: { number: 1, commit: second } } });
    expect(github.pulls).toHaveLength(1);
    expect(await at('remote', branch())).toBe(second);
    expect(await at('here', 'main')).toBe(before);
    expect(await at('remote', 'main')).toBe(before);
    await settle();
    expect(await at('here', 'main')).toBe(await at('remote', 'main'));
  });

  test('goes on from the merge, and asks for nothing that is there', async () => {
    await commit({ 'b.txt': 'one\n' });
    await review();
    await remotely(...mergeIt());
    github.requests.length = 0;
    const merged = await at('remote', 'main');
    expect(await review()).toMatchObject({
      verdict: 'landed',
      main: merged,
      evidence: { integration: merged },
    });
    expect(await at('here', 'integration/daily')).toBe(merged);
    expect(github.requests).toEqual([]);
  });

  test('knows its work again when it was squashed', async () => {
    await commit({ 'c.txt': 'one\n' });
    await commit({ 'c.txt': 'two\n' });
    await review();
    await remotely(...squashIt());
    const squashed = await at('remote', 'main');
    expect(await review()).toMatchObject({ verdict: 'landed', main: squashed });
    expect(await at('here', 'main')).toBe(squashed);
    expect(await holdsAllOf(context.repo, squashed, await at('here', 'integration/daily'))).toBe(true);
  });

  test('judges with what others merged at the remote', async () => {
    await remotely(['commit', '--quiet', '--allow-empty', '-m', 'From elsewhere'], push);
    await commit({ 'd.txt': 'one\n' });
    await review();
    expect(await at('here', 'main')).toBe(await at('remote', 'main'));
    expect(await world.git('merge-base', '--is-ancestor', 'main', 'integration/daily')).toBe('');
    await settle();
  });
});

describe('[P3] main is held back with the reason, and nothing is lost', () => {
  const broken = async (words: RegExp) => {
    const row = await review();
    expect(row.because).toMatch(words);
    expect(row.because).toMatch(/tried again by the next review, or by 'muster resume'\.$/);
    expect(row).toMatchObject({
      verdict: 'held',
      evidence: { integration: await at('here', 'integration/daily') },
    });
  };

  test.each([
    ['the token is not accepted', () => Object.assign(context, { gitHubToken: 'wrong' }), /is not accepted/],
    ['nobody may open it', () => Object.assign(context, { gitHubToken: undefined }), /gh auth login/],
    [
      'the server fails',
      () => github.troubles.push({ status: 403, headers: { 'retry-after': '900' } }),
      /900 s/,
    ],
  ])('where %s, and asked for by the next review', async (name, brake, words) => {
    await commit({ 'e.txt': `${name}\n` });
    const { gitHubToken } = context;
    brake();
    await broken(words);
    Object.assign(context, { gitHubToken });
    expect(await review()).toMatchObject({ evidence: { pullRequest: { number: 1 } } });
    await settle();
  });

  test('where its branch would be main itself', async () => {
    await commit({ 'k.txt': 'one\n' });
    const before = await at('remote', 'main');
    const { landing } = context.configuration;
    Object.assign(context, {
      configuration: { ...context.configuration, landing: { ...landing, branch: 'main' } },
    });
    await broken(/landing\.branch is main, which is not Muster's own/);
    expect(await at('remote', 'main')).toBe(before);
    Object.assign(context, { configuration: { ...context.configuration, landing } });
    await review();
    await settle();
  });

  test('where the remote is out of reach, or not there', async () => {
    await commit({ 'f.txt': 'one\n' });
    await world.git('remote', 'set-url', 'origin', `${bare}-gone`);
    await broken(/main cannot be fetched from origin: .*does not appear to be a git repository/s);
    await world.git('remote', 'set-url', 'origin', bare);
    await world.git('remote', 'rename', 'origin', 'upstream');
    await broken(/main cannot be fetched from origin/);
    await world.git('remote', 'rename', 'upstream', 'origin');
    await review();
    await settle();
  });

  test('where somebody else pushed to its branch, whose commit stays', async () => {
    await commit({ 'g.txt': 'one\n' });
    await review();
    const name = branch();
    await remotely(
      ['checkout', '--quiet', '-B', name, `origin/${name}`],
      ['commit', '--quiet', '--allow-empty', '-m', 'A word by hand'],
      ['push', '--quiet', 'origin', name],
    );
    const theirs = await at('remote', name);
    await commit({ 'g.txt': 'two\n' });
    await broken(/did not come from here: merge it into integration\/daily, or delete that branch there/);
    expect(await at('remote', name)).toBe(theirs);
    await world.git('reset', '--quiet', '--hard', 'integration/daily');
    await world.git('merge', '--quiet', '--no-edit', theirs);
    expect(await review()).toMatchObject({ evidence: { pullRequest: { number: 1 } } });
    await settle();
  });

  test('where the pull request was closed without being merged', async () => {
    await commit({ 'h.txt': 'one\n' });
    await review();
    github.close(1, 'closed');
    await broken(/pull\/1 was closed without being merged: reopen it there/);
    github.pulls[0]!.state = 'open';
    await review();
    await settle();
  });
});

describe('[P2] with gh', () => {
  test('the pull request is opened and updated by it, where somebody is logged in', async () => {
    const bin = join(dirname(world.dir), 'bin');
    const calls = join(bin, 'calls');
    mkdirSync(bin);
    writeFileSync(
      join(bin, 'gh'),
      `#!/bin/sh
echo "$*" >> "${calls}"
case "$1 $2" in
'auth status') exit 0 ;;
'pr list') test -f "${bin}/made" && cat "${bin}/made" || echo '[]' ;;
'pr create') cat > "${bin}/body"
  echo '[{"number":7,"url":"https://github.test/p/7","state":"OPEN","headRefOid":"x"}]' > "${bin}/made" ;;
'pr edit') cat > "${bin}/body" ;;
esac
`,
    );
    chmodSync(join(bin, 'gh'), 0o755);
    const { repo } = context;
    Object.assign(context, { repo: { ...repo, env: { ...repo.env, PATH: `${bin}:${repo.env.PATH}` } } });
    await commit({ 'i.txt': 'one\n' });
    expect(await review()).toMatchObject({
      evidence: { pullRequest: { number: 7, url: 'https://github.test/p/7' } },
    });
    await commit({ 'i.txt': 'two\n' });
    expect(await review()).toMatchObject({ evidence: { pullRequest: { number: 7 } } });
    const said = readFileSync(calls, 'utf8');
    expect(said).toMatch(
      /pr create --repo github\.com\/garden\/guide --head muster\/r\d+ --base main --title /,
    );
    expect(said).toContain('pr edit 7 --repo github.com/garden/guide');
    expect(readFileSync(join(bin, 'body'), 'utf8')).toContain('holds nothing back');
    expect(github.requests).toEqual([]);
    await settle();
  });
});
