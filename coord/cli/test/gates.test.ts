import { writeFileSync } from 'node:fs';
import type { GatesView } from '@musterhq/engine';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holding, letGo, waits } from './hold-session.ts';
import { makeProject, type Project } from './make-project.ts';
import { writePages } from './write-page.ts';

const bindings = (more: string) => `gates:
  pages: { run: sh check.sh }
  tone: { kind: human, question: Do the pages read well? }
  links: { kind: check, run: 'echo a dead link; exit 1' }
every: [pages]
${more}
handoffs: { beds-to-pictures-handoff: [pages] }
milestones: { day-2: [pages], day-3: [pages] }
`;

let database: TestDatabase;
const projects: Project[] = [];

beforeAll(async () => {
  database = await makeTestDatabase();
});
afterAll(async () => {
  for (const project of projects) await project.remove();
  await database.remove();
});

async function projectWith(more: string): Promise<Project> {
  const project = await makeProject(database, { files: { 'gates.yaml': bindings(more) } });
  projects.push(project);
  return project;
}

const viewOf = async (project: Project): Promise<GatesView> =>
  JSON.parse((await project.muster('gates', '--json')).stdout);
const reviewsOf = async (project: Project) =>
  (await project.status()).reviews.map(({ name, verdict }) => `${name} ${verdict}`);

describe('gates, approve and refuse while no coordinator runs', () => {
  let project: Project;

  beforeAll(async () => {
    project = await projectWith('oversight: { p1.d1-2.quality-gates: [pages, tone] }');
    const run = await project.muster('run', 'PLAN.md', ...project.script(writePages()));
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
  });

  it('shows each gate with what it is bound to and came to, who is waited for and what is unbound', async () => {
    const view = await viewOf(project);
    expect(view.gates).toMatchObject([
      {
        gate: 'pages',
        kind: 'test',
        boundTo: [
          { kind: 'every' },
          { kind: 'oversight', id: 'p1.d1-2.quality-gates' },
          { kind: 'handoff' },
          { kind: 'milestone', id: 'day-2' },
          { kind: 'milestone', id: 'day-3' },
        ],
        last: { outcome: 'passed', standing: 'passed', isReused: true, isOfTip: true, exitCode: 0, tries: 1 },
      },
      { gate: 'tone', kind: 'human', isWaiting: true, last: { outcome: 'undecided' }, decision: null },
      { gate: 'links', kind: 'check', boundTo: [], last: null },
    ]);
    expect(view.unbound).toMatchObject([
      { kind: 'oversight', id: 'p1.d3.quality-gates', remedy: expect.stringContaining('gates.yaml') },
    ]);
    const { stdout } = await project.muster('gates');
    expect(stdout).toContain('tone: Do the pages read well?');
    expect(stdout).toContain('muster approve tone --why TEXT');
    expect(stdout).toMatch(/passed \(\d passed, 0 failed, \d+ ms, taken from the store\) at [0-9a-f]{10}/);
    expect(stdout).toContain('links  check  not run yet');
    expect(stdout).toMatch(/Holds main back, since nothing is bound to it:\n {2}oversight p1\.d3/);
    const log = view.gates[0]!.last!.log!;
    expect(log).toContain('.muster/gates/');
  });

  it.each([
    [['approve', 'tonne', '--why', 'fine'], /did you mean 'tone'/],
    [['approve', 'tone'], /required option '--why <reason>'/],
    [['approve', 'tone', '--why', 'fine', '--commit', 'no-such'], /holds no commit no-such/],
    [['refuse', 'pages', '--why', 'bad'], /no question to a person.*bind a human gate/],
  ])('answers %j with what to do', async (args, words) => {
    expect(await project.muster(...args)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(words),
    });
  });

  it('has nothing to answer for where a gate passed', async () => {
    const { exitCode, stdout } = await project.muster('approve', 'pages', '--why', 'why not');
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('nothing was recorded'),
    });
  });

  it('hears a no with the next resume, and a yes after it; the same word twice is one', async () => {
    project.write(
      'gates.yaml',
      bindings('oversight: { p1.d1-2.quality-gates: [pages, tone], p1.d3.quality-gates: [pages] }'),
    );
    const no = await project.muster('refuse', 'tone', '--why', 'The preface is dull');
    expect(no).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("nobody coordinates now; 'muster resume' goes on with it"),
    });
    const held = await project.muster('resume');
    expect(held.exitCode, held.stdout + held.stderr).toBe(3);
    expect(held.stdout).toContain('The preface is dull');
    const yes = ['approve', 'tone', '--why', 'It grows on me', '--json'];
    expect(JSON.parse((await project.muster(...yes)).stdout)).toMatchObject({
      ...{ kind: 'recorded', decision: 'approved', why: 'It grows on me', isOfTip: true },
    });
    expect(JSON.parse((await project.muster(...yes)).stdout)).toMatchObject({ kind: 'already' });
    const decided = (await project.events()).filter((event) => event.kind === 'gate_decided');
    expect(decided.map(({ data }) => data.decision)).toEqual(['refused', 'approved']);
    const resumed = await project.muster('resume');
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
    expect(await project.git('show', 'main:PLAN.md')).toContain('- [x] **Day 3**');
    const late = await project.muster('refuse', 'tone', '--why', 'Too late');
    expect(late).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is finished') });
    const status = await project.status();
    expect(status.gates.find(({ id }) => id === 'p1.d1-2.quality-gates')).toMatchObject({
      outcome: 'passed',
    });
  });
});

describe('what came onto the integration branch past the landing', () => {
  it('holds main back by name, until a person lets it through', async () => {
    const project = await projectWith(
      'oversight: { p1.d1-2.quality-gates: [pages], p1.d3.quality-gates: [pages, tone] }',
    );
    const run = await project.muster('run', 'PLAN.md', ...project.script(writePages()));
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    await project.muster('approve', 'tone', '--why', 'Reads well');
    await project.git('worktree', 'add', '--quiet', '--detach', `${project.dir}-past`, 'integration/daily');
    writeFileSync(`${project.dir}-past/extra.md`, 'Nobody judged this.\n');
    await project.git('-C', `${project.dir}-past`, 'add', 'extra.md');
    await project.git('-C', `${project.dir}-past`, 'commit', '--quiet', '-m', 'Past the landing');
    const pushed = await project.git('-C', `${project.dir}-past`, 'rev-parse', 'HEAD');
    await project.git('update-ref', 'refs/heads/integration/daily', pushed);
    expect((await viewOf(project)).gates.map(({ gate }) => gate)).not.toContain('unlanded-commits');
    const held = await project.muster('resume');
    expect(held.exitCode, held.stdout + held.stderr).toBe(3);
    const { gates, toDecide } = await project.status();
    expect(toDecide.waiting).toContainEqual(expect.objectContaining({ gate: 'unlanded-commits' }));
    expect(gates.find(({ id }) => id === 'unlanded-commits')).toMatchObject({
      outcome: 'red',
      reason: expect.stringMatching(
        new RegExp(
          `holds 1 commit that came through no landing:\n {2}${pushed.slice(0, 10)} by .*: extra\\.md`,
        ),
      ),
    });
    expect(await project.git('log', '--format=%H', 'main')).not.toContain(pushed);
    await project.muster('approve', 'unlanded-commits', '--why', 'It is mine');
    // Its contents are others by the file that came past the landing.
    await project.muster('approve', 'tone', '--why', 'Still reads well');
    const resumed = await project.muster('resume');
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
    expect(await project.git('log', '--format=%H', 'main')).toContain(pushed);
  });
});

describe('a decision while a coordinator runs', () => {
  it('has the review repeated at once; an override lands, is named as one, and ticks nothing', async () => {
    const project = await projectWith(
      'oversight: { p1.d1-2.quality-gates: [tone, links], p1.d3.quality-gates: [pages] }',
    );
    const script = project.script(writePages({ b2s3: holding(project) }));
    const run = project.start(['run', 'PLAN.md', ...script]);
    await waits(project);
    await run.shows(/review p1\.d1-2: held/);
    expect((await project.status()).toDecide).toMatchObject({ waiting: [{ gate: 'tone' }], unbound: [] });
    const approved = await project.muster('approve', 'tone', '--why', 'Reads well');
    expect(approved.stdout).toContain('its coordinator looks again now');
    await run.shows(/gate tone approved by .*: Reads well/);
    await run.shows(/gate tone passed/);
    const answered = await project.muster('approve', 'links', '--why', 'The linked page comes tomorrow');
    expect(answered.stdout).toMatch(
      /^OVERRIDE of the gate 'links' \(check\), which is failed at [0-9a-f]{10}, by /,
    );
    await run.shows(/main moved to/);
    expect(await reviewsOf(project)).toEqual(['p1.d1-2 held', 'p1.d1-2 held', 'p1.d1-2 landed']);
    const view = await viewOf(project);
    expect(view.overrides).toMatchObject([
      { gate: 'links', why: 'The linked page comes tomorrow', isOfTip: true },
    ]);
    expect(view.gates.find(({ gate }) => gate === 'links')!.last).toMatchObject({
      outcome: 'failed',
      standing: 'overridden',
    });
    letGo(project);
    const ended = await run.ended;
    // Pictures came in since: that is other work, of which nobody has said a word.
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(3);
    expect((await viewOf(project)).gates.find(({ gate }) => gate === 'tone')).toMatchObject({
      isWaiting: true,
    });
    expect((await project.muster('gates')).stdout).toContain(
      'on other contents than integration/daily holds now',
    );
  });
});
