import { makePool, openPostgres } from '@musterhq/postgres';
import { findRun, makeStore, record } from '@musterhq/store';
import { makeTestDatabase } from '@musterhq/testing';
import { expect, it, onTestFinished } from 'vitest';
import { databaseName } from '../src/database-name.ts';
import { holding, letGo, waits } from './hold-session.ts';
import { makeProject } from './make-project.ts';
import { writePages } from './write-page.ts';

it('tells an event whose transaction ends after that of a later event', async () => {
  const database = await makeTestDatabase();
  onTestFinished(() => database.remove());
  const project = await makeProject(database);
  onTestFinished(() => project.remove());
  const run = project.start(['run', 'PLAN.md', ...project.script(writePages({ b1s2: holding(project) }))]);
  onTestFinished(async () => {
    run.kill('SIGKILL');
    await run.ended;
  });
  await waits(project);
  const server = await openPostgres({ stateDir: `${project.dir}/.muster`, databaseUrl: database.url });
  const pool = makePool(server.url(databaseName(project.dir)), { applicationName: 'late-events', max: 2 });
  onTestFinished(async () => {
    await pool.end();
    await server.close();
  });
  const store = makeStore(pool);
  const { id, generation } = (await findRun(store.database))!;
  const tell = (text: string, meanwhile: () => Promise<unknown>) =>
    record(store, { run: id, generation }, async (_, append) => {
      await append({ key: text, kind: 'report_made', data: { from: 'a person', kind: 'progress', text } });
      await meanwhile();
    });

  let second: Promise<unknown> | undefined;
  await tell('the first to begin', async () => {
    second = tell('the second to begin', async () => undefined);
    // Two orders are right: the second is told at once, or it waits for the first.
    await run.shows(/the second to begin/, 3_000).catch(() => undefined);
  });
  await second;
  await run.shows(/the second to begin/, 10_000);
  await run.shows(/the first to begin/, 10_000);

  letGo(project);
  const { exitCode, stdout, stderr } = await run.ended;
  expect(exitCode, stdout + stderr).toBe(0);
  expect(stdout.match(/to begin/g)).toHaveLength(2);
});
