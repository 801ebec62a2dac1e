import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentsOf } from '../../src/gates/contents-of.ts';
import { isPass } from '../../src/gates/gate-verdict.ts';
import { type GateWorld, makeGateWorld } from './gate-world.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await makeGateWorld({ 'src/a.txt': 'one\n', 'docs/a.md': '# A\n' });
});
afterAll(() => world.close());

/** A gate that counts its runs in a file outside the repository. */
const counted = (name: string, more = '', rest = 'true') =>
  `${name}: { run: ${JSON.stringify(`echo run >> ${world.noteFile(name)}; ${rest}`)}, kind: check${more} }`;
const runsOf = (name: string) => world.notes(name).length;

describe('[G1] a pass is known by definition, contents and environment', () => {
  test('and is taken from the store without a process or a worktree, also in a later run', async () => {
    const head = await world.commit({});
    const gates = `gates: { ${counted('again')} }`;
    const first = await world.open(gates);
    const [passed] = await first.judge(head, ['again']);
    expect(existsSync(join(world.stateDir, 'worktrees', 'gates-1'))).toBe(true);
    const second = await world.open(gates);
    const before = await world.git('worktree', 'list');
    const [known] = await second.judge(head, ['again']);
    expect(known).toEqual(passed);
    expect(runsOf('again')).toBe(1);
    expect(await second.results()).toEqual([]);
    expect(second.context.room.slots.every((slot) => slot.commit === undefined)).toBe(true);
    expect(await world.git('worktree', 'list')).toBe(before);
  });

  test('whatever else the commit holds, where the gate declares what it reads', async () => {
    const { judge } = await world.open(`gates: { ${counted('inputs', ', inputs: [src/, package.json]')} }`);
    await judge(await world.commit({}), ['inputs']);
    await judge(await world.commit({ 'docs/a.md': '# B\n', 'srcs.txt': 'no' }), ['inputs']);
    expect(runsOf('inputs')).toBe(1);
    await judge(await world.commit({ 'src/b/c.txt': 'new\n' }), ['inputs']);
    expect(runsOf('inputs')).toBe(2);
    await judge(await world.commit({ 'package.json': '{}' }), ['inputs']);
    expect(runsOf('inputs')).toBe(3);
  });

  test('where it declares nothing everything counts, but not the plan’s document', async () => {
    const { judge } = await world.open(`gates: { ${counted('all')} }`);
    await judge(await world.commit({}), ['all']);
    await judge(await world.commit({ 'PLAN.md': '# Plan\n\nticked\n' }), ['all']);
    expect(runsOf('all')).toBe(1);
    await judge(await world.commit({ 'docs/a.md': '# C\n' }), ['all']);
    expect(runsOf('all')).toBe(2);
  });

  test('under a changed command, variable, let-through value or tool it is no pass', async () => {
    const head = await world.commit({});
    const version = join(world.dir, '.muster', 'version.txt');
    writeFileSync(version, 'v1\n');
    const declares = `, pass_env: [TOKEN], tools: ["cat .muster/version.txt"]`;
    const open = (more: string, TOKEN: string) =>
      world.open(`gates: { ${counted('env', more)} }`, { variables: { TOKEN, OTHER: TOKEN } });
    await (await open(declares, 'a')).judge(head, ['env']);
    await (await open(declares, 'a')).judge(head, ['env']);
    expect(runsOf('env')).toBe(1);
    await (await open(declares, 'b')).judge(head, ['env']);
    expect(runsOf('env')).toBe(2);
    await (await open(`${declares}, env: { MODE: fast }`, 'a')).judge(head, ['env']);
    expect(runsOf('env')).toBe(3);
    writeFileSync(version, 'v2\n');
    await (await open(declares, 'a')).judge(head, ['env']);
    expect(runsOf('env')).toBe(4);
  });

  test('and nothing but a pass is: what was red is run again', async () => {
    const head = await world.commit({});
    const { judge } = await world.open(`gates: { ${counted('red', '', 'exit 1')} }`);
    await judge(head, ['red']);
    await judge(head, ['red']);
    expect(runsOf('red')).toBe(2);
  });

  test('a tool that does not say its version makes the gate red, by what became of the tool', async () => {
    const head = await world.commit({});
    const { judge } = await world.open(`gates: { ${counted('tool', ', tools: [no-such-tool --version]')} }`);
    const [verdict] = await judge(head, ['tool']);
    expect(verdict).toMatchObject({ outcome: 'missing_command', standing: { kind: 'red' } });
    expect(verdict!.tail).toContain("'no-such-tool --version'");
    expect(runsOf('tool')).toBe(0);
  });
});

describe('[G4] a person who answers for a red gate', () => {
  test('lets it count as passed by name and reason, on these contents alone; the result stays red', async () => {
    const head = await world.commit({ 'src/a.txt': 'two\n' });
    const { judge, decide, results, context } = await world.open(
      `gates: { ${counted('lint', '', 'exit 1')}, ${counted('other', '', 'exit 1')} }`,
    );
    await judge(head, ['lint']);
    const contents = await contentsOf(context, head);
    await decide({ gate: 'lint', contents, decision: 'overridden', by: 'Ada', why: 'the rule is wrong' });
    const [verdict, other] = await judge(head, ['lint', 'other']);
    expect(verdict).toMatchObject({
      outcome: 'failed',
      standing: { kind: 'overridden', by: 'Ada', why: 'the rule is wrong' },
    });
    expect([isPass(verdict!), isPass(other!)]).toEqual([true, false]);
    // What she had seen is not run again.
    expect(runsOf('lint')).toBe(1);
    expect((await results()).map((row) => row.outcome)).toEqual(['failed', 'failed']);
    const [elsewhere] = await judge(await world.commit({ 'src/a.txt': 'three\n' }), ['lint']);
    expect(elsewhere).toMatchObject({ standing: { kind: 'red' } });
  });

  test('may take it back: the last word counts', async () => {
    const head = await world.commit({ 'src/a.txt': 'four\n' });
    const { judge, decide, context } = await world.open(`gates: { ${counted('back', '', 'exit 1')} }`);
    const contents = await contentsOf(context, head);
    const said = { gate: 'back', contents, by: 'Ada', why: 'thought again' };
    await decide({ ...said, decision: 'overridden' });
    await decide({ ...said, decision: 'refused' });
    expect(await judge(head, ['back'])).toMatchObject([{ standing: { kind: 'red' } }]);
  });

  test('spoke of the gate as it was: of one that was changed since nobody said anything', async () => {
    const head = await world.commit({ 'src/a.txt': 'four and a half\n' });
    const { judge, decide, context } = await world.open(`gates: { ${counted('odd', '', 'exit 1')} }`);
    const contents = await contentsOf(context, head);
    await decide({ gate: 'odd', contents, decision: 'overridden', by: 'Ada', why: 'the rule is wrong' });
    expect(await judge(head, ['odd'])).toMatchObject([{ standing: { kind: 'overridden' } }]);
    context.bindings.gates.odd = { ...context.bindings.gates.odd!, timeout: 59_000 } as never;
    expect(await judge(head, ['odd'])).toMatchObject([{ standing: { kind: 'red' } }]);
  });
});

describe('[G10] a gate that asks a person', () => {
  const gates = 'gates: { sign-off: { kind: human, question: "Is it good?" } }';

  test('is undecided until somebody speaks, and then what was said, on these contents alone', async () => {
    const head = await world.commit({ 'src/a.txt': 'five\n' });
    const { judge, decide, context } = await world.open(gates);
    const [open] = await judge(head, ['sign-off']);
    expect(open).toMatchObject({ outcome: 'undecided', standing: { kind: 'red' } });
    expect(open!.tail).toContain('muster approve sign-off');
    const said = {
      gate: 'sign-off',
      contents: await contentsOf(context, head),
      by: 'Ada',
      why: 'read it all',
    };
    await decide({ ...said, decision: 'refused' });
    expect(await judge(head, ['sign-off'])).toMatchObject([
      { outcome: 'refused', standing: { kind: 'red' } },
    ]);
    await decide({ ...said, decision: 'approved' });
    expect(await judge(head, ['sign-off'])).toMatchObject([
      { outcome: 'passed', evidence: { by: 'Ada', why: 'read it all', question: 'Is it good?' } },
    ]);
    expect(await judge(await world.commit({ 'PLAN.md': '# Plan\n\nmore\n' }), ['sign-off'])).toMatchObject([
      { outcome: 'passed' },
    ]);
    expect(await judge(await world.commit({ 'src/a.txt': 'six\n' }), ['sign-off'])).toMatchObject([
      { outcome: 'undecided' },
    ]);
  });

  test('is not passed by an override: it is asked, not overruled', async () => {
    const head = await world.commit({ 'src/a.txt': 'seven\n' });
    const { judge, decide, context } = await world.open(gates);
    const contents = await contentsOf(context, head);
    await decide({ gate: 'sign-off', contents, decision: 'overridden', by: 'Ada', why: 'in a hurry' });
    expect(await judge(head, ['sign-off'])).toMatchObject([
      { outcome: 'undecided', standing: { kind: 'red' } },
    ]);
  });
});
