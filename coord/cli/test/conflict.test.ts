import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '@musterhq/store';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letGo, waits } from './hold-session.ts';
import { makeProject, type Project } from './make-project.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeTestDatabase();
});
afterAll(() => database.remove());

/** Both sessions put a line under the title of the index, the second one after the first has landed. */
function runbook(onFeedback: string[], firstWaitsFor: 'session 2' | 'the test'): string {
  const steps = (lines: string[]) => lines.map((line) => `      - run: ${JSON.stringify(line)}\n`).join('');
  return `version: 1
tasks:
  b1s1:
    steps:
${steps([
  'until [ -e "$HOME/begun" ]; do sleep 0.05; done',
  'echo "A garden needs patience." > preface.md',
  'sed "1a The editor was here." INDEX.md > .new && mv .new INDEX.md',
])}    commit: Write the preface
  b1s2:
    steps:
${steps([
  'echo "$MUSTER_TURN" >> "$HOME/steps"',
  ...(firstWaitsFor === 'session 2' ? ['touch "$HOME/begun"'] : []),
  'until git cat-file -e integration/daily:preface.md 2> "$HOME/errors"; do sleep 0.05; done',
  'mkdir -p beds && echo "Beans, leeks, asters." > beds/list.md',
  'sed "1a The grower was here." INDEX.md > .new && mv .new INDEX.md',
])}    commit: Describe the beds
    artifacts: [beds/list.md]
${onFeedback.length === 0 ? '' : `    on_feedback:\n${steps(onFeedback)}`}  b2s3:
    steps:
${steps(['mkdir -p pictures && sed "s/^/A picture of /" beds/list.md > pictures/beds.md'])}    commit: Paint the beds
`;
}

const solve = 'sed "/^<<<<<<< /d; /^=======$/d; /^>>>>>>> /d" INDEX.md > .new && mv .new INDEX.md';

async function makeRun(
  onFeedback: string[],
  firstWaitsFor: 'session 2' | 'the test' = 'session 2',
): Promise<Project> {
  return makeProject(database, { files: { 'muster/runbook.yaml': runbook(onFeedback, firstWaitsFor) } });
}

/** Index and preface hold what both sessions wrote, and every gate saw it together. */
async function bothLanded(project: Project, events: Event[]): Promise<void> {
  const index = (await project.git('show', 'main:INDEX.md')).split('\n');
  expect(index).toEqual(expect.arrayContaining(['The editor was here.', 'The grower was here.']));
  expect(index.filter((line) => /^[<>=]{7}/.test(line))).toEqual([]);
  expect(await project.git('show', 'main:preface.md')).toBe('A garden needs patience.');
  const landed = events.filter(({ kind }) => kind === 'task_integrated');
  expect(landed).toHaveLength(3);
  for (const { data } of landed)
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'candidate_gated',
        data: expect.objectContaining({ commit: data.commit, passed: true }),
      }),
    );
  expect(JSON.parse((await project.muster('queue', '--json')).stdout)).toMatchObject({
    landed: 3,
    left: { conflict: 1, gates: 0 },
  });
}

const briefOf = (project: Project, events: Event[], turn: number): string => {
  const started = events.find(
    ({ kind, session, data }) => kind === 'turn_started' && session === 2 && data.turn === turn,
  );
  return project.read(`.muster/briefs/${started!.data.id}.md`);
};

const sentBackBy = (events: Event[]) =>
  events.filter(({ kind }) => kind === 'rework_asked').map(({ data }) => data.cause);

describe('a conflict is a normal answer', () => {
  it('is laid out in the worktree, solved by editing alone, and gated again', async () => {
    const half = '[ "$MUSTER_TURN" = 3 ] || { sed "/^<<<<<<< /d" INDEX.md > .new && mv .new INDEX.md; }';
    const project = await makeRun([
      'cp INDEX.md "$HOME/index.$MUSTER_TURN"',
      half,
      `[ "$MUSTER_TURN" = 2 ] || { ${solve}; }`,
    ]);
    const run = await project.muster('run', 'PLAN.md');
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const events = await project.events();
    await bothLanded(project, events);
    expect(sentBackBy(events)).toEqual(['conflict', 'conflict']);
    expect(events.filter(({ kind }) => kind === 'entry_left').map(({ data }) => data.cause)).toEqual([
      'conflict',
    ]);
    expect(run.stdout).toMatch(/b1s2 {2}leaves the line \(conflict\)/);
    expect(run.stdout).toMatch(/b1s2 {2}is sent back \(conflict\): The work conflicts with/);
    expect(run.stdout).toMatch(
      /is sent back \(conflict\): The merge of integration\/daily is not solved yet/,
    );

    const brief = briefOf(project, events, 2);
    const section = brief.slice(brief.indexOf('## The conflict'), brief.indexOf('## The task'));
    for (const words of [
      'INDEX.md (contents)',
      'landed by Session 1 (Editor), b1s1: Write the preface',
      '  yours:\n  > The grower was here.',
      '  theirs:\n  > The editor was here.',
      'no git command is needed',
    ])
      expect(section).toContain(words);
    expect(brief.match(/<<<<<<</g)).toHaveLength(1);
    expect(briefOf(project, events, 3)).toContain('INDEX.md, line 3, still holds: =======');

    const [submitted] = events.filter(({ kind, session }) => kind === 'attempt_submitted' && session === 2);
    const solved = events.findLast(({ kind, session }) => kind === 'attempt_submitted' && session === 2)!;
    const solution = String(solved.data.commit);
    const [ours, theirs] = (await project.git('log', '-1', '--format=%P', solution)).split(' ');
    expect(ours).toBe(submitted!.data.commit);
    expect(await project.git('log', '-1', '--format=%s', theirs!)).toBe('Integrate b1s1 of session 1');
    expect(
      await project.git('log', '-1', '--format=%(trailers:key=Muster-Turn,valueonly)', solution),
    ).toMatch(/\.t3$/m);
    await project.remove();
  });

  it('lets a runbook without on_feedback do its steps again on what has landed', async () => {
    const project = await makeRun([]);
    const run = await project.muster('run', 'PLAN.md');
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const events = await project.events();
    await bothLanded(project, events);
    expect(sentBackBy(events)).toEqual(['conflict']);
    expect(project.steps()).toEqual(['1', '2']);
    const [submitted] = events.filter(({ kind, session }) => kind === 'attempt_submitted' && session === 2);
    const saved = events.find(({ kind, session }) => kind === 'worktree_saved' && session === 2)!;
    expect(saved.data).toMatchObject({ head: submitted!.data.commit });
    expect(await project.git('for-each-ref', '--format=%(objectname)', 'refs/muster/kept')).toContain(
      submitted!.data.commit,
    );
    expect(briefOf(project, events, 2)).toContain('so it is done once more on integration/daily');
    await project.remove();
  });

  it('is no way to bring in what is not the session’s own', async () => {
    const project = await makeRun([
      solve,
      // Into another session's folder, and over what came in with the merge.
      '[ "$MUSTER_TURN" = 3 ] || { mkdir -p pictures; echo smuggled > pictures/new.md; echo mine > preface.md; }',
      '[ "$MUSTER_TURN" = 2 ] || { rm -r pictures; echo "A garden needs patience." > preface.md; }',
    ]);
    const run = await project.muster('run', 'PLAN.md');
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const events = await project.events();
    expect(sentBackBy(events)).toEqual(['conflict', 'ownership']);
    const refused = events.find(({ kind }) => kind === 'ownership_refused')!;
    expect((refused.data.foreign as { path: string }[]).map(({ path }) => path).sort()).toEqual([
      'pictures/new.md',
      'preface.md',
    ]);
    await bothLanded(project, events);
    expect(await project.git('log', '--format=%s', 'main', '--', 'pictures/new.md')).toBe('');
    await project.remove();
  });

  it('waits in the worktree for a person who takes the session', async () => {
    const project = await makeRun(['touch "$HOME/waits"; until [ -e "$HOME/go" ]; do sleep 0.05; done']);
    const run = project.start(['run', 'PLAN.md']);
    await waits(project);
    const taken = await project.muster('take', '2');
    expect(taken.exitCode, taken.stderr).toBe(0);
    expect(taken.stdout).toContain('in the middle of a merge. Solve it in the files alone: INDEX.md\n');
    await run.shows(/turn 2 stopped/);
    const index = '.muster/worktrees/session-2/INDEX.md';
    expect(project.read(index)).toMatch(
      /<<<<<<< HEAD\nThe grower was here.\n=======\nThe editor was here.\n>>>>>>> /,
    );
    project.write(index, project.read(index).replaceAll(/^(?:<<<<<<<|=======|>>>>>>>).*\n/gm, ''));
    expect((await project.muster('give', '2', '--done')).exitCode).toBe(0);
    letGo(project);
    const ended = await run.ended;
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    await bothLanded(project, await project.events());
    expect(existsSync(join(project.dir, '.git/worktrees/session-2/MERGE_HEAD'))).toBe(false);
    await project.remove();
  });

  it('is laid out again when the session calls the merge off, and seen through when it commits the markers', async () => {
    const project = await makeRun([
      '[ "$MUSTER_TURN" != 2 ] || git merge --abort',
      '[ "$MUSTER_TURN" != 3 ] || git commit --quiet --all --message "Solved, says the session"',
      `[ "$MUSTER_TURN" != 4 ] || { ${solve}; }`,
    ]);
    const run = await project.muster('run', 'PLAN.md');
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const events = await project.events();
    expect(sentBackBy(events)).toEqual(['conflict', 'conflict', 'conflict']);
    expect(briefOf(project, events, 3)).toContain('in the middle of a merge of integration/daily');
    expect(briefOf(project, events, 4)).toContain('INDEX.md, line 2, still holds: <<<<<<<');
    expect(briefOf(project, events, 4)).toContain('is merged into your branch already');
    await bothLanded(project, events);
    await project.remove();
  });

  it('of a person’s own work waits, laid out, for the person who comes back', async () => {
    const project = await makeRun([], 'the test');
    const run = project.start(['run', 'PLAN.md'], { longestMs: 240_000 });
    const worktree = '.muster/worktrees/session-2';
    await run.shows(/b1s2 {2}turn 1 runs/);
    // Session 3 stays held, so that the run does not end.
    for (const session of ['2', '3']) expect((await project.muster('take', session)).exitCode).toBe(0);
    writeFileSync(join(project.home, 'begun'), '');
    await run.shows(/b1s1 {2}integrated as/, 60_000);
    project.write(`${worktree}/beds/list.md`, 'Peas.\n');
    project.write(`${worktree}/INDEX.md`, project.read('INDEX.md').replace('\n', '\nThe grower was here.\n'));
    expect((await project.muster('give', '2', '--done')).exitCode).toBe(0);
    await run.shows(/b1s2 {2}is blocked: The work conflicts with/);
    // Its steps would put their own work in the place of the person's.
    expect(project.steps()).not.toContain('2');
    expect((await project.muster('take', '2')).exitCode).toBe(0);
    await run.shows(/taken over by .*, in a merge that conflicts in INDEX.md/);
    const index = `${worktree}/INDEX.md`;
    project.write(index, project.read(index).replaceAll(/^(?:<<<<<<<|=======|>>>>>>>).*\n/gm, ''));
    expect((await project.muster('give', '2', '--done')).exitCode).toBe(0);
    expect((await project.muster('give', '3')).exitCode).toBe(0);
    expect((await run.ended).exitCode).toBe(3);
    const resumed = await project.muster('resume');
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
    await bothLanded(project, await project.events());
    expect(await project.git('show', 'main:beds/list.md')).toBe('Peas.');
    await project.remove();
  }, 240_000);
});
