import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  forecastConflicts,
  type LiveBranch,
  listUnreachable,
  makeForecastCache,
  mergeTrees,
  TARGET,
} from '../src/index.ts';
import { type GitRepository, makeRepository, writeFileAt } from './temporary-repository.ts';

const lines = (changes: Record<number, string> = {}) =>
  `${Array.from({ length: 30 }, (_, at) => changes[at] ?? `line ${at}`).join('\n')}\n`;

/** A branch of its own for each session, with one commit on top of `main`. */
function branch(given: GitRepository, session: number, change: () => void, from = 'main'): LiveBranch {
  given.git('checkout', '--quiet', '-B', `session-${session}`, from);
  change();
  const commit = given.commit(`Work of session ${session}`);
  given.git('checkout', '--quiet', 'main');
  return { session, commit };
}

async function look(given: GitRepository, branches: LiveBranch[], cache = makeForecastCache()) {
  return forecastConflicts(given.repo, {
    target: given.git('rev-parse', 'main'),
    branches,
    cache,
    scratch: join(given.root, 'scratch'),
  });
}

describe('a forecast', () => {
  test('names the pairs that will conflict, their paths and both sides of each', async () => {
    const given = await makeRepository({ 'sp ace\n"ü".txt': lines(), 'far.txt': lines(), other: 'x\n' });
    const path = 'sp ace\n"ü".txt';
    const branches = [
      branch(given, 3, () => given.write(path, lines({ 4: 'of three' }))),
      branch(given, 2, () => given.write(path, lines({ 4: 'of two' }))),
      branch(given, 5, () => given.write(path, lines({ 25: 'of five' }))),
      branch(given, 7, () => given.write('other', 'of seven\n')),
    ];
    const forecast = await look(given, branches);
    expect(forecast).toMatchObject({ pairs: 6, meeting: 3, merged: 3 });
    expect(forecast.conflicts).toEqual([
      {
        session: 2,
        other: 3,
        commit: branches[1]!.commit,
        otherCommit: branches[0]!.commit,
        paths: [
          {
            path,
            reason: 'contents',
            hunks: `<<<<<<< ${branches[1]!.commit}\nof two\n=======\nof three\n>>>>>>> ${branches[0]!.commit}`,
          },
        ],
      },
    ]);
  });

  test('finds what a merge of the two would find, in every kind of change', async () => {
    const given = await makeRepository({
      'a/one.txt': lines(),
      'a/two.txt': lines({ 1: 'two' }),
      'b/three.txt': lines({ 1: 'three' }),
      'c/four.txt': lines({ 1: 'four' }),
    });
    const { git, write } = given;
    const branches = [
      branch(given, 1, () => git('mv', 'a/one.txt', 'a/renamed.txt')),
      branch(given, 2, () => write('a/one.txt', lines({ 3: 'changed' }))),
      branch(given, 3, () => git('mv', 'a/one.txt', 'a/otherwise.txt')),
      branch(given, 4, () => git('rm', '--quiet', 'a/one.txt')),
      branch(given, 5, () => git('mv', 'b', 'moved')),
      branch(given, 6, () => write('b/new.txt', 'in a folder that went away\n')),
      branch(given, 7, () => write('d', 'a file\n')),
      branch(given, 8, () => write('d/e/f.txt', 'a folder of that name\n')),
      branch(given, 9, () => write('c/four.txt', lines({ 1: 'four', 9: 'nine' }))),
      branch(given, 10, () => write('c/four.txt', lines({ 1: 'four', 22: 'ten' }))),
    ];
    const forecast = await look(given, branches);
    const found = forecast.conflicts.map(({ session, other }) => `${session} ${other}`);
    const really: string[] = [];
    for (const [at, one] of branches.entries()) {
      for (const other of branches.slice(at + 1)) {
        const merge = await mergeTrees(given.repo, one.commit, other.commit);
        if (merge.kind === 'conflict') really.push(`${one.session} ${other.session}`);
      }
    }
    expect(found).toEqual(really);
    expect(really).toEqual(['1 3', '1 4', '2 4', '3 4', '5 6', '7 8']);
    expect(forecast.meeting).toBeLessThan(forecast.pairs / 4);
  });

  test('asks nothing of git again for a pair that stands as it stood', async () => {
    const given = await makeRepository({ 'a.txt': lines(), 'b.txt': lines() });
    const cache = makeForecastCache();
    const two = branch(given, 2, () => given.write('a.txt', lines({ 4: 'two' })));
    const three = branch(given, 3, () => given.write('a.txt', lines({ 4: 'three' })));
    const first = await look(given, [two, three], cache);
    expect(first.merged).toBe(1);
    const again = await look(given, [two, three], cache);
    expect(again).toEqual({ ...first, merged: 0 });
    const more = branch(given, 3, () => given.write('b.txt', lines({ 4: 'three' })), three.commit);
    expect(await look(given, [two, more], cache)).toMatchObject({ merged: 1 });
    expect([cache.merges.size, cache.reaches.size]).toEqual([1, 3]);
  });

  test('tells a branch of what has landed, once, and not of every branch that has it already', async () => {
    const given = await makeRepository({ 'a.txt': lines(), 'b.txt': lines() });
    const two = branch(given, 2, () => given.write('a.txt', lines({ 4: 'two' })));
    given.commit('Landed', { 'a.txt': lines({ 4: 'landed' }) });
    const three = branch(given, 3, () => given.write('b.txt', lines({ 4: 'three' })));
    const four = branch(given, 4, () => given.write('a.txt', lines({ 4: 'four' })));
    const forecast = await look(given, [two, three, four]);
    expect(forecast.conflicts.map(({ session, other }) => [session, other])).toEqual([
      [TARGET, 2],
      [2, 4],
    ]);
  });

  test('takes as the base of a branch what it took in of the target on its way', async () => {
    const given = await makeRepository({ 'a.txt': lines(), 'b.txt': lines() });
    const begun = branch(given, 2, () => given.write('b.txt', lines({ 4: 'two' })));
    given.commit('Landed', { 'a.txt': lines({ 4: 'landed' }) });
    const two = branch(given, 2, () => given.git('merge', '--quiet', '--no-edit', 'main'), begun.commit);
    const three = branch(given, 3, () => given.write('a.txt', lines({ 4: 'three' })));
    expect(await look(given, [two, three])).toEqual({
      conflicts: [],
      live: [2, 3],
      pairs: 1,
      meeting: 0,
      merged: 0,
    });
  });

  test('looks at no branch that the target contains, and at none that shares nothing with it', async () => {
    const given = await makeRepository({ 'a.txt': lines() });
    const base = given.git('rev-parse', 'HEAD');
    given.git('checkout', '--quiet', '--orphan', 'lonely');
    const lonely = given.commit('Lonely', { 'a.txt': 'lonely\n' });
    given.git('checkout', '--quiet', 'main');
    const landed = given.commit('Landed', { 'a.txt': lines({ 4: 'landed' }) });
    const branches = [base, landed, lonely].map((commit, at) => ({ session: at + 1, commit }));
    expect(await look(given, branches)).toEqual({ conflicts: [], live: [], pairs: 0, meeting: 0, merged: 0 });
    expect(await look(given, [])).toMatchObject({ pairs: 0 });
  });

  test('finds the same with a git that merges one pair at a time', async () => {
    const given = await makeRepository({ 'a.txt': lines() });
    const branches = [2, 3, 4].map((session) =>
      branch(given, session, () =>
        given.write('a.txt', lines({ [session === 4 ? 20 : 4]: `of ${session}` })),
      ),
    );
    const expected = await look(given, branches);
    expect(expected.conflicts).toHaveLength(1);
    // Git 2.38 knows no `merge-tree --stdin`, and says so as it does of any unknown option.
    const old = join(given.root, 'old-git');
    const script = '#!/bin/sh\ncase "$*" in *merge-tree*--stdin*) exit 129;; esac\nexec git "$@"\n';
    writeFileAt(old, script, 0o755);
    expect(await look({ ...given, repo: { ...given.repo, git: old } }, branches)).toEqual(expected);
  });

  test('leaves no object in the repository and nothing in its scratch folder', async () => {
    const given = await makeRepository({ 'a.txt': lines() });
    const branches = [2, 3, 4].map((session) =>
      branch(given, session, () => given.write('a.txt', lines({ 4: `of ${session}`, [20 + session]: 'x' }))),
    );
    const count = () => given.git('count-objects', '-v');
    const before = count();
    expect((await look(given, branches)).conflicts).toHaveLength(3);
    expect(count()).toBe(before);
    expect(readdirSync(join(given.root, 'scratch'))).toEqual([]);
    expect(await listUnreachable(given.repo)).toEqual([]);
  });
});
