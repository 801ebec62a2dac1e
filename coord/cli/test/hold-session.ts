import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Project } from './make-project.ts';
import type { Action } from './write-page.ts';

/** Actions that note the turn in the counter, and wait there until `letGo`; each turn of the task waits anew. */
export function holding(project: Project): Action[] {
  return [
    { do: 'append', path: join(project.home, 'steps') },
    { do: 'write', path: join(project.home, 'waits'), text: '' },
    { do: 'await_file', path: join(project.home, 'go') },
  ];
}

/** Resolves once a held turn waits; the next one can then be waited for. */
export async function waits(project: Project): Promise<void> {
  const file = join(project.home, 'waits');
  for (const ends = Date.now() + 30_000; !existsSync(file); await delay(20))
    if (Date.now() > ends) throw new Error('no turn comes to its waiting');
  rmSync(file);
}

export const letGo = (project: Project): void => writeFileSync(join(project.home, 'go'), '');
