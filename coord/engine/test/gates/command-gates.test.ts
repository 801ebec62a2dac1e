import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evidenceOf, isFlaky, isPass } from '../../src/gates/gate-verdict.ts';
import { type GateWorld, makeGateWorld } from './gate-world.ts';

let world: GateWorld;
let head: string;
beforeAll(async () => {
  world = await makeGateWorld({ 'a.txt': 'one\n' });
  head = await world.git('rev-parse', 'HEAD');
});
afterAll(() => world.close());

describe('[E13] gates that are commands end in ways that are told apart, and one of them is a pass', () => {
  test.each([
    ['passed', "echo '3 passed, 0 failed'", 0],
    ['failed', "echo '2 passed, 1 failed'; exit 1", 1],
    ['missing_command', 'no-such-runner --all', 127],
    ['no_tests', "echo '0 passed, 0 failed'", 0],
    ['unparsable', 'echo done', 0],
    ['timed_out', "echo '3 passed, 0 failed'; sleep 60", null],
    ['killed', "echo '3 passed, 0 failed'; kill -KILL $$", null],
  ])('%s', async (outcome, run, exitCode) => {
    const { judge, results, events } = await world.open(
      `gates: { unit: { run: ${JSON.stringify(run)}, timeout: 700ms } }`,
    );
    const [verdict] = await judge(head, ['unit']);
    expect(verdict).toMatchObject({ outcome, tries: 1 });
    if (outcome !== 'timed_out') expect(verdict!.exitCode).toBe(exitCode);
    expect(isPass(verdict!)).toBe(outcome === 'passed');
    expect(await results()).toMatchObject([{ outcome, kind: 'test', commit: head, key: verdict!.key }]);
    expect((await events()).at(-1)).toMatchObject({ kind: 'gate_finished', data: { outcome } });
  });

  test('and the first that is red ends the row where that is asked for', async () => {
    const { judge } = await world.open(
      'gates: { one: { run: "exit 3", kind: check }, two: { run: "true", kind: check } }',
    );
    const all = await judge(head, ['one', 'two']);
    expect(all.map((verdict) => verdict.outcome)).toEqual(['failed', 'passed']);
    const some = await judge(head, ['one', 'two'], { onFirstRed: 'stop' });
    expect(some).toMatchObject([{ gate: 'one', exitCode: 3 }]);
    expect(evidenceOf(some[0]!)).toMatch(/^The gate 'one' ended as failed, exit code 3\./);
  });

  test('and no gate sees what one before it left in the worktree', async () => {
    const { judge } = await world.open(
      `gates:
  writer: { run: "echo two > a.txt; echo x > new.txt", kind: check }
  reader: { run: "test ! -e new.txt && grep -q one a.txt", kind: check }`,
    );
    const verdicts = await judge(head, ['writer', 'reader']);
    expect(verdicts.map((verdict) => verdict.outcome)).toEqual(['passed', 'passed']);
  });
});

describe('[G3] a gate that says it may be repeated', () => {
  const counting = (name: string, rest: string) =>
    `echo run >> ${world.noteFile(name)}; test -e left.txt && exit 9; touch left.txt; ${rest}`;

  test('is run again when it is red, in a fresh worktree, and is reported as flaky when it then passes', async () => {
    const run = counting('flaky', `test $(wc -l < ${world.noteFile('flaky')}) -ge 3`);
    const { judge, results, events } = await world.open(
      `gates: { flaky: { run: ${JSON.stringify(run)}, kind: check, retries: 4 } }`,
    );
    const [verdict] = await judge(head, ['flaky']);
    expect(verdict).toMatchObject({ outcome: 'passed', tries: 3, exitCode: 0 });
    expect(isFlaky(verdict!)).toBe(true);
    expect(await results()).toMatchObject([{ outcome: 'passed', tries: 3 }]);
    expect((await events()).at(-1)?.data).toMatchObject({ outcome: 'passed', flaky: true, tries: 3 });
  });

  test('stays red when it never passes, and says how often it was tried', async () => {
    const run = counting('red', 'exit 1');
    const { judge } = await world.open(
      `gates: { red: { run: ${JSON.stringify(run)}, kind: check, retries: 2 } }`,
    );
    const [verdict] = await judge(head, ['red']);
    expect(verdict).toMatchObject({ outcome: 'failed', tries: 3 });
    expect(world.notes('red')).toHaveLength(3);
    expect(evidenceOf(verdict!)).toContain('in each of 3 tries');
  });

  test.each([
    ['missing_command', 'no-such-runner'],
    ['no_tests', "echo '0 passed, 0 failed'"],
    ['unparsable', 'echo done'],
  ])('is not run again for %s: that is no bad luck', async (outcome, rest) => {
    const run = counting(outcome, rest);
    const { judge } = await world.open(`gates: { one: { run: ${JSON.stringify(run)}, retries: 5 } }`);
    expect(await judge(head, ['one'])).toMatchObject([{ outcome, tries: 1 }]);
    expect(world.notes(outcome)).toHaveLength(1);
  });
});

describe('[G2] what a gate sees of the environment', () => {
  test('is PATH, the language, a home and a folder of its own, and what it declares; nothing else', async () => {
    const run = `env > ${world.noteFile('env')}; ls -A "$HOME" >> ${world.noteFile('home-holds')}; test -d "$TMPDIR" && touch "$TMPDIR/x"`;
    const { judge } = await world.open(
      `gates: { look: { run: ${JSON.stringify(run)}, kind: check, env: { COLOUR: blue }, pass_env: [TOKEN, ABSENT] } }`,
      { variables: { TOKEN: 'sesame', SECRET: 'hidden' } },
    );
    expect(await judge(head, ['look'])).toMatchObject([{ outcome: 'passed' }]);
    const seen = Object.fromEntries(
      world.notes('env').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    const ofTheShell = ['PWD', 'OLDPWD', 'SHLVL', '_', 'MUSTER_PROCESS_TREE'];
    const names = Object.keys(seen).filter((name) => !ofTheShell.includes(name));
    expect(names.sort()).toEqual(['CI', 'COLOUR', 'HOME', 'LC_ALL', 'PATH', 'TMPDIR', 'TOKEN']);
    expect(seen).toMatchObject({ CI: '1', COLOUR: 'blue', TOKEN: 'sesame' });
    expect(seen.HOME!.startsWith(world.stateDir)).toBe(true);
    expect(world.notes('home-holds')).toEqual(['']);
  });
});
