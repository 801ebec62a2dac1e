import { blockAttempt, insertAttempt, planIntegration, setBase } from '@musterhq/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { configurationSchema } from '../src/configuration.ts';
import type { Context } from '../src/context.ts';
import { findUnlanded } from '../src/landing/find-unlanded.ts';
import { type GateWorld, makeGateWorld } from './gates/gate-world.ts';

let world: GateWorld;
let context: Context;
let attempts = 0;

beforeAll(async () => {
  world = await makeGateWorld({ 'a.txt': 'one\n', 'b.txt': 'one\n' });
  await world.git('checkout', '--quiet', '-b', 'integration/daily');
});
afterAll(() => world.close());

beforeEach(async () => {
  ({ context } = await world.open('{}'));
  Object.assign(context, { main: 'main', integration: 'integration/daily' });
  // What was found before is main's business now, and of no test after it.
  await world.git('branch', '--force', 'main', 'HEAD');
});

const found = async () =>
  (await findUnlanded(context, await world.git('rev-parse', 'HEAD'))).map(({ paths }) => paths);

/** Work of a session, merged onto the branch; with `isLanded` as a landing writes it down before it moves the branch. */
async function integrate(files: Record<string, string>, isLanded: boolean): Promise<void> {
  await world.git('checkout', '--quiet', '--detach');
  await world.commit(files);
  const onto = await world.git('rev-parse', 'integration/daily');
  const work = await world.git('rev-parse', 'HEAD');
  await world.git('checkout', '--quiet', 'integration/daily');
  await world.git('merge', '--quiet', '--no-ff', '-m', 'Integrate', work);
  if (!isLanded) return;
  const { store, fence } = context;
  attempts += 1;
  const key = { task: 'p4.d1-2.s2', attempt: attempts, session: 2 };
  await insertAttempt(store, fence, key, {});
  await setBase(store, fence, key, onto);
  await planIntegration(store, fence, key, { onto, commit: await world.git('rev-parse', 'HEAD') });
  await blockAttempt(store, fence, key, 'over', {});
}

/** What a person commits on main meanwhile. */
async function onMain(files: Record<string, string>): Promise<void> {
  await world.git('checkout', '--quiet', 'main');
  await world.commit(files);
  await world.git('checkout', '--quiet', 'integration/daily');
}

describe('[E34] what came onto the integration branch through no landing', () => {
  test('landings, the plan and main itself are nothing to ask about', async () => {
    await integrate({ 'a.txt': 'landed\n' }, true);
    await world.commit({ 'PLAN.md': '# Plan, with its statuses\n' });
    await onMain({ 'c.txt': 'from main\n' });
    await world.git('merge', '--quiet', '--no-ff', '-m', 'Take in main', 'main');
    expect(await found()).toEqual([]);
  });

  test('a landing of a run before is one too', async () => {
    await integrate({ 'a.txt': 'of the run before\n' }, true);
    ({ context } = await world.open('{}'));
    Object.assign(context, { main: 'main', integration: 'integration/daily' });
    expect(await found()).toEqual([]);
  });

  test('a commit, a merge of work that nobody judged, and what stands between are named, the oldest first', async () => {
    await world.commit({ 'b.txt': 'pushed\n', 'PLAN.md': '# Plan, too\n' });
    await integrate({ 'a.txt': 'landed on it\n' }, true);
    await integrate({ 'd.txt': 'not judged\n' }, false);
    expect(await found()).toEqual([['b.txt'], ['d.txt']]);
  });

  test('of a merge of main it is what its conflicts do not explain', async () => {
    await integrate({ 'a.txt': 'ours\n' }, true);
    await onMain({ 'a.txt': 'theirs\n' });
    await expect(world.git('merge', '--quiet', 'main')).rejects.toThrow();
    await world.commit({ 'a.txt': 'ours and theirs\n' });
    expect(await found()).toEqual([]);
    await onMain({ 'e.txt': 'from main\n' });
    await world.git('merge', '--quiet', '--no-ff', '--no-commit', 'main');
    await world.commit({ 'b.txt': 'taken along\n' });
    expect(await found()).toEqual([['b.txt']]);
  });

  test('once it is on main it is the business of whoever brought it there', async () => {
    await world.commit({ 'b.txt': 'pushed again\n' });
    expect(await found()).toEqual([['b.txt']]);
    await world.git('branch', '--force', 'main', 'integration/daily');
    expect(await found()).toEqual([]);
  });

  test('where main moves by pull requests, what was merged at the remote counts as main', async () => {
    const landing = { main: 'pull_request', repository: 'a/b' };
    context.configuration = configurationSchema.parse({ landing });
    await world.commit({ 'b.txt': 'merged there\n' });
    expect(await found()).toEqual([['b.txt']]);
    await world.git('update-ref', 'refs/muster/remotes/origin/main', 'HEAD');
    expect(await found()).toEqual([]);
  });
});
