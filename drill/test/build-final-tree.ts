import { cp, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runbook } from '@musterhq/agents';
import { type ProcessResult, runProcess } from '@musterhq/process';
import { drillFolder } from './drill-files.ts';

/** The commands of this clone, as `muster drill` puts them on the PATH. */
const ownCommands = join(drillFolder, '..', 'node_modules', '.bin');
/** A hub comes and goes in a moment, and in minutes on a machine that is busy. */
export const patienceMs = 10 * 60_000;

/** Runs a command of runbook or gates as the engine does: by the shell, with next to no environment. */
export function runCommand(folder: string, command: string): Promise<ProcessResult> {
  const path = [ownCommands, join(process.execPath, '..'), '/usr/bin', '/bin'].join(':');
  return runProcess({
    command: 'sh',
    args: ['-c', command],
    cwd: folder,
    env: { PATH: path, CI: '1' },
    timeoutMs: patienceMs,
    leftovers: 'end',
  });
}

/** Does the work of the tasks in this order in one folder, without a run; answers what is missing or went wrong. */
export async function buildFinalTree(folder: string, runbook: Runbook, order: string[]): Promise<string[]> {
  await cp(join(drillFolder, 'repository'), folder, { recursive: true });
  const problems: string[] = [];
  for (const task of order) {
    const { entry } = runbook.tasks.get(task)!;
    for (const step of entry.steps) {
      const { exitCode, stdout, stderr } = await runCommand(folder, step.run);
      if (exitCode !== 0) problems.push(`${task}, ${step.name}: exit code ${exitCode}\n${stdout}\n${stderr}`);
    }
    for (const artifact of entry.artifacts) {
      if (!(await stat(join(folder, artifact)).then(Boolean, () => false)))
        problems.push(`${task} left no ${artifact}`);
    }
  }
  return problems;
}

/** Every file below a folder with its content. */
export async function readTree(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(
    await Promise.all(
      files.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const),
    ),
  );
}
