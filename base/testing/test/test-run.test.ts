import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openPostgres } from '@musterhq/postgres';
import { readOwnIdentity, readProcessStart } from '@musterhq/process';
import { expect, test } from 'vitest';
import { endDeadTestRuns, endTestRun, makeTestRun } from '../src/test-run.ts';

test('what a killed run left is ended by the next, once, and a living run is not touched', async () => {
  const living = makeTestRun({ isUpdating: false });
  const dead = makeTestRun({ isUpdating: false });
  const stray = spawn('sleep', ['300'], { cwd: dead.folder, detached: true, stdio: 'ignore' });
  const server = await openPostgres({ ...dead, isLeftRunning: true });
  await server.close();
  // As a test opens one for its repository, and dies.
  const stateDir = join(dead.folder, 'repository', '.muster');
  mkdirSync(stateDir, { recursive: true });
  const ofProject = await openPostgres({ stateDir, isLeftRunning: true });
  const { pid, dataDir } = ofProject;
  await ofProject.close();
  writeFileSync(
    join(dead.folder, 'owner.json'),
    JSON.stringify({ ...readOwnIdentity(), startedAt: 'in another life' }),
  );
  await Promise.all([endDeadTestRuns(), endDeadTestRuns()]);
  expect(readProcessStart(server.pid as number)).toBeUndefined();
  expect(readProcessStart(pid as number)).toBeUndefined();
  expect([existsSync(dataDir as string), existsSync(`${dirname(dataDir as string)}.owner`)]).toEqual([
    false,
    false,
  ]);
  if (process.platform === 'linux') expect(readProcessStart(stray.pid as number)).toBeUndefined();
  stray.kill('SIGKILL');
  expect([existsSync(dead.folder), existsSync(living.folder)]).toEqual([false, true]);
  await endTestRun(living);
  expect(existsSync(living.folder)).toBe(false);
});
