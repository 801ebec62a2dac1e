import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holding, letGo, waits } from './hold-session.ts';
import { makeProject, type Project } from './make-project.ts';
import type { Running } from './start-program.ts';
import { writePages } from './write-page.ts';

let database: TestDatabase;
let project: Project;
let run: Running;

beforeAll(async () => {
  database = await makeTestDatabase();
  project = await makeProject(database);
  run = project.start(['run', 'PLAN.md', ...project.script(writePages({ b1s2: holding(project) }))]);
  await waits(project);
});
afterAll(async () => {
  run?.kill('SIGKILL');
  await run?.ended;
  await project?.remove();
  await database.remove();
});

function edit(from: string, to: string): void {
  const text = project.read('PLAN.md');
  expect(text).toContain(from);
  project.write('PLAN.md', text.replace(from, to));
}

const adopted = () => project.git('show', 'integration/daily:PLAN.md');

describe('a document that is edited while its run goes on', () => {
  it('is adopted when a task changes that nobody has begun', async () => {
    edit('Paint what the description of the beds says', 'Paint the beds in oil');
    await run.shows(/edit of the plan adopted: .*p1\.d3\.s3/);
    expect(await adopted()).toContain('Paint the beds in oil');
  });

  it('is adopted again when the same line changes once more, or changes back', async () => {
    edit('Paint the beds in oil', 'Paint the beds in water colour');
    await run.shows(/adopted[\s\S]*adopted: .*p1\.d3\.s3/);
    expect(await adopted()).toContain('Paint the beds in water colour');
    edit('Paint the beds in water colour', 'Paint what the description of the beds says');
    await run.shows(/adopted[\s\S]*adopted[\s\S]*adopted: .*p1\.d3\.s3/);
    expect(await adopted()).toContain('Paint what the description of the beds says');
  });

  it('waits with its reason while it has errors, and goes on when they are mended', async () => {
    edit('ca preset documentation', 'ca preset documantation');
    await run.shows(/edit of the plan waits: .*documantation/);
    expect(await adopted()).not.toContain('documantation');
    expect(project.read('PLAN.md')).toContain('documantation');
    edit('ca preset documantation', 'ca preset documentation');
  });

  it('waits when a task changes that is being worked on, until it is adopted on purpose', async () => {
    edit('"Describe the beds"', '"Describe the beds and the paths"');
    await run.shows(/edit of the plan waits: .*being worked on/);
    expect(await adopted()).not.toContain('and the paths');
    expect((await project.muster('plan', 'adopt')).exitCode).toBe(0);
    await run.shows(/adopted: .*p1\.d1-2\.s2/);
    expect(await adopted()).toContain('and the paths');
  });

  it('lands on main with the statuses beside it, and nothing of the edit is lost', async () => {
    edit('## Milestones', 'A note that nobody committed.\n\n## Milestones');
    letGo(project);
    const ended = await run.ended;
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    const text = project.read('PLAN.md');
    expect(text).toContain('A note that nobody committed.');
    expect(text).toContain('Describe the beds and the paths');
    expect(text).toContain('- [x] **Day 3**');
    expect(await project.git('status', '--porcelain')).toBe('');
  });
});
