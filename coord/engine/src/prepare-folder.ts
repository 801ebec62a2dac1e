import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runShell } from '@musterhq/agents';
import type { Context } from './context.ts';
import { EngineError } from './engine-error.ts';

/**
 * Makes a worktree able to run, by the recipe of the configuration: ignored files that it needs are copied from
 * the main checkout, the set-up command runs once. A marker outside the worktree says which recipe was done.
 */
export async function prepareFolder(
  context: Context,
  folder: { path: string; session: number },
): Promise<void> {
  const { setup, copy } = context.configuration.worktree;
  if (setup === undefined && copy.length === 0) return;
  const marker = join(context.stateDir, 'prepared', `${folder.path.replaceAll(/[^\w-]+/g, '_')}.json`);
  const recipe = JSON.stringify({ setup, copy });
  if ((await readIfThere(marker)) === recipe) return;
  for (const file of copy) {
    await mkdir(dirname(join(folder.path, file)), { recursive: true });
    await copyFile(join(context.repo.dir, file), join(folder.path, file));
  }
  if (setup !== undefined) {
    const result = await runShell({
      run: setup,
      cwd: folder.path,
      env: { ...context.childEnv, ...portEnv(context, folder.session) },
      timeoutMs: context.configuration.taskTimeout,
    });
    if (result.exitCode !== 0) {
      throw new EngineError(
        'setup_failed',
        `The set-up command of the worktree recipe failed in ${folder.path} (exit code ${result.exitCode ?? 'none'}). Mend 'worktree.setup' in muster/config.yaml, then 'muster resume'. The end of its output:\n${(result.stderr || result.stdout).slice(-2000)}`,
        { path: folder.path, setup },
      );
    }
  }
  await mkdir(dirname(marker), { recursive: true });
  await writeFile(marker, recipe);
}

/** The session's block of ports, so that dev servers of two sessions never collide. */
export function portEnv(context: Context, session: number): Record<string, string> {
  const ports = context.configuration.worktree.ports;
  if (ports === undefined) return {};
  const first = ports.base + session * ports.each;
  return { MUSTER_PORT: String(first), MUSTER_PORT_LAST: String(first + ports.each - 1) };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
