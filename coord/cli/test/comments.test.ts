import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { makeProject, type Project, readFixture } from './make-project.ts';

/** The run ends before somebody has answered, so that there is all the time to look at what it committed. */
const gates = readFixture('guide')['gates.yaml']!.replace(
  '  pages: { run: sh check.sh }\n',
  '  pages: { run: sh check.sh }\n  tone: { kind: human, question: Do the pages read well? }\n',
);
const asked = gates.replace('p1.d1-2.quality-gates: [pages]', 'p1.d1-2.quality-gates: [pages, tone]');
const heeds = '      - run: grep -o "Say who keeps the garden" "$MUSTER_BRIEF" > heard.md\n';
/** Each of them starts commands, of which one takes 10 s on a busy machine. */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let database: TestDatabase;
let project: Project;
let number: number;

beforeAll(async () => {
  database = await makeTestDatabase();
  project = await makeProject(database);
  const runbook = join(project.home, 'runbook.yaml');
  writeFileSync(runbook, `${readFixture('guide')['muster/runbook.yaml']}  cs:\n    steps:\n${heeds}`);
  const file = join(project.home, 'gates.yaml');
  writeFileSync(file, asked);
  const run = await project.muster('run', 'PLAN.md', '--runbook', runbook, '--gates', file);
  expect(run.exitCode, run.stdout + run.stderr).toBe(3);
});
afterAll(async () => {
  await project?.remove();
  await database.remove();
});

type Listed = { comments: { id: number; state: Record<string, unknown> }[] };
const comments = async () =>
  (JSON.parse((await project.muster('comment', '--json')).stdout) as Listed).comments;

it('takes a comment on lines that a commit shows, and no other one', async () => {
  const made = (await project.events()).find(({ kind, session }) => kind === 'commit_made' && session === 1);
  const commit = String(made?.data.commit).slice(0, 10);
  const say = (place: string) => project.muster('comment', 'add', commit, place, 'Say who keeps the garden');
  expect(await say('preface.md:99')).toMatchObject({
    stdout: '',
    stderr: expect.stringContaining('does not show'),
  });
  expect(await say('preface.md')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('src/app.ts:12'),
  });
  const added = await say('preface.md:1');
  expect(added, added.stderr).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('for Session 1'),
  });
  const [comment, ...others] = await comments();
  expect(others).toEqual([]);
  expect(comment).toMatchObject({
    ...{ session: 1, path: 'preface.md', side: 'new', fromLine: 1, toLine: 1 },
    ...{ quote: 'A garden needs patience.', state: { kind: 'waiting' } },
  });
  number = comment!.id;
});

it('has it in the brief of the next turn of the session, and says which commit followed', async () => {
  const given = await project.program('cs', ['Mend the preface', '--session', '1']);
  expect(given.exitCode, given.stderr).toBe(0);
  const ended = await project.muster('resume');
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(3);
  expect(await project.git('show', 'integration/daily:heard.md')).toBe('Say who keeps the garden');
  const told = (await project.events()).filter(({ kind }) => kind === 'comment_told');
  expect(told).toMatchObject([{ session: 1, data: { comment: number, by: 'brief' } }]);
  expect(await comments()).toMatchObject([
    {
      state: { kind: 'followed', turn: told[0]!.data.turn, commit: expect.stringMatching(/^[0-9a-f]{40}$/) },
    },
  ]);
});

it('is settled once, and the day tells of all of it', async () => {
  const settle = () => project.muster('comment', 'answer', String(number), 'It says so now');
  expect((await settle()).exitCode).toBe(0);
  expect(await settle()).toMatchObject({ stdout: '', stderr: expect.stringContaining('was settled') });
  expect(await comments()).toMatchObject([{ state: { kind: 'answered', text: 'It says so now' } }]);
  const day = await project.muster('daily');
  expect(day.exitCode, day.stderr).toBe(0);
  expect(day.stdout).toMatch(/^# Day 1, /);
  expect(day.stdout).toMatch(/^- Session 1 cs-\w+ integrated as [0-9a-f]{10} \(event \d+\)$/m);
  // What is settled is not open at the end of the day.
  expect(day.stdout).not.toContain('comments on preface.md');
  expect(await project.muster('daily', '--day', '40')).toMatchObject({
    ...{ exitCode: 2, stderr: expect.stringContaining('no day 40') },
  });
});
