import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project, readFixture } from './make-project.ts';
import type { Ended } from './start-program.ts';
import { writePages } from './write-page.ts';

const guide = readFixture('guide')['PLAN.md']!;
const gates = readFixture('guide')['gates.yaml']!;
let database: TestDatabase;

beforeAll(async () => {
  database = await makeTestDatabase();
});
afterAll(() => database.remove());

describe('a session that writes what another one owns', () => {
  let project: Project;
  let run: Ended;

  beforeAll(async () => {
    project = await makeProject(database);
    const foreign = { do: 'write', path: 'beds/weeds.md', text: 'Nettles.\n' };
    const script = project.script({
      ...writePages({ b1s1: [foreign] }),
      b2s3: { script: [{ do: 'lie', artifacts: ['pictures/beds.md'] }] },
    });
    run = await project.muster('run', 'PLAN.md', ...script);
  });
  afterAll(() => project.remove());

  it('is refused with the name of the owner and how to ask, and the run ends with exit code 3', async () => {
    expect(run.exitCode).toBe(3);
    const refused = (await project.events()).find((event) => event.kind === 'ownership_refused')!;
    expect(refused).toMatchObject({ session: 1, data: { foreign: [{ path: 'beds/weeds.md', owner: 2 }] } });
    const { tasks } = await project.status();
    const task = tasks.find((one) => one.label === 'b1s1')!;
    expect(task.state).toMatchObject({
      kind: 'blocked',
      reason: expect.stringMatching(/beds\/weeds\.md, which belongs to Session 2 \(Grower\)/),
    });
    expect(task.state).toMatchObject({
      reason: expect.stringContaining('muster grant beds/weeds.md --to 1'),
    });
    expect(run.stdout).toContain('Session 2 (Grower)');
  });

  it('leaves nothing of it on the integration branch, on main or on the branch of its session', async () => {
    for (const branch of ['main', 'integration/daily', 'session-1-editor']) {
      const paths = await project.git('log', '--format=', '--name-only', branch);
      expect(paths).not.toContain('beds/weeds.md');
      expect(paths).not.toContain('preface.md');
    }
    expect(project.read('.muster/worktrees/session-1/beds/weeds.md')).toBe('Nettles.\n');
  });

  it('believes no driver that only says it is done', async () => {
    const { tasks, milestones } = await project.status();
    expect(tasks.find((task) => task.label === 'b2s3')!.state).toMatchObject({
      kind: 'blocked',
      reason: expect.stringContaining('changed nothing'),
    });
    expect(milestones.map((one) => one.isTicked)).toEqual([false, false]);
    expect(project.read('PLAN.md')).toBe(guide);
  });

  it('is refused again with a grant that is over, and lands with one that is not', async () => {
    await project.muster('grant', 'beds/weeds.md', '--to', '1', '--for', '1ms', '--why', 'weeds are mine');
    const late = await project.muster('resume');
    expect(late.exitCode).toBe(3);
    expect(await project.git('ls-tree', '-r', '--name-only', 'integration/daily')).not.toContain('weeds');
    const { stdout } = await project.muster('grant', 'beds/weeds.md', '--to', '1', '--for', '2h');
    expect(stdout).toContain('Session 1 may write beds/weeds.md until');
    project.script(writePages({ b1s1: [{ do: 'write', path: 'beds/weeds.md', text: 'Nettles.\n' }] }));
    const granted = await project.muster('resume');
    expect(granted.exitCode, granted.stdout + granted.stderr).toBe(0);
    expect(await project.git('show', 'main:beds/weeds.md')).toBe('Nettles.');
  });
});

describe('drivers that go wrong', () => {
  it('blocks in words what crashed or claims what is not there, and tells the others what a driver asks', async () => {
    const project = await makeProject(database);
    const script = project.script({
      ...writePages({ b1s2: [{ do: 'ask', text: 'Which bed comes first?' }] }),
      b1s1: { script: [{ do: 'exit_host', code: 9 }] },
      b2s3: {
        script: [
          { do: 'write', path: 'pictures/draft.md', text: 'A sketch.\n' },
          { do: 'lie', artifacts: ['pictures/beds.md'] },
        ],
      },
    });
    project.write('muster/config.yaml', 'turns: 2\n');
    const run = await project.muster('run', 'PLAN.md', ...script);
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    const { tasks, reports } = await project.status();
    const stateOf = (label: string) => tasks.find((task) => task.label === label)!.state;
    expect(stateOf('b1s1')).toMatchObject({
      kind: 'blocked',
      reason: expect.stringMatching(/gone without an outcome/),
    });
    expect(stateOf('b1s2').kind).toBe('done');
    expect(stateOf('b2s3')).toMatchObject({
      kind: 'blocked',
      reason: expect.stringContaining('pictures/beds.md'),
    });
    expect(reports).toEqual([
      expect.objectContaining({ session: 2, kind: 'question', text: 'Which bed comes first?' }),
    ]);
    expect(await project.git('rev-parse', 'main')).toBe(
      await project.git('rev-list', '--max-parents=0', 'main'),
    );
    await project.remove();
  });

  it('ends a silent turn at its limit, and names it blocked', async () => {
    const project = await makeProject(database, {
      files: { 'muster/config.yaml': 'turns: 1\ntaskTimeout: 700ms\n' },
    });
    const script = project.script({
      ...writePages(),
      b1s2: { script: [{ do: 'silent', ms: 60_000 }] },
      b1s1: { script: [{ do: 'crash' }] },
    });
    const run = await project.muster('run', 'PLAN.md', ...script);
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    const { tasks } = await project.status();
    expect(tasks.map((task) => [task.label, task.state.kind])).toEqual([
      ['b1s2', 'blocked'],
      ['b1s1', 'blocked'],
      ['b2s3', 'waiting'],
    ]);
    expect(tasks[0]!.state).toMatchObject({ reason: expect.stringContaining('time limit of 700 ms') });
    expect(tasks[1]!.state).toMatchObject({ reason: expect.stringContaining('crashed as its script says') });
    expect(await project.processesLeft()).toEqual([]);
    await project.remove();
  });

  it('blocks a task that the runbook does not know, by name and file', async () => {
    const runbook = readFixture('guide')['muster/runbook.yaml']!.replace('  b1s1:', '  b9s9:');
    const project = await makeProject(database, { files: { 'muster/runbook.yaml': runbook } });
    const run = await project.muster('run', 'PLAN.md');
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    const task = (await project.status()).tasks.find((one) => one.label === 'b1s1')!;
    expect(task.state).toMatchObject({
      kind: 'blocked',
      reason: expect.stringContaining('no entry for b1s1'),
    });
    await project.remove();
  });
});

describe('gates that do not pass', () => {
  const outcomes = [
    ['missing_command', 'no-such-command-anywhere'],
    ['no_tests', 'echo "0 passed, 0 failed"'],
    ['timed_out', 'sleep 30'],
    ['killed', 'kill -9 $$'],
  ] as const;

  it('knows each way of not passing by its own name, keeps milestones open and main where it was', async () => {
    const bindings = [
      'gates:',
      ...outcomes.map(([name, run]) => `  ${name}: { run: '${run}', timeout: 800ms }`),
      '  pages: { run: sh check.sh }',
      'every: [pages]',
      'oversight:',
      '  p1.d1-2.quality-gates: [missing_command]',
      '  p1.d3.quality-gates: [no_tests]',
      'handoffs: { beds-to-pictures-handoff: { waived: nobody looks at pictures here } }',
      'milestones: { day-2: [timed_out], day-3: [killed] }',
      '',
    ].join('\n');
    const project = await makeProject(database, { files: { 'gates.yaml': bindings } });
    const run = await project.muster('run', 'PLAN.md', ...project.script(writePages()));
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    const status = await project.status();
    expect(status.tasks.every((task) => task.state.kind === 'done')).toBe(true);
    const results = (await project.events()).filter((event) => event.kind === 'gate_finished');
    const seen = new Set(results.map((event) => `${event.data.gate} ${event.data.outcome}`));
    for (const gate of ['missing_command', 'no_tests', 'timed_out', 'killed'])
      expect([...seen]).toContain(`${gate} ${gate}`);
    expect(await project.git('rev-parse', 'main')).toBe(
      await project.git('rev-list', '--max-parents=0', 'main'),
    );
    expect(project.read('PLAN.md')).toBe(guide);
    expect(status.milestones.map((one) => one.isTicked)).toEqual([false, false]);
    expect(status.gates.filter((gate) => gate.outcome === 'red')).toHaveLength(2);
    expect(status.isMainAtIntegration).toBe(false);

    await project.remove();
  });

  it('sends a deliverable back that fails or empties its gate, with the end of the output', async () => {
    const bindings = gates.replace(
      'every: [pages]',
      "  red: { run: 'echo 1 passed, 1 failed; echo the beds are dry; exit 1' }\nevery: [pages]\ntasks: { b1s2: [red] }",
    );
    const project = await makeProject(database, {
      files: { 'gates.yaml': bindings, 'muster/config.yaml': 'turns: 2\n' },
    });
    const script = project.script({
      ...writePages(),
      b1s1: { script: [{ do: 'write', path: 'preface.md', text: '' }] },
    });
    const run = await project.muster('run', 'PLAN.md', ...script);
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    const status = await project.status();
    const stateOf = (label: string) => status.tasks.find((task) => task.label === label)!.state;
    expect(stateOf('b1s2')).toMatchObject({
      kind: 'blocked',
      reason: expect.stringContaining('the beds are dry'),
    });
    expect(stateOf('b1s1')).toMatchObject({
      kind: 'blocked',
      reason: expect.stringContaining("gate 'pages' ended as failed"),
    });
    expect(stateOf('b2s3').kind).toBe('waiting');
    expect(await project.git('log', '--format=%s', 'integration/daily')).not.toContain('Integrate');
    expect(await project.git('rev-parse', 'main')).toBe(
      await project.git('rev-list', '--max-parents=0', 'main'),
    );
    await project.remove();
  });

  it('holds main back for an oversight that nothing is bound to, says how to bind it, and lands once it is bound', async () => {
    const unbound = gates.replace('  p1.d3.quality-gates: [pages]\n', '');
    const project = await makeProject(database, { files: { 'gates.yaml': unbound } });
    const run = await project.muster('run', 'PLAN.md', ...project.script(writePages()));
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    expect(run.stdout).toContain("bind a gate under 'oversight.p1.d3.quality-gates'");
    expect(project.read('PLAN.md')).toContain('- [ ] **Day 3**');
    project.write('gates.yaml', gates);
    const resumed = await project.muster('resume');
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
    expect(await project.git('show', 'main:PLAN.md')).toContain('- [x] **Day 3**');
    expect(await project.git('show', 'main:pictures/beds.md')).toContain('leeks');
    await project.remove();
  });
});

describe('files that are wrong', () => {
  let project: Project;

  beforeAll(async () => {
    project = await makeProject(database);
  });
  afterAll(() => project.remove());

  const files: [string, string, string, RegExp][] = [
    [
      'a broken gates.yaml',
      'gates.yaml',
      'gates:\n  pages: { run: sh check.sh\nevery: [pages]\n',
      /gates\.yaml:\d+:\d+ /,
    ],
    [
      'a gates.yaml with an unknown key',
      'gates.yaml',
      `${gates}oversite: {}\n`,
      /gates\.yaml:\d+:\d+ .*oversite/,
    ],
    [
      'a gates.yaml that names no gate',
      'gates.yaml',
      gates.replace('every: [pages]', 'every: [pagse]'),
      /every names the gate 'pagse'/,
    ],
    [
      'a gates.yaml that names no oversight',
      'gates.yaml',
      gates.replace('p1.d3.quality', 'p1.d4.quality'),
      /p1\.d4\.quality-gates is not in the document/,
    ],
    ['a broken config.yaml', 'muster/config.yaml', 'concurrency: many\n', /config\.yaml:1:\d+ concurrency: /],
    [
      'a broken runbook',
      'muster/runbook.yaml',
      'version: 1\ntasks:\n  b1s1:\n    stepz: []\n',
      /runbook\.yaml:4:\d+ .*stepz/,
    ],
    [
      'a document with an error',
      'PLAN.md',
      guide.replace('ca preset documentation', 'ca preset documantation'),
      /PLAN\.md:\d+:\d+ .*documantation/,
    ],
  ];

  it.each(files)('refuses %s with its place, and begins no run', async (_, path, text, words) => {
    const before = path === 'muster/config.yaml' ? undefined : project.read(path);
    project.write(path, text);
    const run = await project.muster('run', 'PLAN.md');
    if (before === undefined) await project.git('clean', '-fdq', '--', path);
    else project.write(path, before);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(words) });
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });

  it('refuses a mis-decoded document, a pace that is none and a gate file that is not there', async () => {
    project.write('mis-decoded.md', guide.replaceAll('├──', '‚îú‚îÄ‚îÄ').replaceAll('└──', '‚îî‚îÄ‚îÄ'));
    const misDecoded = await project.muster('run', 'mis-decoded.md');
    expect(misDecoded).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('muster plan repair') });
    const pace = await project.muster('run', 'PLAN.md', '--pace', 'fast');
    expect(pace).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("'fast'") });
    const file = await project.muster('run', 'PLAN.md', '--gates', 'gatez.yaml');
    expect(file).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('gatez.yaml') });
    expect((await project.muster('status')).exitCode).toBe(2);
  });
});
