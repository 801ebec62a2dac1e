import type { TestProject } from 'vitest/node';
import { endDeadTestRuns, endTestRun, makeTestRun, type TestRun } from './test-run.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    musterTestRun: TestRun;
  }
}

/**
 * Vitest's `globalSetup`. It starts no server: the first test that wants a database does, and the others join that one.
 * So a run without database tests pays nothing.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await endDeadTestRuns();
  const run = makeTestRun({ isUpdating: project.config.snapshotOptions.updateSnapshot === 'all' });
  project.provide('musterTestRun', run);
  return () => endTestRun(run);
}
